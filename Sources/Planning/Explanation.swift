import GraphStore
import PatternModel

/// A plan as people read it: the loops as pseudo-code in the pattern's own variable names.
///
///     for a in V:
///       s0 = N(a), below a
///       for b in s0:
///         count += |s0[< b] ∩ N(b)|
package struct Explanation: CustomStringConvertible {
  let plan: Plan
  /// Rounds that each loop really made, when the plan has been run.
  let rounds: [Int]?

  package init(_ plan: Plan, rounds: [Int]? = nil) {
    self.plan = plan
    self.rounds = rounds
  }

  package var description: String { lines.joined(separator: "\n") }

  /// Names of the pattern's vertices in matching order; those after the loops are counted in the tail.
  package var order: [String] { plan.order.map { plan.pattern.vertices[$0].name } }

  package var restrictions: [String] {
    plan.restrictions.map { "\(order[$0.smaller]) < \(order[$0.larger])" }
  }

  package var lines: [String] {
    var lines: [String] = []
    let symmetry = plan.automorphisms == 1 ? "no symmetry" : "|Aut| = \(plan.automorphisms)"
    lines.append("order: \(order.joined(separator: ", ")); \(symmetry)")
    if !restrictions.isEmpty {
      lines.append("symmetry breaking: \(restrictions.joined(separator: ", ")) (by internal number; hubs have the smallest)")
    }
    if plan.morphism == .edgeDistinct {
      lines.append("each pattern edge needs a data edge of its own: tested wherever two go to the same pair of vertices")
    }
    if plan.mirrors.count > 1 { lines.append("of \(plan.mirrors.count) mirror images of a match only the least is kept") }
    lines.append("")
    for (level, loop) in plan.levels.enumerated() {
      let indent = String(repeating: "  ", count: level)
      let source = loop.set.map { "s\($0)" } ?? plan.classes[loop.vertexClass].map(Self.name) ?? "V"
      var text = "\(indent)for \(order[level]) in \(source):"
      if !loop.distinctFrom.isEmpty {
        text = "\(indent)for \(order[level]) in \(source), not \(loop.distinctFrom.map { order[$0] }.joined(separator: ", ")):"
      }
      lines.append(annotated(text, level: level))
      for (number, set) in plan.sets.enumerated() where set.depth == level {
        var kept = set.countOnly ? "  (only its size)" : ""
        if let pruning = set.pruning {
          let lists = plan.prunedLists[pruning]
          kept += "  (lists cut to s\(lists.set) once for every \(order[lists.level]))"
        }
        if let rows = set.cutRows.map({ plan.cutRows[$0] }) {
          kept += "  (as bits over s\(rows.set), made once for every \(order[rows.level]))"
        }
        lines.append("\(indent)  s\(number) = \(expression(of: set))\(kept)")
      }
      for condition in conditions(at: level) { lines.append("\(indent)  skip unless \(condition)") }
      for check in loop.checks { lines.append("\(indent)  skip unless \(condition(check))") }
      if plan.local?.level == level, let local = plan.local {
        lines.append("\(indent)  [from here on inside s\(local.set), renumbered, as bitmaps where it has 4 to 4096 vertices]")
      }
    }
    let inner = String(repeating: "  ", count: plan.levels.count)
    if plan.tailCount == 0 {
      lines.append("\(inner)a match: \(order.joined(separator: ", "))")
    } else {
      lines.append("\(inner)count += \(tail)")
      for (number, size) in plan.tail.sizes.enumerated() where !size.tests.isEmpty {
        lines.append("\(inner)  n\(number) = |s\(size.set)|\(deduction(size)) less \(size.tests.map(question).joined(separator: ", less "))")
      }
    }
    if plan.multiplicity != 1, !isBinomial { lines.append("count / \(plan.multiplicity): the tail's own symmetry") }
    return lines
  }

  /// What is tested match by match as soon as the level is bound.
  private func conditions(at level: Int) -> [String] {
    func isDecided(_ variables: UInt32) -> Bool {
      plan.order.lastIndex { variables >> UInt32($0) & 1 == 1 } == level
    }
    var texts: [String] = []
    for predicate in plan.predicates where isDecided(predicate.variables.reduce(0) { $0 | 1 << UInt32($1) }) {
      texts.append(plan.pattern.text(of: predicate))
    }
    for absence in plan.conditionalAbsences where isDecided(absence.watched) {
      guard let anti = plan.pattern.antiVertices.first(where: { $0.name == absence.name }),
        let text = plan.pattern.text(ofConditionOn: anti)
      else { continue }
      let lists = absence.lists.map { name($0.relation, order[plan.order.firstIndex(of: $0.vertex)!]) }
      let set = lists.joined(separator: " ∩ ") + (absence.vertexClass.map(Self.name) ?? "")
      texts.append("no \(anti.name) in \(set) has \(text)")
    }
    return texts
  }

  private func annotated(_ text: String, level: Int) -> String {
    guard level < plan.estimate.iterations.count else { return text }
    var remark = "# about \(Self.short(plan.estimate.iterations[level])) rounds"
    if let rounds, level < rounds.count { remark += ", really \(Self.short(Double(rounds[level])))" }
    let space = String(repeating: " ", count: Swift.max(1, 44 - text.count))
    return text + space + remark
  }

  /// "no x": the anti-vertex's set may hold matched vertices only.
  private func condition(_ check: Plan.Check) -> String {
    var matched = check.size.alwaysInside > 0 ? ["\(check.size.alwaysInside)"] : []
    matched += check.size.tests.map(question)
    if check.allowance > 0 { matched.append("\(check.allowance) to come") }
    return "|s\(check.size.set)| <= \(matched.isEmpty ? "0" : matched.joined(separator: " + "))  (no \(check.name))"
  }

  static func name(_ vertexClass: VertexClass) -> String { "{\(vertexClass.name)}" }

  func expression(of set: Plan.SetNode) -> String {
    var text: String
    switch set.source {
    case .list(let list):
      text = name(list)
      if let own = plan.classes[set.key.vertexClass] { text += Self.name(own) }
    case .set(let source): text = "s\(source)"
    }
    var bounds: [String] = []
    forEachBit(set.below) { bounds.append("< \(order[$0])") }
    forEachBit(set.above) { bounds.append("> \(order[$0])") }
    if !bounds.isEmpty { text += "[\(bounds.joined(separator: ", "))]" }
    switch set.step {
    case .bound: break
    case .intersect(let list): text += " ∩ \(name(list))"
    case .subtract(let list): text += " \\ \(name(list))"
    }
    return text
  }

  private func name(_ list: ListReference) -> String { name(plan.relations[list.view.rawValue], order[list.level]) }

  private func name(_ relation: Relation, _ owner: String) -> String {
    let kind =
      switch relation.kind {
      case .either: "N"
      case .out: "out"
      case .in: "in"
      case .mutual: "mutual"
      case .onlyOut: "onlyOut"
      case .onlyIn: "onlyIn"
      }
    return relation.edges == .all ? "\(kind)(\(owner))" : "\(kind)[\(label(relation.edges))](\(owner))"
  }

  private func label(_ edges: EdgeFilter) -> String {
    guard case .labels(let codes, let unlabelled) = edges else { return "" }
    let names = codes.map { code in
      plan.edgeLabelNames.indices.contains(Int(code)) ? plan.edgeLabelNames[Int(code)] : "#\(code)"
    }
    return (names + (unlabelled ? ["unlabelled"] : [])).joined(separator: "|")
  }

  /// All tail vertices have the same candidates: a choice of so many of them.
  private var isBinomial: Bool { plan.tail.chooses > 0 }

  /// The tail as a formula over set sizes.
  package var tail: String {
    if isBinomial {
      let size = size(0)
      let bare = size.hasPrefix("(") ? String(size.dropFirst().dropLast()) : size
      return "C(\(bare), \(plan.tail.chooses))"
    }
    let terms = plan.tail.terms.sorted { $0.factors.count > $1.factors.count }
    var text = ""
    for (position, term) in terms.enumerated() {
      let factors = term.factors.map(size)
      let magnitude = abs(term.coefficient)
      let body = (magnitude == 1 && !factors.isEmpty ? [] : ["\(magnitude)"]) + factors
      text += term.coefficient < 0 ? (position == 0 ? "-" : " - ") : (position == 0 ? "" : " + ")
      text += body.joined(separator: " * ")
    }
    return text
  }

  private func size(_ index: Int) -> String {
    let size = plan.tail.sizes[index]
    if !size.tests.isEmpty { return "n\(index)" }
    let deduction = deduction(size)
    return deduction.isEmpty ? "|s\(size.set)|" : "(|s\(size.set)|\(deduction))"
  }

  private func deduction(_ size: Plan.Tail.Size) -> String { size.alwaysInside > 0 ? " - \(size.alwaysInside)" : "" }

  private func question(_ test: Plan.Tail.Membership) -> String {
    var parts = test.lists.map { "\(order[test.level]) \($0.wanted ? "∈" : "∉") \(name($0.list))" }
    if let own = plan.classes[test.vertexClass] { parts.append("\(order[test.level]) ∈ \(Self.name(own))") }
    parts += test.below.map { "\(order[test.level]) < \(order[$0])" }
    parts += test.above.map { "\(order[test.level]) > \(order[$0])" }
    return "[\(parts.joined(separator: " and "))]"
  }

  /// Three digits and a suffix are enough for an estimate.
  package static func short(_ value: Double) -> String {
    if value >= 1e15 {
      var (mantissa, exponent) = (value, 0)
      while mantissa >= 10, exponent < 400 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
      return exponent < 400 ? "\(Double(Int(mantissa * 10)) / 10)e\(exponent)" : "very many"
    }
    let units = [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")]
    for (unit, name) in units where value >= unit {
      let scaled = value / unit
      return scaled >= 100 ? "\(Int(scaled))\(name)" : "\(Double(Int(scaled * 10)) / 10)\(name)"
    }
    return value >= 10 || value == value.rounded(.down) ? "\(Int(value))" : "\(Double(Int(value * 100)) / 100)"
  }
}

extension Plan: CustomStringConvertible {
  package var description: String { Explanation(self).description }
}
