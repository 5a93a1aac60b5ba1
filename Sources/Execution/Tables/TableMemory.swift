import Glibc
import GraphStore
import Machine

/// Memory for the tables of one run, all 0 at first. A run makes dozens of small tables: these share pieces of memory, on
/// huge pages where there is enough of them and the machine has one memory node, which the system clears in few steps and
/// mostly while workers run; only what comes back is cleared here. Large ones get memory of their own.
final class TableMemory<Word> {
  private var pieces: [(start: UnsafeMutableRawPointer, size: Int)] = []
  /// What is left of the last piece.
  private var free: (start: UnsafeMutableRawPointer, size: Int)?
  /// Small tables that came back, by length.
  private var returned: [Int: [UnsafeMutablePointer<Word>]] = [:]
  /// What the tables to come may take.
  private var expected: Int

  private static var smallBytes: Int { 1 << 19 }
  private static var largestPiece: Int { 1 << 23 }
  private static var line: Int { 64 }

  /// - Parameter tables: how many of which length are to come.
  init(expecting tables: [(number: Int, length: Int)]) {
    expected = tables.reduce(0) { sum, tables in
      let bytes = tables.length * MemoryLayout<Word>.stride + Self.line
      return bytes <= Self.smallBytes ? sum + tables.number * bytes : sum
    }
  }

  deinit { for piece in pieces { munmap(piece.start, piece.size) } }

  func take(_ count: Int) -> UnsafeMutablePointer<Word> {
    let bytes = (Swift.max(1, count) * MemoryLayout<Word>.stride + Self.line - 1) & -Self.line
    guard bytes <= Self.smallBytes else { return clearedForScatter(count) }
    if let table = returned[count]?.popLast() {
      memset(table, 0, bytes)
      return table
    }
    if (free?.size ?? 0) < bytes { free = makePiece(atLeast: bytes) }
    guard let (start, size) = free else { fatalError("out of memory") }
    free = (start + bytes, size - bytes)
    return start.bindMemory(to: Word.self, capacity: count)
  }

  func giveBack(_ table: UnsafeMutablePointer<Word>, _ count: Int) {
    if count * MemoryLayout<Word>.stride <= Self.smallBytes {
      returned[count, default: []].append(table)
    } else {
      Glibc.free(table)
    }
  }

  private func makePiece(atLeast bytes: Int) -> (start: UnsafeMutableRawPointer, size: Int)? {
    let wanted = Swift.min(Swift.max(bytes, expected), Swift.max(bytes, Self.largestPiece))
    let isHuge = wanted >= hugePage && Topology.current.nodes.count <= 1
    // So much more that it can begin where a huge page does.
    let size = isHuge ? (wanted + 2 * hugePage - 1) & -hugePage : wanted
    guard let start = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), start != MAP_FAILED else {
      return nil
    }
    pieces.append((start, size))
    expected = Swift.max(0, expected - wanted)
    guard isHuge else { return (start, size) }
    let skipped = -Int(bitPattern: start) & (hugePage - 1)
    madvise(start + skipped, size - skipped, MADV_HUGEPAGE)
    return (start + skipped, size - skipped)
  }
}
