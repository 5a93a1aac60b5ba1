import PatternModel

/// The plan for people who have never read one.
extension Explanation {
  /// One line a vertex, in the order in which they are bound: what it has to be, given those before it.
  package var words: [String] {
    let pattern = plan.pattern
    var lines = order.indices.map { level -> String in
      let vertex = plan.order[level]
      let before = plan.order[..<level]
      var parts: [String] = []
      func list(_ names: [String]) -> String {
        names.count < 2 ? names.joined() : names.dropLast().joined(separator: ", ") + " and " + names[names.count - 1]
      }
      func others(_ ends: [(Int, Int)]) -> [String] {
        // In the order of the plan, each once.
        plan.order.filter { other in before.contains(other) && ends.contains { $0 == (other, vertex) } }
          .map { pattern.vertices[$0].name }
      }
      let plain = others(pattern.edges.filter { $0.direction == .either && $0.label == .any }.flatMap { [($0.source, $0.target), ($0.target, $0.source)] })
      if !plain.isEmpty { parts.append("joined to \(list(plain))") }
      // What has a direction or a label is said as it is written.
      for edge in pattern.edges where edge.direction != .either || edge.label != .any {
        if edge.source == vertex && before.contains(edge.target) || edge.target == vertex && before.contains(edge.source) {
          parts.append("with \(pattern.text(of: edge))")
        }
      }
      let apart = others(pattern.antiEdges.filter { $0.direction == .either && $0.label == .any }.flatMap { [($0.source, $0.target), ($0.target, $0.source)] })
      if !apart.isEmpty { parts.append("not joined to \(list(apart))") }
      for edge in pattern.antiEdges where edge.direction != .either || edge.label != .any {
        if edge.source == vertex && before.contains(edge.target) || edge.target == vertex && before.contains(edge.source) {
          parts.append("with \(pattern.text(of: edge))")
        }
      }
      if pattern.inducing == .vertices {
        let strangers = before.filter { other in
          !pattern.edges.contains { Set([$0.source, $0.target]) == [other, vertex] }
        }.map { pattern.vertices[$0].name }
        if !strangers.isEmpty { parts.append("not joined to \(list(strangers))") }
      }
      let larger = plan.restrictions.filter { $0.larger == level && $0.smaller < level }.map { order[$0.smaller] }
      let smaller = plan.restrictions.filter { $0.smaller == level && $0.larger < level }.map { order[$0.larger] }
      if !larger.isEmpty { parts.append("numbered after \(list(larger))") }
      if !smaller.isEmpty { parts.append("numbered before \(list(smaller))") }
      let kind = pattern.vertices[vertex].label == .any ? "" : " like \(pattern.text(ofVertex: vertex))"
      let counted = level >= plan.levels.count ? "; not visited, only counted" : ""
      return "\(level + 1). \(order[level]): every vertex\(kind)\(parts.isEmpty ? "" : " " + parts.joined(separator: ", "))\(counted)"
    }
    for anti in pattern.antiVertices { lines.append("and no other vertex is there for: \(pattern.text(of: anti))") }
    if !plan.restrictions.isEmpty {
      lines.append("The numbering keeps one of the \(plan.automorphisms) mirror images of every occurrence.")
    }
    return lines
  }

  /// What the signs in the loops mean, those that occur.
  package var legend: [String] {
    let text = lines.joined(separator: "\n")
    let signs: [(String, String)] = [
      ("N(", "N(a): the neighbours of a"), ("out(", "out(a): where arcs of a go to"), ("in(", "in(a): where arcs to a come from"),
      ("mutual(", "mutual(a): joined to a by arcs both ways"), ("onlyOut(", "onlyOut(a): arcs of a that are not answered"),
      ("onlyIn(", "onlyIn(a): arcs to a that are not answered"), ("∩", "∩: in both"), ("\\", "\\: in the first, not in the second"),
      ("[>", "[> a]: numbered after a"), ("[<", "[< a]: numbered before a"), ("|s", "|s|: the size of s"),
      ("C(", "C(n, k): choices of k out of n"), ("{", "{...}: the vertices that satisfy a label or an anchor"),
    ]
    return signs.filter { text.contains($0.0) }.map(\.1)
  }

  /// The plan in the language of Graphviz: loops in a row, the sets that they make and read.
  package func dot(prefix: String = "") -> [String] {
    func quoted(_ text: String) -> String {
      "\"" + text.map { $0 == "\"" ? "\\\"" : $0 == "\\" ? "\\\\" : $0 == "\n" ? "\\n" : String($0) }.joined() + "\""
    }
    var out: [String] = []
    for (level, loop) in plan.levels.enumerated() {
      let source = loop.set.map { "s\($0)" } ?? plan.classes[loop.vertexClass].map(Self.name) ?? "V"
      var text = "for \(order[level]) in \(source)"
      if level < plan.estimate.iterations.count { text += "\nabout \(Self.short(plan.estimate.iterations[level])) rounds" }
      if let rounds, level < rounds.count { text += "\nreally \(Self.short(Double(rounds[level])))" }
      out.append("\(prefix)loop\(level) [label=\(quoted(text)), shape=ellipse, style=filled, fillcolor=\"#dce8f0\"];")
      if level > 0 { out.append("\(prefix)loop\(level - 1) -> \(prefix)loop\(level) [style=bold];") }
      if let set = loop.set { out.append("\(prefix)set\(set) -> \(prefix)loop\(level);") }
    }
    for (number, set) in plan.sets.enumerated() {
      out.append("\(prefix)set\(number) [label=\(quoted("s\(number) = \(expression(of: set))")), shape=box];")
      out.append("\(prefix)loop\(set.depth) -> \(prefix)set\(number) [style=dotted];")
      if case .set(let source) = set.source { out.append("\(prefix)set\(source) -> \(prefix)set\(number);") }
    }
    let end = plan.tailCount == 0 ? "a match" : "count += \(tail)"
    out.append("\(prefix)end [label=\(quoted(end)), shape=box, style=\"filled,rounded\", fillcolor=\"#f3e3d8\"];")
    out.append("\(prefix)loop\(max(0, plan.levels.count - 1)) -> \(prefix)end [style=bold];")
    for set in Set(plan.tail.sizes.map(\.set)).sorted() { out.append("\(prefix)set\(set) -> \(prefix)end;") }
    return out
  }
}
