/// Ids as a text format writes them. Names are checked and quoted once, not at every edge.
struct WrittenIDs {
  private let ids: VertexIDs
  /// By rank; nil: integers.
  private let words: StringColumn?

  /// - Parameter word: a name as the format has it, or an error that says why it cannot.
  init(_ ids: VertexIDs, _ word: (String) throws(GraphFileError) -> String) throws(GraphFileError) {
    self.ids = ids
    guard case .strings(let names) = ids.values else {
      words = nil
      return
    }
    var written = StringColumn.Builder()
    for rank in 0..<names.count { written.append(try word(names[rank])) }
    words = written.finish()
  }

  func write(_ v: Int, to out: TextOutput) {
    if let words {
      let rank = Int(ids.ranks[v]), start = words.offsets[rank]
      words.bytes.withUnsafeBufferPointer { bytes in
        out.write(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[start..<words.offsets[rank + 1]]))
      }
    } else if let value = ids.integerID(of: v) {
      out.write(value)
    }
  }
}
