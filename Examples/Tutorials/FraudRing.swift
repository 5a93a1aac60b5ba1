import Gyrfalcon

/// Money that goes round: from a person over a company and another person back.
@PatternBuilder func ring(_ a: Vertex, _ firm: Vertex, _ b: Vertex) -> PatternPart {
  (a --> firm).labelled("Paid")
  (firm --> b).labelled("Paid")
  (b --> a).labelled("Paid")
}

/// The code of the page FraudRing.
public func fraudRing() throws {
  let payments = try Graph(
    contentsOf: "Docs/Samples/transfers.csv",
    options: ReadOptions(directed: true, verticesFile: "Docs/Samples/accounts.csv"))

  let a = Vertex("a", label: "Person"), b = Vertex("b", label: "Person"), firm = Vertex("firm", label: "Company")
  print(try payments.count(Pattern { ring(a, firm, b) }), "rings")

  let large = Pattern {
    ring(a, firm, b)
    Where { a.edge(to: firm)["amount"] > 1000 }
    Where { firm.edge(to: b)["amount"] > 0.9 * a.edge(to: firm)["amount"] }
  }
  for match in try payments.first(10, of: large) { print(match[a], match[firm], match[b]) }

  let unwatched = Pattern {
    ring(a, firm, b)
    Where { a.edge(to: firm)["amount"] > 1000 }
    Where { firm.edge(to: b)["amount"] > 0.9 * a.edge(to: firm)["amount"] }
    Absent(.anyOf(["Auditor"])) { x in x --> a }
  }
  for match in try payments.first(10, of: unwatched) { print(match[a], match[firm], match[b]) }

  let strangers = Pattern {
    ring(a, firm, b)
    (a !--> b).labelled("Knows")
  }
  print(try payments.count(strangers), strangers)
}
