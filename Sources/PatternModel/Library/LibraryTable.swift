extension PatternLibrary {
  /// The table, by size. Texts name vertices a, b, c, ... in the order in which they appear.
  public static let entries: [Entry] = [
    Entry("vertex", ["1-path", "1-clique"], "(a)", "one vertex"),
    Entry("edge", ["2-path", "2-clique", "1-star"], "(a)--(b)", "two joined vertices"),

    Entry("wedge", ["3-path", "2-star", "open-triangle"], "(a)--(b)--(c)", "two edges that share a vertex"),
    Entry("triangle", ["3-clique", "3-cycle"], "(a)--(b)--(c)--(a)", "three vertices joined pairwise"),

    Entry("4-path", [], "(a)--(b)--(c)--(d)", "four vertices in a row"),
    Entry("claw", ["3-star"], "(a)--(b), (a)--(c), (a)--(d)", "a centre with three leaves"),
    Entry("square", ["4-cycle"], "(a)--(b)--(c)--(d)--(a)", "four vertices in a ring"),
    Entry(
      "tailed-triangle", ["paw", "3-pan"], "(a)--(b)--(c)--(a)--(d)", "a triangle with one more edge at a corner"),
    Entry(
      "diamond", ["4-clique-minus-edge", "k4minus", "2-book"], "(a)--(b)--(c)--(a)--(d)--(b)",
      "two triangles that share an edge"),
    Entry(
      "4-clique", ["k4", "3-wheel", "tetrahedron"], "(a)--(b)--(c)--(d)--(a)--(c), (b)--(d)",
      "four vertices joined pairwise"),

    Entry("5-path", [], "(a)--(b)--(c)--(d)--(e)", "five vertices in a row"),
    Entry("fork", ["chair"], "(a)--(b), (a)--(c), (a)--(d)--(e)", "a claw with one leg twice as long"),
    Entry("4-star", ["cross"], "(a)--(b), (a)--(c), (a)--(d), (a)--(e)", "a centre with four leaves"),
    Entry("5-cycle", ["pentagon"], "(a)--(b)--(c)--(d)--(e)--(a)", "five vertices in a ring"),
    Entry("bull", [], "(a)--(b)--(c)--(a)--(d), (b)--(e)", "a triangle with horns at two corners"),
    Entry("cricket", [], "(a)--(b)--(c)--(a)--(d), (a)--(e)", "a triangle with two more edges at one corner"),
    Entry(
      "banner", ["4-pan", "tailed-square"], "(a)--(b)--(c)--(d)--(a)--(e)", "a square with one more edge at a corner"),
    Entry(
      "long-tailed-triangle", ["3-2-tadpole"], "(a)--(b)--(c)--(a)--(d)--(e)", "a triangle with a tail of two edges"),
    Entry("house", [], "(a)--(b)--(c)--(d)--(a)--(e)--(b)", "a square and a triangle on one of its sides"),
    Entry("k23", ["k2,3"], "(a)--(b)--(c)--(d)--(a), (b)--(e)--(d)", "two vertices with three common neighbours"),
    Entry(
      "dart", [], "(a)--(b)--(c)--(a)--(d)--(b), (a)--(e)", "a diamond with one more edge where its triangles meet"),
    Entry("kite", [], "(a)--(b)--(c)--(a)--(d)--(b), (c)--(e)", "a diamond with one more edge at a tip"),
    Entry(
      "bowtie", ["butterfly", "hourglass"], "(a)--(b)--(c)--(a)--(d)--(e)--(a)", "two triangles that share a vertex"),
    Entry(
      "gem", ["fan", "4-fan"], "(a)--(b)--(c)--(a)--(d)--(c), (a)--(e)--(d)", "a row of four and a vertex joined to all"
    ),
    Entry(
      "tailed-4-clique", ["4-clique-tail"], "(a)--(b)--(c)--(d)--(a)--(c), (b)--(d), (a)--(e)",
      "a 4-clique with one more edge at a corner"),
    Entry(
      "book", ["3-book", "k1,1,3"], "(a)--(b)--(c)--(a)--(d)--(b)--(e)--(a)", "three triangles that share an edge"),
    Entry(
      "wheel-minus-spoke", ["k23-plus-edge"], "(a)--(b)--(c)--(a)--(d)--(c), (b)--(e)--(d)",
      "a ring of four and a hub joined to three of it"),
    Entry(
      "wheel", ["4-wheel", "w4"], "(a)--(b)--(c)--(a)--(d)--(c), (a)--(e)--(b), (d)--(e)",
      "a ring of four and a hub joined to all"),
    Entry(
      "5-clique-minus-wedge", [], "(a)--(b)--(c)--(d)--(a)--(c), (b)--(d), (a)--(e)--(b)",
      "five vertices joined pairwise but for two edges that share a vertex"),
    Entry(
      "5-clique-minus-edge", ["k5minus"], "(a)--(b)--(c)--(d)--(a)--(c)--(e)--(a), (b)--(d), (b)--(e)",
      "five vertices joined pairwise but for one edge"),
    Entry(
      "5-clique", ["k5"], "(a)--(b)--(c)--(d)--(e)--(a)--(c)--(e)--(b)--(d)--(a)", "five vertices joined pairwise"),

    Entry("net", [], "(a)--(b)--(c)--(a)--(d), (b)--(e), (c)--(f)", "a triangle with one more edge at each corner"),
    Entry("domino", ["2-ladder"], "(a)--(b)--(c)--(d)--(a), (c)--(e)--(f)--(d)", "two squares that share a side"),
    Entry(
      "sun", ["3-sun"], "(a)--(b)--(c)--(a)--(d)--(b)--(e)--(c)--(f)--(a)", "a triangle with a triangle on every side"),
    Entry(
      "k33", ["k3,3", "utility"], "(a)--(b)--(c)--(d)--(e)--(f)--(a)--(d), (b)--(e), (c)--(f)",
      "three vertices joined to three others"),
    Entry(
      "prism", ["triangular-prism"], "(a)--(b)--(c)--(a)--(d)--(e)--(f)--(d), (b)--(e), (c)--(f)",
      "two triangles joined corner by corner"),
    Entry(
      "octahedron", ["k2,2,2"],
      "(a)--(b)--(c)--(a)--(d)--(b)--(e)--(c)--(f)--(a), (d)--(e)--(f)--(d)",
      "six vertices joined pairwise but for three opposite pairs"),
    Entry(
      "cube", ["3-cube"],
      "(a)--(b)--(c)--(d)--(a)--(e)--(f)--(g)--(h)--(e), (b)--(f), (c)--(g), (d)--(h)",
      "the corners and sides of a cube"),
    Entry(
      "petersen", [],
      "(a)--(b)--(c)--(d)--(e)--(a)--(f)--(g)--(h)--(i)--(j)--(f), (b)--(h), (c)--(j), (d)--(g), (e)--(i)",
      "ten vertices of degree 3 without triangles or squares"),

    Entry("arc", [], "(a)->(b)", "an arc"),
    Entry("mutual", ["reciprocal-edge"], "(a)<->(b)", "two vertices with arcs both ways"),
    Entry("directed-path", ["cascade", "directed-3-path"], "(a)->(b)->(c)", "two arcs in a row"),
    Entry("fan-out", ["out-star"], "(a)->(b), (a)->(c)", "one vertex with arcs to two"),
    Entry("fan-in", ["in-star"], "(a)->(b), (c)->(b)", "one vertex with arcs from two"),
    Entry("feed-forward-loop", ["ffl"], "(a)->(b)->(c), (a)->(c)", "a shortcut past a vertex: the transitive triangle"),
    Entry("directed-3-cycle", ["feedback-loop", "cyclic-triangle"], "(a)->(b)->(c)->(a)", "three arcs in a ring"),
    Entry("bi-fan", ["bifan"], "(a)->(b), (a)->(c), (d)->(b), (d)->(c)", "two vertices with arcs to the same two"),
    Entry(
      "bi-parallel", ["biparallel", "directed-diamond"], "(a)->(b)->(c), (a)->(d)->(c)",
      "two ways of two arcs between two vertices"),
    Entry("directed-4-cycle", [], "(a)->(b)->(c)->(d)->(a)", "four arcs in a ring"),
  ]
}
