import Synchronization

/// Adjacency in compressed sparse rows: for every vertex a sorted list of neighbours without repeats.
///
/// Vertices are numbered 0..<vertexCount by descending degree, so a smaller number is a busier vertex and the
/// neighbours below a vertex's own number are a short prefix of its list (O(sqrt m) of them).
package final class CSR: @unchecked Sendable {  // immutable after init
  package let vertexCount: Int
  /// Number of stored neighbours: twice the edges in an undirected view, the arcs in a directed one.
  package let targetCount: Int
  /// vertexCount + 1 positions in `targets`.
  package let offsets: UnsafePointer<UInt64>
  /// All lists, one after the other, then `padding` zeroes that kernels may read but never use.
  package let targets: UnsafePointer<UInt32>
  /// For every vertex, how many of its neighbours have a smaller number than it.
  package let lower: UnsafePointer<UInt32>
  package let maximumDegree: Int
  /// Owns the memory of an adjacency that came from a file; nil: it is ours.
  private let owner: AnyObject?
  /// See ``place(_:for:)``.
  let placed = Mutex<PlacedLists?>(nil)
  /// How passes have cut the vertices into pieces, kept for the next pass of the same kind.
  package let cuts = Mutex<[PassCut: [Range<Int>]]>([:])

  package struct PassCut: Hashable, Sendable {
    package var workers: Int
    package var walks: Bool
    package init(workers: Int, walks: Bool) {
      self.workers = workers
      self.walks = walks
    }
  }

  /// Elements readable past the end of `targets`, so that a vector load never faults.
  package static let padding = 16

  /// Takes ownership of the buffers, which must be allocated with `allocate` and hold `targetCount + padding` targets.
  package init(
    vertexCount: Int, offsets: UnsafeMutablePointer<UInt64>, targets: UnsafeMutablePointer<UInt32>, threads: Int = 1
  ) {
    self.vertexCount = vertexCount
    self.offsets = UnsafePointer(offsets)
    self.targets = UnsafePointer(targets)
    targetCount = Int(offsets[vertexCount])
    let lower = UnsafeMutablePointer<UInt32>.allocate(capacity: Swift.max(1, vertexCount))
    let ranges = Parallel.split(vertexCount, into: threads) { offsets[$0] + UInt64($0) }
    let maxima = UnsafeMutablePointer<Int>.allocate(capacity: Swift.max(1, ranges.count))
    maxima.initialize(repeating: 0, count: Swift.max(1, ranges.count))
    Parallel.run(ranges.count) { part in
      var maximum = 0
      for v in ranges[part] {
        let start = Int(offsets[v]), end = Int(offsets[v + 1])
        maximum = Swift.max(maximum, end - start)
        var low = start, high = end
        while low < high {
          let middle = (low + high) / 2
          if targets[middle] < UInt32(v) { low = middle + 1 } else { high = middle }
        }
        lower[v] = UInt32(low - start)
      }
      maxima[part] = maximum
    }
    let maximum = UnsafeBufferPointer(start: maxima, count: ranges.count).max() ?? 0
    maxima.deallocate()
    self.lower = UnsafePointer(lower)
    maximumDegree = maximum
    owner = nil
  }

  /// An adjacency in memory that an owner keeps alive, `padding` elements behind the targets included.
  init(
    vertexCount: Int, offsets: UnsafePointer<UInt64>, targets: UnsafePointer<UInt32>, targetCount: Int,
    lower: UnsafePointer<UInt32>, maximumDegree: Int, owner: AnyObject
  ) {
    self.vertexCount = vertexCount
    self.offsets = offsets
    self.targets = targets
    self.targetCount = targetCount
    self.lower = lower
    self.maximumDegree = maximumDegree
    self.owner = owner
  }

  deinit {
    guard owner == nil else { return }
    offsets.deallocate()
    targets.deallocate()
    lower.deallocate()
  }

  /// Bytes of our own: none of a mapped file's, whose pages the system can take back.
  package var ownByteCount: Int { owner == nil ? byteCount : 0 }

  package func degree(_ v: Int) -> Int { Int(offsets[v + 1] &- offsets[v]) }

  package func neighbours(_ v: Int) -> UnsafeBufferPointer<UInt32> {
    UnsafeBufferPointer(start: targets + Int(offsets[v]), count: degree(v))
  }
}
