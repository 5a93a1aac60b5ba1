import ArgumentParser
import GraphStore
import Gyrfalcon
import Machine

struct InfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info", abstract: "Describes a graph, a set of graphs, or this machine.",
    discussion: """
      Examples:
        gyr info words.txt
        gyr info calls.txt.zst --directed --columns src,dst,label --json
        gyr info compounds.lg        # a set: how many graphs, how large
        gyr info --machine
      """)

  @Argument(help: "Graph file (plain, .gz or .zst), or - for standard input.")
  var graph: String?
  @OptionGroup(title: "Reading") var reading: ReadingOptions
  @OptionGroup(title: "Running") var running: RunOptions
  @Flag(help: "Processors, memory nodes, limits and instruction sets instead of a graph.")
  var machine = false

  func validate() throws {
    if graph == nil && !machine { throw ValidationError("Missing expected argument '<graph>' (or --machine)") }
    if graph != nil && machine { throw ValidationError("--machine takes no graph") }
  }

  func run() throws {
    guard let graph else { return describeMachine() }
    let source = try FSMSource("info", path: graph, reading, running)
    if source.isSet { return describe(source) }
    let session = try Session(source)
    let facts = GraphFacts(session.graph, threads: session.miner.threads)
    if running.json {
      Standard.out.line(JSON.object(session.jsonHead + facts.json + session.jsonTail).answer)
    } else {
      facts.print(title: session.path == "-" ? "standard input" : session.path)
      session.finish()
    }
  }

  private func describe(_ source: FSMSource) {
    let facts = SetFacts(source.graphs)
    source.guardian.settle()
    if running.json {
      Standard.out.line(JSON.object(source.jsonHead + facts.json + source.jsonTail(mine: 0, stopped: nil)).answer)
    } else {
      facts.print(title: source.name)
    }
  }

  private func describeMachine() {
    let variants = KernelTable.available.map(\.name)
    if running.json {
      Standard.out.line(
        JSON.object([
          ("command", .string("info")), ("version", .string(Gyr.version)), ("processors", JSON(Topology.current.processorCount)),
        ] + MachineFacts().json + [
          ("kernels", .object([
            ("available", .array(variants.map(JSON.string))), ("used", .string(KernelTable.current.name)),
          ])),
        ]).text)
      return
    }
    var table = Table([.left, .left])
    table.add("version", Gyr.version)
    for (name, value) in MachineFacts().rows { table.add(name, value) }
    table.add("kernels", variants.joined(separator: ", "))
    table.add("used", "\(KernelTable.current.name) (GYR_KERNELS chooses another)")
    table.print()
  }
}
