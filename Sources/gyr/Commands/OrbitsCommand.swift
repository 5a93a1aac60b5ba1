import ArgumentParser
import Glibc
import Gyrfalcon

struct OrbitsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "orbits", abstract: "Counts, for every vertex or edge, the graphlets that it stands in, by its place in them.",
    discussion: """
      A table with a row for every vertex, in ascending order of the ids, and a column for every orbit of the \
      connected graphs on 2 to k vertices (4, 15 and 73 orbits for k = 3, 4 and 5), numbered as in ORCA. \
      Occurrences are vertex-induced. `gyr orbits --list` says which orbit is which. --json prints the sums over all \
      vertices, and writes the table only where --output says.

      --edges: a row for every edge instead, and a column for every orbit of edges (2, 12 and 68 for k = 3, 4 and 5), \
      numbered by the vertex orbits of their ends; `gyr orbits --edges --list` shows them. \
      With k = 5 this takes much longer than the rows of vertices, on dense graphs a hundred times and more.

      Examples:
        gyr orbits words.txt --size 4
        gyr orbits words.txt --size 5 --output words-orbits.tsv
        gyr orbits words.txt --size 5 --output words-orbits.npy --json
        gyr orbits words.txt --size 4 --edges
        gyr orbits web.gyr --size 5 --shard 1/4 --output 1.tsv --json > 1.json
      """)

  @Argument(help: "Graph file (plain, .gz or .zst), or - for standard input.")
  var graph: String?
  @OptionGroup(title: "Reading") var reading: ReadingOptions
  @Option(help: ArgumentHelp("Largest graphlets: 2 to 5 vertices.", valueName: "k"))
  var size = 5
  @Flag(help: "Count for edges instead of vertices (graphlets on 3 to k vertices).")
  var edges = false
  @Option(name: .shortAndLong, help: ArgumentHelp("Write the table to a file instead of standard output.", valueName: "file"))
  var output: String?
  @Option(help: ArgumentHelp("tsv or npy (64-bit integers, rows as in the tsv, no ids); default: by the file's name.", valueName: "format"))
  var to: OrbitTable.Format?
  @Flag(help: "Print the orbits instead: number, graphlet, place.")
  var list = false
  @OptionGroup(title: "Dividing") var part: ShardOptions
  @OptionGroup(title: "Running") var running: RunOptions

  func validate() throws {
    guard (2...5).contains(size) else { throw ValidationError("--size \(size): expected 2 to 5") }
    if edges, size < 3 { throw ValidationError("--edges --size \(size): expected 3 to 5") }
    if list { return }
    if edges, part.shard != nil { throw ValidationError("--shard: divides the vertices; --edges cannot be divided yet") }
    if part.shard != nil, to == .npy || to == nil && output?.hasSuffix(".npy") == true {
      throw ValidationError("--shard: rows of .npy do not say whose they are; write tsv, and let `gyr merge` write .npy")
    }
    if graph == nil { throw ValidationError("no graph: gyr orbits GRAPH --size k") }
  }

  func run() throws {
    guard !list, let graph else { return printList() }
    var session = try Session("orbits", path: graph, reading, running)
    if edges { return try runEdges(&session) }
    let query = try session.planning { miner in try miner.prepareOrbits(size: size) }
    let shard = try part.parsed()
    let counts = try session.mining { miner in try (shard.map { miner.dividing($0) } ?? miner).run(query) }
    session.guardian.watch.meter.enter(.write)
    // The sums alone are an answer too.
    if !running.json || output != nil { try Self.write(to: output, format: to) { try OrbitTable(counts, $0) } }
    session.guardian.settle()
    if running.json {
      let identity = shard.map {
        [ShardFile.identity($0, graph: GraphFingerprint(session.graph).description, work: query.work)]
      }
      let place = output.map { [("output", JSON.string($0))] } ?? []
      Standard.out.line(
        JSON.object(
          session.jsonHead + (identity ?? []) + [("results", .array(Self.totals(counts)))] + place + session.jsonTail).answer)
    }
    session.finish()
  }

  private func runEdges(_ session: inout Session) throws {
    let query = try session.planning { miner in try miner.prepareEdgeOrbits(size: size) }
    let counts = try session.mining { miner in try miner.run(query) }
    session.guardian.watch.meter.enter(.write)
    if !running.json || output != nil { try Self.write(to: output, format: to) { try OrbitTable(counts, $0) } }
    session.guardian.settle()
    if running.json {
      let results = counts.orbits.map { orbit in
        let names = orbit.graphlet.vertices.map(\.name)
        return JSON.object([
          ("orbit", JSON(orbit.number)), ("graphlet", .string(orbit.graphlet.text)),
          ("edge", .array([.string(names[orbit.first]), .string(names[orbit.second])])),
          ("total", .integer(counts.total(orbit: orbit.number))),
        ])
      }
      let place = output.map { [("output", JSON.string($0))] } ?? []
      Standard.out.line(
        JSON.object(session.jsonHead + [("results", .array(results))] + place + session.jsonTail).answer)
    }
    session.finish()
  }

  static func totals(_ counts: OrbitCounts) -> [JSON] {
    counts.orbits.map { orbit in total(orbit, counts.total(orbit: orbit.number)) }
  }

  static func total(_ orbit: GraphletOrbit, _ total: UInt128) -> JSON {
    .object([
      ("orbit", JSON(orbit.number)), ("graphlet", .string(orbit.graphlet.text)),
      ("vertex", .string(orbit.graphlet.vertices[orbit.vertex].name)), ("total", .integer(total)),
    ])
  }

  /// - Parameter output: nil: standard output.
  static func write(
    to output: String?, format: OrbitTable.Format?, _ table: (OrbitTable.Format) throws -> OrbitTable
  ) throws {
    let table = try table(format ?? (output?.hasSuffix(".npy") == true ? .npy : .tsv))
    let file = try OutputFile(output)
    let trouble = table.write(to: file.descriptor)
    if trouble == EPIPE, output == nil { throw ExitCode.success }
    if trouble != 0 { throw file.failure(trouble) }
    try file.finish()
  }

  private func printList() {
    if edges { return printEdgeList() }
    var table = Table([.right, .left, .left])
    for orbit in GraphletOrbit.all(upTo: size) {
      let name = MotifsCommand.name(of: orbit.graphlet)
      table.add("\(orbit.number)", name, "\(orbit.graphlet.vertices[orbit.vertex].name) of \(orbit.graphlet.text)")
    }
    table.print()
  }
}

extension OrbitsCommand {
  private func printEdgeList() {
    var table = Table([.right, .left, .left, .left])
    for orbit in GraphletEdgeOrbit.all(upTo: size) {
      let names = orbit.graphlet.vertices.map(\.name)
      table.add(
        "\(orbit.number)", MotifsCommand.name(of: orbit.graphlet), "vertex orbits \(orbit.ends.0), \(orbit.ends.1)",
        "\(names[orbit.first])--\(names[orbit.second]) of \(orbit.graphlet.text)")
    }
    table.print()
  }
}

extension OrbitTable.Format: ExpressibleByArgument {}
