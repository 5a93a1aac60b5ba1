import Gyrfalcon

/// Patterns that the compiler has checked mean what their text means at run time.
@main struct Sample {
  static func main() throws {
    let patterns: [(checked: Pattern, text: String)] = [
      (#pattern("(a)--(b)--(c)--(a)"), "(a)--(b)--(c)--(a)"),
      (#pattern("(a:TF)->(b)->(c), (a)->(c), b !-> a"), "(a:TF)->(b)->(c), (a)->(c), b !-> a"),
      (#pattern("\u{22}two words\"--b where b.age > 5"), "\"two words\"--b where b.age > 5"),
      (#pattern(#""quoted"--b"#), "\"quoted\"--b"),
      (
        #pattern(
          """
          (a)--(b)
          (b)--(c); \
          absent (x): a--x--c
          """), "(a)--(b), (b)--(c); absent (x): a--x--c"
      ),
    ]
    for (checked, text) in patterns {
      guard checked == (try Pattern(text)) else { fatalError("\(checked) is not \(text)") }
    }
    var builder = GraphBuilder()
    for (a, b) in [(1, 2), (2, 3), (3, 1), (3, 4)] { builder.addEdge(.integer(Int64(a)), .integer(Int64(b))) }
    print(try builder.build().count(#pattern("(a)--(b)--(c)--(a)")))
  }
}
