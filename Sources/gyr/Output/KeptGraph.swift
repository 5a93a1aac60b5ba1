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
}
