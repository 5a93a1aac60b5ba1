import ArgumentParser
import Drawing
import Gyrfalcon

struct MotifsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "motifs", abstract: "Counts every connected pattern of a size: the motif census.",
    discussion: """
      Occurrences are vertex-induced, and patterns that do not occur are listed with 0. \
      There are 2, 6, 21, 112 and 853 patterns on 3, 4, 5, 6 and 7 vertices; in a directed graph 13 on 3 (the triads \
      021D ... 300; 030T is the feed-forward loop) and 199 on 4.

      Examples:
        gyr motifs words.txt --size 4
        gyr motifs words.txt --size 5 --json
        gyr motifs regulation.txt --directed --size 3
        gyr motifs web.gyr --size 6 --shard 1/8 > motifs-1.json
        gyr motifs words.txt --size 4 --draw census.svg     # or .png
      """)

  @OptionGroup var input: GraphOptions
  @Option(help: ArgumentHelp("Vertices of a motif: 1 to 7, in directed graphs 1 to 4.", valueName: "k"))
  var size: Int
  @OptionGroup(title: "Matching") var counting: CountingOptions
  @OptionGroup(title: "Dividing") var part: ShardOptions
  @OptionGroup(title: "Dividing") var kept: CheckpointOptions
  @Option(help: ArgumentHelp("Also draw the census: bars on a logarithmic scale, .svg or .png.", valueName: "file"))
  var draw: String?
  @OptionGroup(title: "Running") var running: RunOptions

  func validate() throws {
    guard (1...7).contains(size) else { throw ValidationError("--size \(size): expected 1 to 7") }
    if let draw, !draw.hasSuffix(".svg"), !draw.hasSuffix(".png") {
      throw ValidationError("--draw \(draw): expected a name that ends in .svg or .png")
    }
  }

  func run() throws {
    var session = try Session("motifs", input, running)
    let shard = try part.parsed()
    let query = try session.planning { miner in try miner.planning(forShards: shard?.count ?? 1).prepareMotifs(size: size) }
    let (parts, stopped) = try session.collecting { miner in
      try miner.divided(shard, kept.parsed, works: [query.identity]) { miner in try miner.parts(of: query) }
    }
    // What a shard has is not yet a census.
    let census =
      shard == nil
      ? try Miner.CensusSoFar(query, parts, isDirected: session.graph.isDirected)
      : Miner.CensusSoFar(nothingOf: query, isDirected: session.graph.isDirected)
    session.isComplete = stopped == nil || (shard == nil ? census.unknown.isEmpty : parts.isComplete.allSatisfy { $0 })
    let lines = census.counts.enumerated().map { number, count in
      CountLine(
        name: Self.name(of: count.pattern), count: Self.readable(count), isWhole: !census.unknown.contains(number))
    }
    if let shard {
      session.printShard(
        shard, work: query.workDescription, lines, parts: [parts], unit: counting.unit, showsPattern: true)
      return try session.conclude("this shard has to be run again")
    }
    try session.print(lines, unit: counting.unit, showsPattern: true)
    try session.conclude("\(census.unknown.count) of \(lines.count) counts are not known")
    if let draw { try write(census.counts, session, to: draw) }
  }

  private func write(_ counts: [Count], _ session: Session, to path: String) throws {
    let rows = try counts.map { count in
      CensusChart.Row(
        name: Self.name(of: count.pattern), pattern: count.pattern,
        count: counting.embeddings ? try count.embeddings : count.occurrences)
    }.sorted { $0.count > $1.count }
    let file = session.path == "-" ? "standard input" : session.path.split(separator: "/").last.map(String.init) ?? session.path
    let chart = CensusChart(
      title: "Motifs of \(file)",
      subtitle: "\(Pretty.count(session.graph.vertexCount, separated: true)) vertices, "
        + "\(Pretty.count(session.graph.edgeCount, separated: true)) \(session.graph.isDirected ? "arcs" : "edges"); "
        + "every connected pattern on \(size) vertices, vertex-induced; "
        + "\(Pretty.time(session.seconds.plan + session.seconds.mine))",
      rows: rows)
    if path.hasSuffix(".svg") { return try OutputFile.write(Array(chart.svg.utf8), to: path) }
    let bytes: [UInt8]
    do throws(DrawingError) { bytes = try chart.png() } catch { throw Failure(.usage, error.description) }
    try OutputFile.write(bytes, to: path)
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
