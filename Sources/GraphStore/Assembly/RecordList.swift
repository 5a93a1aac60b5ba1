import Glibc

/// Records of two or three 32-bit words, kept in pieces of one size: growing never copies, and pieces can be handed
/// to threads or freed one by one.
///
/// Two words are the ends of an edge; the third, if there is one, is its label code.
final class RecordList {
  /// Records in a piece.
  static let pieceCapacity = 1 << 15

  let width: Int
  /// Where pieces come from; nil: memory.
  private let store: RecordStore?
  private(set) var pieces: [UnsafeMutablePointer<UInt32>] = []
  /// Pieces from here on lie in a temporary file.
  private var firstSpilled = Int.max
  /// Where the next record goes, and the end of the piece it is in.
  var next: UnsafeMutablePointer<UInt32>?
  private(set) var limit: UnsafeMutablePointer<UInt32>?

  private var pieceBytes: Int { width * Self.pieceCapacity * MemoryLayout<UInt32>.size }

  init(width: Int, store: RecordStore? = nil) {
    self.width = width
    self.store = store
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
    if let last = pieces.indices.last { slice(last, Self.pieceCapacity).release() }
    let (raw, isSpilled) = store?.piece(byteCount: pieceBytes) ?? (RecordStore.anonymous(pieceBytes), false)
    if isSpilled { firstSpilled = min(firstSpilled, pieces.count) }
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
    pieces.indices.map { slice($0, $0 == pieces.count - 1 ? (next! - pieces[$0]) / width : Self.pieceCapacity) }
  }

  private func slice(_ index: Int, _ count: Int) -> RecordSlice {
    RecordSlice(start: pieces[index], count: count, width: width, isSpilled: index >= firstSpilled)
  }

  func removeAll() {
    for piece in pieces { munmap(piece, pieceBytes) }
    pieces = []
    firstSpilled = .max
    next = nil
    limit = nil
  }
}

/// Some records in a row.
struct RecordSlice {
  let start: UnsafeMutablePointer<UInt32>
  let count: Int
  let width: Int
  /// It lies in a temporary file.
  var isSpilled = false

  /// To be called after a pass over the records: what lies in a file need not stay in memory.
  @inline(__always)
  func release() {
    if isSpilled { madvise(start, width * RecordList.pieceCapacity * MemoryLayout<UInt32>.size, MADV_DONTNEED) }
  }
}
