import Gyrfalcon

/// The code of Docs/patterns.md.
public func patternsPage() -> Pattern {
  func bothKnow(_ a: Vertex, _ b: Vertex) -> PatternPart {
    let friend = Vertex()                       // a vertex of its own for every call
    return Path(a, friend, b)
  }
  let a = Vertex("a"), b = Vertex("b", label: "Person"), c = Vertex("c")
  let pattern = Pattern {
    a -- b -- c
    a !-- c
    bothKnow(a, c)
    Where { a["age"] > b["age"] && a.edge(to: b)["weight"] >= 5 }
    Where(a, c, isSymmetric: true) { $0.degree(of: "a") + $0.degree(of: "c") > 10 }
    Absent { x in
      x -- c
      Where { x["age"] > c["age"] }
    }
  }
  return pattern
}
