import ArgumentParser
import Gyrfalcon

struct MotifsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "motifs", abstract: "Counts every connected pattern of a size: the motif census.",
    discussion: """
      Occurrences are vertex-induced, and patterns that do not occur are listed with 0.
      There are 2, 6, 21, 112 and 853 patterns on 3, 4, 5, 6 and 7 vertices; in a directed graph 13 on 3 (the triads
      021D ... 300; 030T is the feed-forward loop) and 199 on 4.

      Examples:
        gyr motifs words.txt --size 4
        gyr motifs words.txt --size 5 --json
        gyr motifs regulation.txt --directed --size 3
      """)

  @OptionGroup var input: GraphOptions
  @Option(help: ArgumentHelp("Vertices of a motif: 1 to 7, in directed graphs 1 to 4.", valueName: "k"))
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
    try session.print(counts.map { (Self.name(of: $0.pattern), Self.readable($0)) }, unit: counting.unit, showsPattern: true)
  }

  /// The same count under the library's text for the pattern, or at least one whose vertices follow each other.
  private static func readable(_ count: Count) -> Count {
    let pattern = count.pattern
    var candidate: Pattern?
    if let name = PatternLibrary.name(of: pattern) {
      candidate = PatternLibrary.pattern(named: name)
    } else {
      candidate = walked(pattern)
    }
    guard let text = try? candidate?.inducing(pattern.inducing) else { return count }
    var count = count
    count.pattern = text
    return count
  }

  /// Renumbers the vertices in the order of a depth-first walk and calls them a, b, c, ...
  private static func walked(_ pattern: Pattern) -> Pattern? {
    let n = pattern.vertices.count
    var neighbours = [[Int]](repeating: [], count: n)
    for edge in pattern.edges {
      neighbours[edge.source].append(edge.target)
      neighbours[edge.target].append(edge.source)
    }
    var place = [Int](repeating: -1, count: n)
    var next = 0
    func visit(_ vertex: Int) {
      place[vertex] = next
      next += 1
      for other in neighbours[vertex].sorted(by: { neighbours[$0].count > neighbours[$1].count }) where place[other] < 0 {
        visit(other)
      }
    }
    visit(neighbours.indices.min { neighbours[$0].count < neighbours[$1].count } ?? 0)
    let names = (0..<n).map { Pattern.Vertex(Pattern.defaultName($0)) }
    let edges = pattern.edges.map { Pattern.Edge(place[$0.source], place[$0.target], $0.direction, label: $0.label) }
    return try? Pattern(vertices: names, edges: edges)
  }

  /// A library name, or graph6, which works as a pattern too; what neither can say, as text.
  static func name(of pattern: Pattern) -> String {
    TriadNames.name(of: pattern) ?? PatternLibrary.name(of: pattern) ?? pattern.edgesGraph6.map { "g6:\($0)" } ?? pattern.text
  }
}
