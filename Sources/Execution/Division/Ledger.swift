import Synchronization

/// Which pieces of a run have been done, and what they add up to: all that is needed to go on later.
///
/// A run has items (plans, sweeps), named by where they stand in it, and an item has pieces.
package final class Ledger: Sendable {
  package struct Item: Hashable, Sendable {
    /// How many pieces there are: an item that is cut otherwise is another item.
    package var pieces: Int
    package var isDone: [Bool]
    /// Sums over the pieces that are done.
    package var sums: [Int128]

    package init(pieces: Int, sums: Int) {
      self.pieces = pieces
      isDone = Array(repeating: false, count: pieces)
      self.sums = Array(repeating: 0, count: sums)
    }
  }

  private let state: Mutex<(items: [String: Item], changes: Int)>

  package init(_ items: [String: Item] = [:]) { state = Mutex((items, 0)) }

  /// The items now, and a number that grows with every change.
  package var snapshot: (items: [String: Item], changes: Int) { state.withLock { ($0.items, $0.changes) } }

  /// The item as it was left; a new one when it is not there or was cut otherwise.
  func open(_ name: String, pieces: Int, sums: Int) -> Item {
    state.withLock { state in
      if let item = state.items[name], item.pieces == pieces, item.sums.count == sums { return item }
      let item = Item(pieces: pieces, sums: sums)
      state.items[name] = item
      return item
    }
  }

  /// A piece has come to its end.
  func finish(_ name: String, piece: Int, adding sums: [Int128]) {
    state.withLock { state in
      guard var item = state.items.removeValue(forKey: name) else { return }
      item.isDone[piece] = true
      for i in sums.indices { item.sums[i] &+= sums[i] }
      state.items[name] = item
      state.changes += 1
    }
  }
}
