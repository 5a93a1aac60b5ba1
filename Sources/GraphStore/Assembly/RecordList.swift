import Glibc

/// Records of two or three 32-bit words, kept in pieces of one size: growing never copies, and pieces can be handed
/// to threads or freed one by one.
///
/// Two words are the ends of an edge; the third, if there is one, is its label code.
final class RecordList {
  /// Records in a piece.
  static let pieceCapacity = 1 << 15

  let width: Int
  private(set) var pieces: [UnsafeMutablePointer<UInt32>] = []
  /// Where the next record goes, and the end of the piece it is in.
  var next: UnsafeMutablePointer<UInt32>?
  private(set) var limit: UnsafeMutablePointer<UInt32>?

  private var pieceBytes: Int { width * Self.pieceCapacity * MemoryLayout<UInt32>.size }

  init(width: Int) {
    self.width = width
  }

  deinit { removeAll() }

  var count: Int {
    pieces.isEmpty ? 0 : (pieces.count - 1) * Self.pieceCapacity + (next! - pieces[pieces.count - 1]) / width
  }

  /// Makes room for one more record at `next`.
  @inline(__always)
  func reserve() { if next == limit { grow() } }

  /// Pieces come from the system and go back to it, not through a heap that would keep them while the adjacency grows.
  @inline(never)
  func grow() {
    let raw = mmap(nil, pieceBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let raw, raw != MAP_FAILED else { fatalError("out of memory for the edges of a graph") }
    let piece = raw.bindMemory(to: UInt32.self, capacity: width * Self.pieceCapacity)
    pieces.append(piece)
    next = piece
    limit = piece + width * Self.pieceCapacity
  }

  @inline(__always)
  func append(_ a: UInt32, _ b: UInt32) {
    reserve()
    next![0] = a
    next![1] = b
    next! += 2
  }

  @inline(__always)
  func append(_ a: UInt32, _ b: UInt32, _ label: UInt32) {
    reserve()
    next![0] = a
    next![1] = b
    next![2] = label
    next! += 3
  }

  /// The record that was appended as number `index`, counted from 0.
  func record(_ index: Int) -> UnsafeMutablePointer<UInt32> {
    pieces[index / Self.pieceCapacity] + index % Self.pieceCapacity * width
  }

  var slices: [RecordSlice] {
    pieces.enumerated().map { index, piece in
      let used = index == pieces.count - 1 ? (next! - piece) / width : Self.pieceCapacity
      return RecordSlice(start: piece, count: used, width: width)
    }
  }

  func removeAll() {
    for piece in pieces { munmap(piece, pieceBytes) }
    pieces = []
    next = nil
    limit = nil
  }
}

/// Some records in a row.
struct RecordSlice {
  let start: UnsafeMutablePointer<UInt32>
  let count: Int
  let width: Int
}
