import Glibc

/// A parser of one kind of line. Each worker has its own.
protocol LineParser: AnyObject {
  /// True for a line that is passed over, given its first byte that is not blank.
  static func isSkipped(_ p: UnsafePointer<UInt8>) -> Bool

  /// Parses the line at `p`, which is neither blank nor a comment, and returns the end of the line; nil after `fail`.
  func parse(_ p: UnsafePointer<UInt8>, _ state: inout LineState) -> UnsafePointer<UInt8>?

  /// Parses as many lines of the commonest kind as follow each other from the line start `p` on. Returns the start of
  /// the first other line and adds to `lines`.
  func parseRun(_ p: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>, lines: inout Int) -> UnsafePointer<UInt8>
}

extension LineParser {
  static func isSkipped(_ p: UnsafePointer<UInt8>) -> Bool { Fields.isSkipped(p) }

  func parseRun(_ p: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>, lines: inout Int) -> UnsafePointer<UInt8> { p }
}

/// Where a parser is in a block, and why it stopped.
struct LineState {
  let path: String
  /// Of the current line, counted from 1 in the block.
  var line = 0
  var lineStart: UnsafePointer<UInt8>
  /// Of the block.
  let end: UnsafePointer<UInt8>
  var failure: GraphFileError?

  /// Notes an error at a place in the current line. Returns nil for `return state.fail(...)`.
  mutating func fail(at place: UnsafePointer<UInt8>, _ message: String) -> UnsafePointer<UInt8>? {
    failure = GraphFileError(
      .malformed, path: path, line: line, column: place - lineStart + 1, message: message)
    return nil
  }

  mutating func refuse(at place: UnsafePointer<UInt8>, _ message: String) -> UnsafePointer<UInt8>? {
    _ = fail(at: place, message)
    failure!.kind = .unsupported
    return nil
  }
}

extension LineBlock {
  /// Runs a parser over the lines of the block, starting at `from` with `lines` lines before it.
  func parse<Parser: LineParser>(
    with parser: Parser, path: String, maximumLineLength: Int
  ) -> (lines: Int, failure: LineFailure?) {
    let start = UnsafePointer(start), end = start + count
    // A zero byte means a binary file (or UTF-16): parse up to its line, then say so.
    let zero = memchr(start, 0, count).map { start + UnsafeRawPointer(start).distance(to: UnsafeRawPointer($0)) }
    var state = LineState(path: path, lineStart: start, end: end)
    let checksLength = count > maximumLineLength
    var p = start
    let isOrdinary = !checksLength && zero == nil
    while p < end {
      if isOrdinary {
        p = parser.parseRun(p, end: end, lines: &state.line)
        if p >= end { break }
      }
      state.line += 1
      state.lineStart = p
      var lineEnd: UnsafePointer<UInt8>
      if !isOrdinary {
        lineEnd = Fields.lineEnd(p)
        if let zero, zero >= p, zero < lineEnd {
          _ = state.fail(at: zero, "a zero byte: this is not a text file (or not UTF-8)")
          break
        }
        if lineEnd - p > maximumLineLength {
          _ = state.fail(at: p, "a line of more than \(maximumLineLength) bytes: is this a graph file?")
          break
        }
      }
      var q = p
      while Fields.isBlank(q[0]) { q += 1 }
      if Parser.isSkipped(q) {
        lineEnd = Fields.lineEnd(q)
      } else {
        guard let parsed = parser.parse(q, &state) else { break }
        lineEnd = parsed
      }
      p = Fields.nextLine(lineEnd)
    }
    return (state.line, state.failure.map { LineFailure(ordinal: ordinal, line: state.line, error: $0) })
  }
}

extension LineBlocks {
  /// Runs one parser over all blocks that are left.
  func run(_ parser: some LineParser) {
    let block = makeBlock()
    while next(block) {
      let (lines, failure) = block.parse(with: parser, path: path, maximumLineLength: maximumLineLength)
      finish(block, lines: lines, failure: failure)
    }
  }
}
