import Gyrfalcon

/// The program of the README, word for word between the marks; a test compares them.
public func readme(_ path: String) async throws {
  // README
  let graph = try Graph(contentsOf: path)
  let house: Pattern = "(a)--(b)--(c)--(d)--(a), (a)--(e)--(b)"
  print(try graph.count(house))
  for motif in try graph.motifs(size: 3) { print(motif, motif.pattern) }

  let a = Vertex("a"), b = Vertex("b"), c = Vertex("c"), d = Vertex("d")
  let open = Pattern { Path(a, b, c, d); a !-- c; b !-- d; a !-- d }
  print(try graph.tally(of: open, byVertex: "b").top(2))
  for try await match in graph.matches(of: .clique(5)).prefix(1) { print(match[a], match["e"]!) }
  // END
}
