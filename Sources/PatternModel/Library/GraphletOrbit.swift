/// A place in a graphlet: one of the orbits, up to automorphism, of the connected graphs on 2 to 5 vertices, numbered
/// as in ORCA and in the literature on graphlet degrees (Pržulj, Bioinformatics 2007; Hočevar and Demšar,
/// Bioinformatics 2014).
public struct GraphletOrbit: Hashable, Sendable {
  /// 0...72; 0...14 are those of graphlets on up to 4 vertices.
  public let number: Int
  /// The graphlet, edge-induced as written; orbit counts are of vertex-induced occurrences.
  public let graphlet: Pattern
  /// A vertex of the graphlet that stands for the orbit.
  public let vertex: Int

  /// Orbits of all graphlets on 2 to `size` vertices, in order of number: 1, 4, 15 and 73 of them.
  ///
  /// - Precondition: `size` is 2 to 5.
  public static func all(upTo size: Int) -> [GraphletOrbit] {
    precondition(2...5 ~= size, "graphlet orbits are numbered for 2 to 5 vertices")
    var orbits: [GraphletOrbit] = []
    for (text, vertices) in table {
      guard let graphlet = try? Pattern(graph6: text) else { preconditionFailure("graphlet \(text)") }
      guard graphlet.vertices.count <= size else { continue }
      for vertex in vertices { orbits.append(GraphletOrbit(number: orbits.count, graphlet: graphlet, vertex: vertex)) }
    }
    return orbits
  }

  /// Graphlets in the order of their numbers (G0 to G29), as graph6, with a vertex of each orbit in the order of theirs.
  private static let table: [(String, [Int])] = [
    ("A_", [0]), ("BW", [0, 2]), ("Bw", [0]), ("CL", [0, 2]), ("CF", [0, 3]), ("C]", [0]), ("CN", [0, 1, 3]),
    ("C^", [0, 2]), ("C~", [0]),
    ("DBg", [0, 3, 2]), ("D@s", [2, 0, 3, 4]), ("D?{", [0, 4]), ("DBk", [0, 2, 3]), ("DK[", [0, 3, 1, 4]),
    ("D@{", [0, 2, 4]), ("DLo", [0]), ("DIk", [0, 1, 2, 4]), ("DB{", [0, 1, 3, 4]), ("DK{", [0, 4]),
    ("DJk", [0, 1, 4, 2]), ("DFw", [0, 3]), ("Dbk", [0, 2, 3]), ("DF{", [0, 3]), ("DJ{", [0, 1, 4]),
    ("DL{", [0, 2, 4]), ("DNw", [0, 3, 1]), ("DN{", [0, 1, 3]), ("D]{", [0, 4]), ("D^{", [0, 2]), ("D~{", [0]),
  ]
}
