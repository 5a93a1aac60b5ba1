import Glibc

extension Graph {
  /// Reads a graph from a file, from standard input (`-`), or from a directory (Peregrine, NumPy).
  ///
  /// Plain, gzip and zstd files are told apart by content, and so is the format; where content leaves it open the
  /// file's name decides, and ``ReadOptions/format`` overrules both. Text is parsed on several threads as it arrives, so
  /// memory is bounded by the graph, not by the file.
  ///
  /// - Throws: ``GraphFileError`` with the place in the file.
  /// - Complexity: O(bytes + n log n + m); memory stays under four times the finished graph, or with ``ReadOptions/memory``
  ///   under that bound: then a large graph is sorted in temporary files and mapped from one.
  public convenience init(contentsOf path: String, options: ReadOptions = ReadOptions()) throws(GraphFileError) {
    self.init(try GraphReader.read(path, options))
  }
}

/// From a path to the parts of a graph.
enum GraphReader {
  static func read(_ path: String, _ options: ReadOptions) throws(GraphFileError) -> GraphParts {
    if let folder = GraphFolder(path: path) { return try read(folder, options) }
    return try read(try GraphInput(path: path, options: options), options)
  }

  static func read(_ input: GraphInput, _ options: ReadOptions) throws(GraphFileError) -> GraphParts {
    try finish(try readout(input, options), input.path, options)
  }

  static func read(_ folder: GraphFolder, _ options: ReadOptions) throws(GraphFileError) -> GraphParts {
    try finish(try readout(folder, options), folder.path, options)
  }

  static func readout(_ path: String, _ options: ReadOptions) throws(GraphFileError) -> Readout {
    if let folder = GraphFolder(path: path) { return try readout(folder, options) }
    return try readout(try GraphInput(path: path, options: options), options)
  }

  private static func readout(_ input: GraphInput, _ options: ReadOptions) throws(GraphFileError) -> Readout {
    try FormatRegistry.reader(for: input, options.format).read(input, options, threads: threads(options))
  }

  private static func readout(_ folder: GraphFolder, _ options: ReadOptions) throws(GraphFileError) -> Readout {
    try FormatRegistry.reader(for: folder, options.format).read(folder, options, threads: threads(options))
  }

  static func threads(_ options: ReadOptions) -> Int { max(1, options.threads ?? Parallel.processorCount) }

  /// The graph of what a reader handed over, with the files and the direction that the user named.
  static func finish(
    _ readout: Readout, _ path: String, _ options: ReadOptions
  ) throws(GraphFileError) -> GraphParts {
    let threads = threads(options)
    func assemble(_ collected: CollectedGraph) throws(GraphFileError) -> GraphParts {
      try CollectedAssembly(collected, path: path, options: options, threads: threads).assemble()
    }
    var parts: GraphParts
    switch readout {
    case .collected(let collected): parts = try assemble(collected)
    case .finished(let finished):
      let changesDirection = options.directed.map { $0 != finished.isDirected } ?? false
      let isComplete = !changesDirection && options.labelsFile == nil
      parts = isComplete ? finished : try assemble(finished.collected(threads: threads))
    }
    try parts.addAttributeFiles(options)
    return parts
  }
}
