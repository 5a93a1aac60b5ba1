import Gyrfalcon

/// The code of the page FirstCensus.
public func firstCensus() throws {
  let words = try Graph(contentsOf: "Datasets/words.txt")
  print(words.vertexCount, "words,", words.edgeCount, "pairs")

  for motif in try words.motifs(size: 4) {
    print(motif.occurrences, PatternLibrary.name(of: motif.pattern) ?? "-")
  }

  let n = Double(words.vertexCount)
  let density = Double(words.edgeCount) / (n * (n - 1) / 2)
  let byChance = n * (n - 1) * (n - 2) / 6 * density * density * density
  let triangles = try words.count(.clique(3))
  print("triangles:", triangles, "by chance:", byChance.rounded())

  let diamond: Pattern = "@induced (a)--(b)--(c)--(a), (b)--(d)--(c)"
  print(try words.exists(diamond))

  for (word, count) in try words.tally(of: .clique(3), byVertex: "a").top(3) { print(word, count) }

  let squares = try words.first(2, of: "@induced (a)--(b)--(c)--(d)--(a)")
  print(squares.count, squares[0].names)
}
