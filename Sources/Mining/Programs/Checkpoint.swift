import Execution
import GraphStore
import Synchronization

/// A file that remembers which parts of a long count have been done, so that a run that was killed goes on where it was.
///
/// It is written every two seconds, under another name and then renamed, so that a kill at any moment leaves a whole file.
/// It says which graph, question and plan it belongs to; another run refuses it.
///
/// ```swift
/// let outcome = try miner.run(query, checkpoint: Checkpoint(path: "count.checkpoint"))
/// ```
public final class Checkpoint: Sendable {
  public let path: String

  public init(path: String) { self.path = path }

  private static let interval = Duration.seconds(2)

  /// Opens the file, or makes it, and keeps it up to date until `body` has ended. `body` gets the ledger to fill.
  ///
  /// - Parameter identity: pairs of a word and what it stands for; they must be the same when a run goes on.
  package func keeping<Value>(
    _ identity: [(name: String, value: String)], _ body: (Ledger) throws -> Value
  ) throws -> Value {
    let ledger = Ledger(try load(identity))
    // Now, not in two seconds: that the file cannot be written should not be found out at the end of the run.
    try save(ledger, identity)
    let keeper = Keeper()
    let texts = identity.map { "\($0.name) \($0.value)" }
    let hasThread = DetachedThread.start { [self] in
      var known = ledger.snapshot.changes, next = ContinuousClock.now + Self.interval
      while !keeper.isOver.load(ordering: .acquiring) {
        Pause.sleep(.milliseconds(20))
        guard ContinuousClock.now >= next else { continue }
        next = ContinuousClock.now + Self.interval
        let (items, changes) = ledger.snapshot
        if changes == known { continue }
        known = changes
        // What is there stays, and the next attempt may succeed: a full disk does not end the run.
        do throws(CheckpointError) { try write(items, texts) } catch { keeper.trouble.withLock { $0 = error } }
      }
      keeper.hasEnded.store(true, ordering: .releasing)
    }
    let result = Result { try body(ledger) }
    keeper.isOver.store(true, ordering: .releasing)
    while hasThread, !keeper.hasEnded.load(ordering: .acquiring) { Pause.sleep(.milliseconds(1)) }
    if case .success = result { try? save(ledger, identity) }
    return try result.get()
  }

  private final class Keeper: Sendable {
    let isOver = Atomic<Bool>(false)
    let hasEnded = Atomic<Bool>(false)
    let trouble = Mutex<CheckpointError?>(nil)
  }

  private func save(_ ledger: Ledger, _ identity: [(name: String, value: String)]) throws(CheckpointError) {
    try write(ledger.snapshot.items, identity.map { "\($0.name) \($0.value)" })
  }

  // MARK: The file

  private static let head = "gyrfalcon checkpoint 2"

  private func write(_ items: [String: Ledger.Item], _ identity: [String]) throws(CheckpointError) {
    var lines = [Self.head] + identity
    for (name, item) in items.sorted(by: { $0.key < $1.key }) {
      let done = Self.ranges(item.isDone)
      lines.append("item \(name) pieces \(item.pieces) done \(done.isEmpty ? "-" : done) sums \(item.sums.map { "\($0)" }.joined(separator: ","))")
    }
    var text = lines.joined(separator: "\n") + "\n"
    text += "end \(Self.checksum(text))\n"
    do throws(GraphFileError) {
      try WholeFile.write(Array(text.utf8), to: path)
    } catch {
      throw .cannotWrite(path, error.message)
    }
  }

  private static func checksum(_ text: String) -> String {
    var hash = Hash()
    hash.add(text)
    return Hash.text(hash.finish())
  }

  /// `0-17,19`
  private static func ranges(_ isDone: [Bool]) -> String {
    var parts: [String] = []
    var start: Int?
    for position in 0...isDone.count {
      let done = position < isDone.count && isDone[position]
      if done, start == nil { start = position }
      if !done, let first = start {
        parts.append(first == position - 1 ? "\(first)" : "\(first)-\(position - 1)")
        start = nil
      }
    }
    return parts.joined(separator: ",")
  }

  private func load(_ identity: [(name: String, value: String)]) throws -> [String: Ledger.Item] {
    guard let text = try read() else { return [:] }
    func damaged(_ what: String) -> CheckpointError { .damaged(path, what) }
    guard text.hasPrefix("gyrfalcon checkpoint ") else { throw damaged("it is no checkpoint") }
    guard text.hasPrefix(Self.head + "\n") else { throw damaged("it was written by another version") }
    guard let mark = text.range(ofLast: "\nend "), text.hasSuffix("\n") else { throw damaged("its end is missing") }
    let body = String(text[..<text.index(after: mark)])
    let sum = text[text.index(mark, offsetBy: 5)...].dropLast()
    guard sum == Self.checksum(body) else { throw damaged("its checksum is wrong") }
    let lines = body.split(separator: "\n").dropFirst()
    for ((name, value), line) in zip(identity, lines) where line != "\(name) \(value)" {
      let found = line.hasPrefix("\(name) ") ? String(line.dropFirst(name.utf8.count + 1)) : String(line)
      throw CheckpointError.mismatch(path, what: name, found: found, wanted: value)
    }
    var items: [String: Ledger.Item] = [:]
    for line in lines.dropFirst(identity.count) {
      let words = line.split(separator: " ")
      guard words.count == 8, words[0] == "item", let pieces = Int(words[3]), pieces >= 0, pieces < 1 << 32 else {
        throw damaged("a line is not understood: \(line)")
      }
      let sums = words[7].split(separator: ",").compactMap { Int128($0) }
      var item = Ledger.Item(pieces: pieces, sums: sums.count)
      item.sums = sums
      for part in words[5].split(separator: ",") where part != "-" {
        let ends = part.split(separator: "-").compactMap { Int($0) }
        guard let first = ends.first, let last = ends.last, first <= last, last < pieces else {
          throw damaged("a line is not understood: \(line)")
        }
        for position in first...last { item.isDone[position] = true }
      }
      items[String(words[1])] = item
    }
    return items
  }

  /// Nil when there is no file yet.
  private func read() throws(CheckpointError) -> String? {
    do throws(GraphFileError) {
      return try WholeFile.read(path).map { String(decoding: $0, as: UTF8.self) }
    } catch {
      throw .cannotRead(path, error.message)
    }
  }
}

extension String {
  fileprivate func range(ofLast text: String) -> Index? {
    var place = endIndex
    while place > startIndex {
      place = index(before: place)
      if self[place...].hasPrefix(text) { return place }
    }
    return nil
  }
}

/// Why a checkpoint cannot be used.
public enum CheckpointError: Error, Hashable, Sendable, CustomStringConvertible {
  case cannotRead(String, String)
  case cannotWrite(String, String)
  case damaged(String, String)
  /// The file belongs to another run.
  case mismatch(String, what: String, found: String, wanted: String)

  public var description: String {
    switch self {
    case .cannotRead(let path, let message): "\(path): the checkpoint \(message)"
    case .cannotWrite(let path, let message): "\(path): the checkpoint \(message)"
    case .damaged(let path, let what): "\(path): the checkpoint cannot be used: \(what) (remove it to begin anew)"
    case .mismatch(let path, let what, let found, let wanted):
      "\(path): the checkpoint is of another run: \(Self.difference(what, Self.short(found), Self.short(wanted))) "
        + "(give another file, or remove it)"
    }
  }

  private static func difference(_ what: String, _ found: String, _ wanted: String) -> String {
    switch what {
    case "graph": "its graph has \(found), and this run's \(wanted)"
    case "question": "it counts \(found), and this run \(wanted)"
    case "part": "it does \(found), and this run \(wanted)"
    case "plan": "the same is counted in another way, by another version or with another cap on memory"
    default: "its \(what) are \(found), and this run's \(wanted)"
    }
  }

  private static func short(_ text: String) -> String { text.count > 160 ? text.prefix(160) + "..." : text }
}

extension Miner {
  /// Runs a planned count that can go on after it was killed.
  ///
  /// Remembered are the roots that have been done; tables that sums read are made again.
  ///
  /// - Parameter shard: nil: the whole count.
  /// - Throws: ``CheckpointError`` when the file is of another run, damaged, or cannot be written; ``PlanningError``.
  public func run(_ query: CountQuery, checkpoint: Checkpoint, limits: Limits = Limits()) throws -> Outcome<Count> {
    let watch = RunWatch(limits)
    watch.meter.enter(.mine)
    defer { watch.finish() }
    let miner = watched(by: watch)
    let count = try miner.keeping(checkpoint, [query.identity], shard: nil) { ledger in
      let parts = try miner.dividing(nil, ledger).parts(of: query)
      let (occurrences, embeddings) = try parts.counts()
      return query.count(
        occurrences[0] ?? query.lowerBound(parts), embeddings: embeddings, isDirected: miner.graph.isDirected)
    }
    return watch.outcome(count)
  }

  /// Keeps a checkpoint of runs on this graph.
  package func keeping<Value>(
    _ checkpoint: Checkpoint, _ works: [WorkIdentity], shard: Shard?, _ body: (Ledger) throws -> Value
  ) throws -> Value {
    var hash = Hash()
    for work in works { hash.add(work.plan) }
    var options: [String] = []
    for work in works where !options.contains(work.options) { options.append(work.options) }
    let size = "\(graph.vertexCount) vertices, \(graph.edgeCount) \(graph.isDirected ? "arcs" : "edges")"
    // From what people know to what only a hash tells: the first that differs is named.
    let identity = [
      ("graph", "\(size), content \(GraphFingerprint(graph))"),
      ("question", works.map(\.question).joined(separator: "; ")), ("options", options.joined(separator: "; ")),
      ("part", shard.map { "shard \($0)" } ?? "the whole work"), ("plan", Hash.text(hash.finish())),
    ]
    // A value is the rest of a line.
    return try checkpoint.keeping(identity.map { (name: $0, value: $1.filter { !$0.isNewline }) }, body)
  }
}
