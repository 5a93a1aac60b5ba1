import Gyrfalcon

var builder = GraphBuilder()
for (a, b) in [("ann", "bob"), ("bob", "cat"), ("cat", "ann"), ("cat", "dan")] {
  builder.addEdge(.string(a), .string(b))
}
let graph = try builder.build()
let a = Vertex("a"), b = Vertex("b"), c = Vertex("c")
print(try graph.count(Pattern { Path(a, b, c); a !-- c }))
for try await match in graph.matches(of: .clique(3)) { print(match.ids.map(\.description).sorted().joined(separator: " ")) }
