/// Several graphs that are mined together, such as the compounds of a chemical library.
public struct GraphSet: Sendable {
  public let graphs: [Graph]
  /// What the user calls every graph: the word after `t #`, or its position, counted from 0.
  public let names: [String]

  /// - Parameter names: one a graph; nil: positions.
  public init(_ graphs: [Graph], names: [String]? = nil) {
    precondition(names == nil || names!.count == graphs.count, "a set of \(graphs.count) graphs needs as many names")
    self.graphs = graphs
    self.names = names ?? graphs.indices.map { String($0) }
  }

  public var count: Int { graphs.count }
  public var vertexCount: Int { graphs.reduce(0) { $0 + $1.vertexCount } }
  public var edgeCount: Int { graphs.reduce(0) { $0 + $1.edgeCount } }
}

extension GraphSet {
  /// Reads every graph of a file in gSpan's format: `t # name`, its `v id label` and `e u v label` lines, and so on.
  /// A file in any other format is a set of one graph.
  ///
  /// - Throws: ``GraphFileError`` with the place in the file.
  /// - Complexity: O(bytes + Σ (n log n + m)).
  public init(contentsOf path: String, options: ReadOptions = ReadOptions()) throws(GraphFileError) {
    if let folder = GraphFolder(path: path) {
      self.init([Graph(try GraphReader.read(folder, options))])
      return
    }
    let input = try GraphInput(path: path, options: options)
    guard try FormatRegistry.reader(for: input, options.format).format == .lg else {
      self.init([Graph(try GraphReader.read(input, options))])
      return
    }
    let builder = Builder(path: path, options: options)
    try LGParser.readSet(LineBlocks(input)) { builder.add($0, linesRead: $1) }
    if let failure = builder.failure { throw failure }
    self.init(builder.graphs, names: builder.names)
  }

  /// Makes graphs while the parser goes on, so that no more than one is there in two forms.
  private final class Builder {
    let path: String
    let options: ReadOptions
    var graphs: [Graph] = []
    var names: [String] = []
    var failure: GraphFileError?

    init(path: String, options: ReadOptions) {
      self.path = path
      self.options = options
    }

    func add(_ section: LGParser.Section, linesRead: Int) {
      guard failure == nil else { return }
      if let file = options.labelsFile ?? options.vertexAttributesFile ?? options.edgeAttributesFile, !graphs.isEmpty {
        failure = GraphFileError(
          .unsupported, path: path, message: "is a set of graphs, and \(file) names vertices of one graph; "
            + "put the labels into the `v` and `e` lines")
        return
      }
      let collected = section.collected(linesRead: linesRead)
      do throws(GraphFileError) {
        graphs.append(Graph(try GraphReader.finish(.collected(collected), path, options)))
        names.append(section.name ?? String(names.count))
      } catch {
        failure = error
      }
    }
  }
}
