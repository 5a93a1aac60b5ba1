import GraphStore
import SetKernels

/// Sums over the triangles at every vertex of what lies opposite to it:
/// out(a) = sum over ordered triangles (a, b, x) of end(b) * middle(x) * opposite(b, x).
///
/// Every triangle is found once, from its vertex with the largest number, and told to all three.
struct TriangleCorners<Word: TableWord> {
  struct Sum {
    var end: UnsafeMutablePointer<Word>?
    var middle: UnsafeMutablePointer<Word>?
    /// By slot, the same in both directions.
    var opposite: UnsafeMutablePointer<Word>?
    var out: UnsafeMutablePointer<Word>
  }
  private let csr: CSR
  private let sums: UnsafeMutableBufferPointer<Sum>
  /// A worker's own tables, handed over at the end.
  private let tables: UnsafeMutableBufferPointer<UnsafeMutablePointer<Word>>
  /// Of the list at hand: a bit for each member, and where it stands.
  private let marks: UnsafeMutablePointer<UInt64>
  private let positions: UnsafeMutablePointer<UInt32>
  private let hits: UnsafeMutablePointer<UInt32>

  /// - Complexity: O(m x arboricity); a table for every sum and worker.
  static func run(_ sums: [Sum], _ csr: CSR, workers: Int, _ control: RunControl) {
    nonisolated(unsafe) let sums = sums
    let ranges = RootRanges(csr, workers: workers, walks: false)
    let parts = WorkerTables<Word>()
    Parallel.run(workers) { _ in
      let worker = TriangleCorners(csr.local, sums)
      defer { worker.deallocate() }
      while let range = ranges.take(), !control.isStopped {
        for vertex in range where !control.isStopped { worker.run(vertex) }
      }
      for number in sums.indices { parts.take(worker.tables[number], of: number) }
    }
    // Without weights at vertices both orders of the two others give the same.
    let orders = sums.map { $0.end == nil && $0.middle == nil ? 2 as Word : 1 }
    parts.add(to: sums.map(\.out), times: orders, count: csr.vertexCount, workers: workers, control)
  }

  private init(_ csr: CSR, _ sums: [Sum]) {
    self.csr = csr
    self.sums = ownCopy(sums)
    let n = Swift.max(1, csr.vertexCount)
    tables = ownCopy(sums.map { _ in clearedForScatter(n) })
    marks = .allocate(capacity: n / 64 + 1)
    marks.initialize(repeating: 0, count: n / 64 + 1)
    positions = .allocate(capacity: n)
    hits = .allocate(capacity: csr.maximumDegree + 1)
  }

  private func deallocate() {
    sums.deallocate()
    tables.deallocate()
    marks.deallocate()
    positions.deallocate()
    hits.deallocate()
  }

  private func run(_ v: Int) {
    let start = Int(csr.offsets[v]), count = Int(csr.lower[v])
    guard count > 1 else { return }
    let targets = csr.targets
    let list = targets + start
    gyr_set_marks(list, UInt32(truncatingIfNeeded: count), marks)
    for i in 0..<count { positions[Int(list[i])] = UInt32(truncatingIfNeeded: i) }
    for i in 1..<count {
      let b = Int(list[i]), low = Int(csr.offsets[b])
      let found = Int(gyr_marked_positions(targets + low, csr.lower[b], marks, hits))
      guard found > 0 else { continue }
      for number in 0..<sums.count {
        if sums[number].end == nil, sums[number].middle == nil {
          addPlain(number, v, b, vb: start &+ i, start, low, found)
        } else {
          addWeighted(number, v, b, vb: start &+ i, start, low, found)
        }
      }
    }
    gyr_clear_marks(list, UInt32(truncatingIfNeeded: count), marks)
  }

  /// The triangles v > b > c, the hits being the c: `vb` is the slot of b in v's list, which starts at `start`.
  @inline(__always)
  private func addPlain(_ number: Int, _ v: Int, _ b: Int, vb: Int, _ start: Int, _ low: Int, _ found: Int) {
    guard let opposite = sums[number].opposite else { return }
    let table = tables[number], across = opposite[vb]
    var atV: Word = 0, atB: Word = 0
    for h in 0..<found {
      let t = low &+ Int(hits[h])
      let c = Int(csr.targets[t])
      atV &+= opposite[t]
      atB &+= opposite[start &+ Int(positions[c])]
      table[c] &+= across
    }
    table[v] &+= atV
    table[b] &+= atB
  }

  private func addWeighted(_ number: Int, _ v: Int, _ b: Int, vb: Int, _ start: Int, _ low: Int, _ found: Int) {
    let sum = sums[number], table = tables[number]
    let (end, middle, opposite) = (sum.end, sum.middle, sum.opposite)
    @inline(__always) func both(_ a: Int, _ x: Int) -> Word {
      (end?[a] ?? 1) &* (middle?[x] ?? 1) &+ (end?[x] ?? 1) &* (middle?[a] ?? 1)
    }
    let across = (opposite?[vb] ?? 1) &* both(v, b)
    var atV: Word = 0, atB: Word = 0
    for h in 0..<found {
      let t = low &+ Int(hits[h])
      let c = Int(csr.targets[t])
      atV &+= (opposite?[t] ?? 1) &* both(b, c)
      atB &+= (opposite?[start &+ Int(positions[c])] ?? 1) &* both(v, c)
      table[c] &+= across
    }
    table[v] &+= atV
    table[b] &+= atB
  }
}
