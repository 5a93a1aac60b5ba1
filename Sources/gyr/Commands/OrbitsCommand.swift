import ArgumentParser
import Glibc
import Gyrfalcon

struct OrbitsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "orbits", abstract: "Counts, for every vertex, the graphlets that it stands in, by its place in them.",
    discussion: """
      A table with a row for every vertex, in ascending order of the ids, and a column for every orbit of the
      connected graphs on 2 to k vertices (4, 15 and 73 orbits for k = 3, 4 and 5), numbered as in ORCA.
      Occurrences are vertex-induced. `gyr orbits --list` says which orbit is which. --json prints the sums over all
      vertices, and writes the table only where --output says.

      Examples:
        gyr orbits words.txt --size 4
        gyr orbits words.txt --size 5 --output words-orbits.tsv
        gyr orbits words.txt --size 5 --output words-orbits.npy --json
        gyr orbits web.gyr --size 5 --shard 1/4 --output part-1.tsv --json > part-1.json
      """)

  @Argument(help: "Edge list or .lg file; plain, gzip or zstd; - for standard input.")
  var graph: String?
  @OptionGroup(title: "Reading") var reading: ReadingOptions
  @Option(help: ArgumentHelp("Largest graphlets: 2 to 5 vertices.", valueName: "k"))
  var size = 5
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
    if list { return }
    if part.shard != nil, to == .npy || to == nil && output?.hasSuffix(".npy") == true {
      throw ValidationError("--shard: rows of .npy do not say whose they are; write tsv, and let `gyr merge` write .npy")
    }
    if graph == nil { throw ValidationError("no graph: gyr orbits GRAPH --size k") }
  }

  func run() throws {
    guard !list, let graph else { return printList() }
    var session = try Session("orbits", path: graph, reading, running)
    let query = try session.planning { miner in try miner.prepareOrbits(size: size) }
    let shard = try part.parsed()
    let counts = try session.mining { miner in try (shard.map { miner.dividing($0) } ?? miner).run(query) }
    session.guardian.watch.meter.enter(.write)
    // The sums alone are an answer too.
    if !running.json || output != nil { try write(counts) }
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

  private func write(_ counts: OrbitCounts) throws { try Self.write(counts, to: output, format: to) }

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
  static func write(_ counts: OrbitCounts, to output: String?, format: OrbitTable.Format?) throws {
    let format = format ?? (output?.hasSuffix(".npy") == true ? .npy : .tsv)
    let table = try OrbitTable(counts, format)
    let file = try OutputFile(output)
    let trouble = table.write(to: file.descriptor)
    if trouble == EPIPE, output == nil { throw ExitCode.success }
    if trouble != 0 { throw file.failure(trouble) }
    try file.finish()
  }

  private func printList() {
    var table = Table([.right, .left, .left])
    for orbit in GraphletOrbit.all(upTo: size) {
      let name = MotifsCommand.name(of: orbit.graphlet)
      table.add("\(orbit.number)", name, "\(orbit.graphlet.vertices[orbit.vertex].name) of \(orbit.graphlet.text)")
    }
    table.print()
  }
}

extension OrbitTable.Format: ExpressibleByArgument {}
