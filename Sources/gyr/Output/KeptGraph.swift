import Gyrfalcon
import Synchronization

/// The graph of `gyr session`, which the commands at its prompt use instead of reading it again.
struct KeptGraph: Sendable {
  let path: String
  let graph: Graph
  let miner: Miner

  private static let place = Mutex<KeptGraph?>(nil)

  /// Nil outside a session.
  static var current: KeptGraph? {
    get { place.withLock { $0 } }
    set { place.withLock { $0 = newValue } }
  }

  /// The kept graph, where it is the one that is asked for. How it is read was said when the session began.
  static func kept(for path: String, _ reading: ReadingOptions) throws -> KeptGraph? {
    guard let current, current.path == path else { return nil }
    guard reading.areDefaults else {
      throw Failure(.usage, "options that say how a graph is read belong to the session: give them to gyr session itself")
    }
    return current
  }
}
