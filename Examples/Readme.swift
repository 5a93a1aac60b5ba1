import Gyrfalcon

/// The program of the README, word for word; a test compares them, and what it prints.
public func readme() async throws {
  let graph = try Graph(contentsOf: "Datasets/words.txt")
  let house: Pattern = "(a)--(b)--(c)--(d)--(a), (a)--(e)--(b)"
  print(try graph.count(house))
  for motif in try graph.motifs(size: 3) { print(motif, motif.pattern) }

  let a = Vertex("a"), b = Vertex("b"), c = Vertex("c"), d = Vertex("d")
  let open = Pattern { Path(a, b, c, d); a !-- c; b !-- d; a !-- d }
  print(try graph.tally(of: open, byVertex: "b").top(2))

  var teams = Set<Set<VertexID>>()
  for try await match in graph.matches(of: .clique(13)) { teams.insert(Set(match.ids)) }
  print(teams.count, teams.reduce(Set()) { $0.union($1) }.sorted())
}
