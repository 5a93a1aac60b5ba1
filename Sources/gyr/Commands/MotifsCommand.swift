import ArgumentParser
import Gyrfalcon

struct MotifsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "motifs", abstract: "Counts every connected pattern of a size: the motif census.",
    discussion: """
      Occurrences are vertex-induced, and patterns that do not occur are listed with 0.
      There are 2, 6, 21, 112 and 853 patterns on 3, 4, 5, 6 and 7 vertices.

      Examples:
        gyr motifs words.txt --size 4
        gyr motifs words.txt --size 5 --json
      """)

  @OptionGroup var input: GraphOptions
  @Option(help: ArgumentHelp("Vertices of a motif, 1 to 7.", valueName: "k"))
  var size: Int
  @OptionGroup(title: "Matching") var counting: CountingOptions
  @OptionGroup(title: "Running") var running: RunOptions

  func validate() throws {
    guard (1...7).contains(size) else { throw ValidationError("--size \(size): expected 1 to 7") }
  }

  func run() throws {
    var session = try Session("motifs", input, running)
    let query = try session.planning { miner in try miner.prepareMotifs(size: size) }
    let counts = try session.mining { miner in try miner.run(query) }
    session.print(counts.map { (Self.name(of: $0.pattern), $0) }, unit: counting.unit, showsPattern: true)
  }

  /// A library name, or graph6, which works as a pattern too; what neither can say, as text.
  static func name(of pattern: Pattern) -> String {
    PatternLibrary.name(of: pattern) ?? pattern.edgesGraph6.map { "g6:\($0)" } ?? pattern.text
  }
}
