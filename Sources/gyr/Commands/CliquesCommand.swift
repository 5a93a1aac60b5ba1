import ArgumentParser
import Gyrfalcon

struct CliquesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cliques", abstract: "Counts the cliques of a size.",
    discussion: """
      Examples:
        gyr cliques words.txt --size 5
        gyr cliques words.txt --size 4 --json
      """)

  @OptionGroup var input: GraphOptions
  @Option(help: ArgumentHelp("Vertices of a clique, 1 to 32.", valueName: "k"))
  var size: Int
  @OptionGroup(title: "Matching") var matching: MatchingOptions
  @OptionGroup(title: "Matching") var counting: CountingOptions
  @OptionGroup(title: "Running") var running: RunOptions

  func validate() throws {
    guard (1...Pattern.maximumVertexCount).contains(size) else {
      throw ValidationError("--size \(size): expected 1 to \(Pattern.maximumVertexCount)")
    }
  }

  func run() throws {
    let clique = Pattern.clique(size)
    let pattern = matching.induced ? try clique.inducing(.vertices) : clique
    var session = try Session("cliques", input, running)
    let query = try session.planning { miner in try miner.prepareCount(of: pattern) }
    let count = try session.mining { miner in try miner.run(query) }
    try session.print([(PatternLibrary.name(of: clique) ?? "\(size)-clique", count)], unit: counting.unit)
  }
}
