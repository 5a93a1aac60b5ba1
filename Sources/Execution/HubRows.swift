import GraphStore
import SetKernels

/// The dense ends of neighbour lists as bitmaps.
///
/// Vertices are numbered by descending degree, so in a skewed graph the first few thousand numbers stand in almost every
/// long list: a vertex's neighbours below `hubs` and below itself make a short, well-filled bitmap. To test a vertex against
/// it is one load, to count what it shares with a marked set a few words, where the list has hundreds of elements.
///
/// Rows are made once a run, for the hubs first, as far as a budget goes; only where a row is at most twice as long as the
/// part of the list that it stands for.
package final class HubRows: @unchecked Sendable {  // immutable after init
  /// 16,384 bits are 2 kB: the marks that rows are read against stay in a core's first cache.
  package static let hubs = 16_384
  /// 64 MB of rows.
  private static let mostWords = 8 << 20
  /// What making rows costs, in steps of about a nanosecond: each row, each word of it, each element that it stands for.
  private static let costs = (row: 20.0, word: 0.3, element: 1.0)

  package let table: UnsafeMutablePointer<gyr_hub_rows>
  private let words: UnsafeMutablePointer<UInt64>
  private let start: UnsafeMutablePointer<UInt32>
  private let covered: UnsafeMutablePointer<UInt32>

  /// Nil when there is nothing to gain.
  ///
  /// - Parameters:
  ///   - budget: steps that may be spent on making rows.
  ///   - hubs: vertices up to which rows reach.
  package init?(_ csr: CSR, budget: Double, hubs: Int = HubRows.hubs) {
    let n = csr.vertexCount
    let hubs = Swift.min(hubs, n)
    let longest = (hubs + 63) / 64
    var starts: [UInt32] = [], lengths: [UInt32] = []
    var total = 0, rowCount = 0, spent = 0.0
    for x in 0..<n {
      let width = (Swift.min(x, hubs) + 63) / 64
      // Behind the hubs degrees only fall: no later list can be long enough.
      if x >= hubs, csr.degree(x) < longest { break }
      let length = x < hubs
        ? Int(csr.lower[x])
        : Int(gyr_lower_bound(csr.targets + Int(csr.offsets[x]), UInt32(csr.degree(x)), UInt32(hubs)))
      lengths.append(UInt32(truncatingIfNeeded: length))
      guard length > 0, length >= width else {
        starts.append(GYR_NO_ROW)
        continue
      }
      spent += Self.costs.row + Self.costs.word * Double(width) + Self.costs.element * Double(length)
      if spent > budget || total + width > Self.mostWords { break }
      starts.append(UInt32(total))
      total += width
      rowCount += 1
    }
    if rowCount == 0 { return nil }
    words = .allocate(capacity: total)
    words.initialize(repeating: 0, count: total)
    start = .allocate(capacity: starts.count)
    start.initialize(from: starts, count: starts.count)
    covered = .allocate(capacity: starts.count)
    covered.initialize(from: lengths, count: starts.count)
    for x in starts.indices where starts[x] != GYR_NO_ROW {
      let row = words + Int(starts[x]), list = csr.targets + Int(csr.offsets[x])
      for i in 0..<Int(covered[x]) { row[Int(list[i] >> 6)] |= 1 << UInt64(list[i] & 63) }
    }
    table = .allocate(capacity: 1)
    table.initialize(
      to: gyr_hub_rows(words: words, start: start, covered: covered, vertices: UInt32(starts.count), hubs: UInt32(hubs)))
  }

  deinit {
    words.deallocate()
    start.deallocate()
    covered.deallocate()
    table.deallocate()
  }

  /// Whether a run makes rows.
  package enum Use: Sendable {
    /// As many as a small part of the run's expected work can make.
    case whereTheyPay
    /// All that are allowed, whatever they cost: for tests.
    case always

    /// Part of the expected work that may go into rows.
    private static let share = 0.04
    /// Below this budget not even the hubs get rows.
    private static let least = 20_000.0

    func budget(for work: Double) -> Double {
      if case .always = self { return .infinity }
      let budget = work * Self.share
      return budget < Self.least ? 0 : budget
    }
  }
}

/// Which words of the marks of a set are not 0, and how many members stand in front of each: what is needed to move the
/// marked bits of a hub row together.
struct MarkedWords {
  private let at: UnsafeMutablePointer<UInt32>
  private let before: UnsafeMutablePointer<UInt32>
  private let limit: UInt32
  private var count = 0
  /// How many of the words the row at hand reaches; rows come in ascending order.
  private var reached = 0

  init(_ rows: gyr_hub_rows) {
    limit = rows.hubs
    let capacity = Int(rows.hubs) / 64 + 1
    at = .allocate(capacity: capacity)
    before = .allocate(capacity: capacity)
  }

  func deallocate() {
    at.deallocate()
    before.deallocate()
  }

  mutating func begin(_ set: Interpreter.Slot) {
    count = 0
    reached = 0
    var last = UInt32.max
    for i in 0..<set.count {
      let vertex = set.elements[i]
      if vertex >= limit { break }
      let word = vertex >> 6
      if word == last { continue }
      at[count] = word
      before[count] = UInt32(truncatingIfNeeded: i)
      count += 1
      last = word
    }
  }

  /// Enters what the row of a member says of the set's members into `out`, when that is less work than reading the list.
  ///
  /// - Returns: how many elements of the member's list have been dealt with.
  @inline(__always)
  mutating func gather(_ vertex: UInt32, _ rows: UnsafePointer<gyr_hub_rows>, _ marks: UnsafePointer<UInt64>,
    _ kernels: gyr_kernels, into out: UnsafeMutablePointer<UInt64>) -> Int {
    let words = gyr_row_words(rows, vertex)
    while reached < count, at[reached] < words { reached += 1 }
    guard let row = gyr_row(rows, vertex) else { return 0 }
    let covered = Int(rows.pointee.covered[Int(vertex)])
    if reached > covered { return 0 }
    kernels.gather_marked(row, marks, at, before, UInt32(truncatingIfNeeded: reached), out)
    return covered
  }
}
