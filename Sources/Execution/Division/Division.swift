import Synchronization

/// How a run is divided: into a part that is to be done here, and into pieces that are remembered when they are done.
package struct Division: Sendable {
  /// Nil: everything.
  package var shard: Shard?
  /// Nil: nothing is remembered.
  package var ledger: Ledger?
  /// Where in the run we are: names items of the ledger.
  package var place = ""

  package init(shard: Shard? = nil, ledger: Ledger? = nil) {
    self.shard = shard
    self.ledger = ledger
  }

  /// Pieces are cut as for so many workers, whoever runs them, so that every machine cuts alike.
  var cutFor: Int { Swift.max(64, shard.map { ($0.count + 7) / 8 } ?? 0) }

  func at(_ part: String) -> Division {
    var copy = self
    copy.place = place.isEmpty ? part : "\(place)/\(part)"
    return copy
  }

  /// What there is to do of an item that is cut into `pieces`, and what has been done of it before.
  func open(pieces: Int, sums: Int) -> Agenda {
    let item = ledger?.open(place, pieces: pieces, sums: sums)
    let own = (0..<pieces).filter { position in
      (shard?.owns(position) ?? true) && !(item?.isDone[position] ?? false)
    }
    return Agenda(
      name: place, ledger: ledger, positions: own, before: item?.sums ?? Array(repeating: 0, count: sums))
  }

  /// A program's roots in pieces, and which of them are to be done.
  func cut(_ program: Program, splits: Bool) -> (tasks: [TaskList.Task], agenda: Agenda) {
    let all = TaskList(program: program, workers: cutFor, splits: splits).tasks
    let agenda = open(pieces: all.count, sums: 1)
    return (agenda.positions.map { all[$0] }, agenda)
  }

  /// The pieces of one item that are to be done here and now.
  struct Agenda: Sendable {
    let name: String
    let ledger: Ledger?
    /// Positions among all pieces of the item.
    let positions: [Int]
    /// Sums of the pieces that were done before.
    let before: [Int128]

    /// A piece (counted in `positions`) has come to its end.
    func finish(_ index: Int, adding sums: @autoclosure () -> [Int128]) {
      ledger?.finish(name, piece: positions[index], adding: sums())
    }
  }
}
