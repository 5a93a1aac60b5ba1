/// `.lg` files as a format of graphs; `LGParser` knows their lines.
enum LGReader: FormatReader {
  static let format = GraphFormat.lg
  static let extensions = [".lg"]
  static func recognises(_ head: [UInt8]) -> Bool { LGParser.recognises(head) }

  static func read(_ input: GraphInput, _ options: ReadOptions, threads: Int) throws(GraphFileError) -> Readout {
    .collected(try LGParser.read(LineBlocks(input)))
  }
}
