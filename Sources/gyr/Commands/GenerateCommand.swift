import ArgumentParser
import Gyrfalcon

struct GenerateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate", abstract: "Makes a random or regular graph.",
    discussion: """
      Models and what they need:
        rmat                --scale S [--edges M | --edge-factor F]  2^S vertices
        erdos-renyi         --vertices N (--edges M | --probability P)
        barabasi-albert     --vertices N --degree K       K edges a new vertex
        power-law           --vertices N --exponent G [--min-degree A --max-degree B]
        grid                --rows R --columns C [--torus]
        complete-bipartite  --left A --right B

      The same seed makes the same graph, whatever the number of threads. Loops and repeats that a model makes are dropped.

      Examples:
        gyr generate rmat --scale 20 --edge-factor 16 --seed 7 -o rmat20.gyr
        gyr generate erdos-renyi --vertices 1000 --edges 5000 -o - --to edgelist
        gyr generate grid --rows 100 --columns 100 -o grid.mtx
      """)

  enum Model: String, CaseIterable, ExpressibleByArgument {
    case rmat
    case erdosRenyi = "erdos-renyi"
    case barabasiAlbert = "barabasi-albert"
    case powerLaw = "power-law"
    case grid
    case completeBipartite = "complete-bipartite"
  }

  @Argument(help: "\(Model.allCases.map(\.rawValue).joined(separator: ", ")).")
  var model: Model
  @Option(name: .shortAndLong, help: ArgumentHelp("File to write, or - for standard output.", valueName: "file"))
  var output: String
  @Option(help: ArgumentHelp("Format to write (default: by the file's ending).", valueName: "format"))
  var to: String?
  @Option(help: "Seed of the random numbers.") var seed: UInt64 = 1
  @Flag(help: "Arcs instead of edges.") var directed = false
  @Option(help: "Vertices.") var vertices: Int?
  @Option(help: "Edges.") var edges: Int?
  @Option(help: "Probability of an edge.") var probability: Double?
  @Option(help: "Binary logarithm of the number of vertices.") var scale: Int?
  @Option(help: "Edges for one vertex.") var edgeFactor = 16
  @Option(help: "Edges of a new vertex.") var degree: Int?
  @Option(help: "Exponent of the power law.") var exponent: Double?
  @Option(help: "Least degree.") var minDegree = 1
  @Option(help: "Largest degree (default: what the power law reaches).") var maxDegree: Int?
  @Option(help: "Rows of a grid.") var rows: Int?
  @Option(help: "Columns of a grid.") var columns: Int?
  @Flag(help: "Join the borders of a grid.") var torus = false
  @Option(help: "Vertices of the first part.") var left: Int?
  @Option(help: "Vertices of the second part.") var right: Int?
  @OptionGroup(title: "Running") var running: RunOptions

  func validate() throws {
    if let to, GraphFormat(rawValue: to).map({ Graph.writableFormats.contains($0) }) != true {
      throw ValidationError("--to '\(to)': expected one of \(Graph.writableFormats.map(\.rawValue).joined(separator: ", "))")
    }
    _ = try graphModel()
  }

  private func graphModel() throws -> GraphModel {
    func need<T>(_ value: T?, _ option: String) throws -> T {
      guard let value else { throw ValidationError("\(model.rawValue) needs --\(option)") }
      return value
    }
    switch model {
    case .rmat:
      let scale = try need(scale, "scale")
      let (all, overflow) = (1 << max(0, min(scale, 40))).multipliedReportingOverflow(by: edgeFactor)
      if overflow { throw ValidationError("--edge-factor \(edgeFactor): too many edges") }
      return .rmat(scale: scale, edges: edges ?? all)
    case .erdosRenyi:
      let count = try need(vertices, "vertices")
      if let probability {
        if edges != nil { throw ValidationError("--edges and --probability exclude each other") }
        return .erdosRenyiProbability(vertices: count, probability: probability)
      }
      return .erdosRenyi(vertices: count, edges: try need(edges, "edges (or --probability)"))
    case .barabasiAlbert: return .barabasiAlbert(vertices: try need(vertices, "vertices"), edgesPerVertex: try need(degree, "degree"))
    case .powerLaw:
      let count = try need(vertices, "vertices"), exponent = try need(exponent, "exponent")
      return .powerLaw(
        vertices: count, exponent: exponent, minimumDegree: minDegree,
        maximumDegree: maxDegree ?? GraphModel.naturalCutoff(vertices: count, exponent: exponent, minimumDegree: minDegree))
    case .grid: return .grid(rows: try need(rows, "rows"), columns: try need(columns, "columns"), isTorus: torus)
    case .completeBipartite: return .completeBipartite(left: try need(left, "left"), right: try need(right, "right"))
    }
  }

  func run() throws {
    let guardian = try RunGuard("generate", path: output, running, makesGraph: true)
    let writing = WriteOptions(format: to.flatMap { GraphFormat(rawValue: $0) }, threads: running.threads)
    let graph = try guardian.unlessStopped {
      do {
        let made = try Graph.generate(try graphModel(), seed: seed, directed: directed, threads: running.threads)
        let graph = GraphOutput.prepared(made, for: output, writing)
        guardian.watch.meter.enter(.write)
        try GraphOutput.write(graph, to: output, writing)
        return graph
      } catch let error as GraphModelError {
        throw Failure(.usage, error.description)
      }
    }
    guardian.settle()
    running.note("\(output == "-" ? "standard output" : output): \(graph.report.description.replacing("read", with: "made", maxReplacements: 1))")
    GraphOutput.noteVertices(graph.vertexTablePath(besides: output, options: writing), running)
    guard running.json else { return }
    Standard.out.line(JSON.object([
      ("command", .string("generate")), ("model", .string(model.rawValue)), ("seed", .integer(UInt128(seed))),
      ("graph", .object([
        ("path", .string(output)), ("vertices", JSON(graph.vertexCount)), ("edges", JSON(graph.edgeCount)),
        ("directed", .bool(graph.isDirected)),
      ])),
    ]).answer)
  }
}
