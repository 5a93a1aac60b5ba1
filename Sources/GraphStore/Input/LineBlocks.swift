import Glibc

/// A run of whole lines, ended by a line end that does not count as content, so that scanners need no bounds checks.
final class LineBlock {
  fileprivate(set) var start: UnsafeMutablePointer<UInt8>
  fileprivate(set) var count = 0
  /// Position among the blocks of the file.
  fileprivate(set) var ordinal = 0
  fileprivate var capacity: Int

  init(capacity wanted: Int = LineBlocks.blockSize) {
    capacity = wanted + 1
    start = .allocate(capacity: capacity)
  }

  deinit { start.deallocate() }

  /// Makes room for `count` bytes and the final line end.
  fileprivate func reserve(_ wanted: Int) {
    guard wanted + 1 > capacity else { return }
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: wanted + 1)
    larger.update(from: start, count: count)
    start.deallocate()
    start = larger
    capacity = wanted + 1
  }
}

/// Cuts a source into blocks of whole lines and hands them to whoever asks next.
///
/// Reading (and decompressing) happens inside the lock and parsing outside of it, so with two or more workers one
/// decompresses while the others parse, and no more blocks are in memory than there are workers.
final class LineBlocks {
  static let blockSize = 1 << 18
  /// Most formats have short lines: a file with a longer one is not what it is taken for.
  static let ordinaryLineLength = 1 << 20

  /// A longer line is an error.
  let maximumLineLength: Int

  let path: String
  /// Where edges go.
  var store: RecordStore? { input.store }
  private let input: GraphInput
  /// What parts fields, in formats whose quoted fields may hold line ends.
  private let separator: UInt8?
  private let lock = Lock()
  private var carry: [UInt8]
  private var isStopped = false
  private var nextOrdinal = 0
  private var lines: [Int] = []
  /// Lines taken one by one before the blocks.
  private var preambleLines = 0
  private var failure: LineFailure?

  /// - Parameter separator: what parts fields, if quoted fields may hold line ends.
  init(_ input: GraphInput, separator: UInt8? = nil, maximumLineLength: Int = ordinaryLineLength) {
    path = input.path
    self.input = input
    self.separator = separator
    self.maximumLineLength = maximumLineLength
    carry = input.head
  }

  /// The lines of a file that is read by itself: labels, attributes.
  convenience init(path: String) throws(GraphFileError) { self.init(try GraphInput(path: path)) }

  /// True when all there is to read has been read ahead: not worth a second thread.
  var isSmall: Bool { input.isAtEnd }

  /// A block that fits this file.
  func makeBlock() -> LineBlock { lock.locked { LineBlock(capacity: isSmall ? carry.count + 1 : Self.blockSize) } }

  /// Takes the next line off the front, without its end, before any worker starts; nil at the end of the file.
  func takeLine() throws(GraphFileError) -> (text: [UInt8], number: Int)? {
    while true {
      let end = carry.firstIndex(where: Fields.isLineEnd)
      // A line feed may follow a carriage return, so that must not be the last byte known.
      if let end, input.isAtEnd || end + 1 < carry.count {
        let text = Array(carry[..<end])
        carry.removeFirst(carry[end] == 13 && end + 1 < carry.count && carry[end + 1] == 10 ? end + 2 : end + 1)
        preambleLines += 1
        return (text, preambleLines)
      }
      if input.isAtEnd {
        guard !carry.isEmpty else { return nil }
        preambleLines += 1
        defer { carry = [] }
        return (carry, preambleLines)
      }
      if carry.count > maximumLineLength {
        throw GraphFileError(
          .malformed, path: path, line: preambleLines + 1, column: 1,
          message: "a line of more than \(maximumLineLength) bytes: is this a graph file?")
      }
      let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
      defer { piece.deallocate() }
      let count = try input.read(into: piece)
      carry.append(contentsOf: piece[..<count])
    }
  }

  /// Fills the block with the next lines; false at the end, or after an error.
  func next(_ block: LineBlock) -> Bool {
    lock.locked {
      guard !isStopped else { return false }
      do throws(GraphFileError) {
        if let failure = store?.failure { throw failure }
        return try fill(block)
      } catch {
        isStopped = true
        failure = LineFailure(ordinal: nextOrdinal, line: 0, error: error)
        return false
      }
    }
  }

  private func fill(_ block: LineBlock) throws(GraphFileError) -> Bool {
    block.count = 0
    block.reserve(isSmall ? carry.count + 1 : carry.count + Self.blockSize)
    block.start.update(from: carry, count: carry.count)
    block.count = carry.count
    carry.removeAll(keepingCapacity: true)
    var goal = Self.blockSize
    while true {
      while !input.isAtEnd, block.count < goal {
        let room = UnsafeMutableRawBufferPointer(start: block.start + block.count, count: goal - block.count)
        let got = try input.read(into: room)
        block.count += got
      }
      if input.isAtEnd { break }
      let end =
        separator.map { QuotedFields.endOfLastRecord(block.start, block.count, separator: $0) }
        ?? Self.endOfLastLine(block.start, block.count)
      if end > 0 {
        carry.append(contentsOf: UnsafeBufferPointer(start: block.start + end, count: block.count - end))
        block.count = end
        break
      }
      // Longer than any line may be: the parser will say so.
      if block.count > maximumLineLength + 1 {
        isStopped = true
        break
      }
      goal = block.count * 2
      block.reserve(goal)
    }
    guard block.count > 0 else { return false }
    block.start[block.count] = UInt8(ascii: "\n")
    block.ordinal = nextOrdinal
    nextOrdinal += 1
    lines.append(0)
    return true
  }

  /// Length of the prefix that ends with a line end, 0 if there is none. A carriage return at the very end is not taken
  /// for one: the line feed that belongs to it may follow.
  private static func endOfLastLine(_ start: UnsafeMutablePointer<UInt8>, _ count: Int) -> Int {
    func last(_ byte: UInt8, _ count: Int) -> Int {
      var i = count
      while i > 0, start[i - 1] != byte { i -= 1 }
      return i
    }
    let feed = last(10, count)
    return feed > 0 ? feed : last(13, count - 1)
  }

  /// To be called for every block that was parsed: its lines, or how far the parser came and why it stopped.
  func finish(_ block: LineBlock, lines count: Int, failure new: LineFailure? = nil) {
    lock.locked {
      lines[block.ordinal] = count
      guard let new else { return }
      isStopped = true
      if failure == nil || new.ordinal < failure!.ordinal { failure = new }
    }
  }

  /// Lines read, or the first error in the order of the file: blocks are handed out in order, so those before a
  /// failed one have all been parsed.
  func outcome() throws(GraphFileError) -> Int {
    guard let failure else { return preambleLines + lines.reduce(0, +) }
    var error = failure.error
    if let line = error.line { error.line = preambleLines + line + lines[..<failure.ordinal].reduce(0, +) }
    throw error
  }
}

/// An error in a block; the line in `error` is counted from the start of the block.
struct LineFailure {
  var ordinal: Int
  var line: Int
  var error: GraphFileError
}
