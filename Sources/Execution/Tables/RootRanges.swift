import GraphStore
import Machine

/// Pieces of the vertex range, of about equal work, that workers take one after the other. Hubs come first in the
/// numbering and so are started first.
final class RootRanges: Sendable {
  private let ranges: [Range<Int>]
  private let queue: WorkQueue

  /// - Parameter walks: weigh a vertex by the lists that its neighbours open, not by its own list.
  init(_ csr: CSR, workers: Int, walks: Bool) {
    let key = CSR.PassCut(workers: TaskRecorder.current?.plannedWorkers ?? workers, walks: walks)
    ranges = csr.cuts.withLock { cuts in
      if let known = cuts[key] { return known }
      let ranges = Self.cut(csr, workers: key.workers, walks: walks)
      cuts[key] = ranges
      return ranges
    }
    queue = WorkQueue(ranges.count, walks ? "walks" : "lists")
  }

  private static func cut(_ csr: CSR, workers: Int, walks: Bool) -> [Range<Int>] {
    let n = csr.vertexCount
    // Degrees descend: mostly it is the same as before.
    var last = -1, known = 0.0
    func weight(_ v: Int) -> Double {
      let degree = csr.degree(v)
      if degree != last {
        let d = Double(degree)
        known = 4 + (walks ? d * d.squareRoot() : d)
        last = degree
      }
      return known
    }
    var total = 0.0
    for v in 0..<n { total += weight(v) }
    let shares = WorkShare(total: total, workers: workers)
    var ranges: [Range<Int>] = []
    var first = 0, gathered = 0.0, done = 0.0
    for v in 0..<n {
      let own = weight(v)
      gathered += own
      done += own
      if gathered >= shares.size(after: done) {
        ranges.append(first..<(v + 1))
        first = v + 1
        gathered = 0
      }
    }
    if first < n { ranges.append(first..<n) }
    return ranges
  }

  /// Ranges of equal length, for what costs the same at every vertex.
  init(count: Int, workers: Int) {
    let step = Swift.max(4096, count / (workers * 4) + 1)
    ranges = stride(from: 0, to: count, by: step).map { $0..<Swift.min(count, $0 + step) }
    queue = WorkQueue(ranges.count, "vertices")
  }

  /// Some of the ranges of another cut; nil: all.
  init(_ other: RootRanges, only positions: [Int]?) {
    ranges = positions.map { $0.map { other.ranges[$0] } } ?? other.ranges
    queue = WorkQueue(ranges.count, "ranges")
  }

  var count: Int { ranges.count }

  func take() -> Range<Int>? { takeNumbered()?.range }

  func takeNumbered() -> (index: Int, range: Range<Int>)? {
    queue.take().map { ($0, ranges[$0]) }
  }
}
