import PatternModel

/// A pattern in the language of Graphviz.
struct DotWriter {
  private let pattern: Pattern
  init(_ pattern: Pattern) { self.pattern = pattern }

  var text: String {
    let layout = pattern.layout
    let isDirected = pattern.isDirected
    var lines = ["\(isDirected ? "digraph" : "graph") {", "  // \(pattern.text.split(whereSeparator: \.isNewline).joined(separator: " "))"]
    lines.append("  layout=neato; node [shape=circle, style=filled, fillcolor=\"#34526b\", fontcolor=white];")
    func node(_ name: String, _ label: LabelConstraint, _ point: PatternLayout.Point, absent: Bool) {
      let text = label == .any ? name : "\(name)\n\(PatternPicture.text(of: label))"
      let place = "\(Picture.number(point.x * 84)),\(Picture.number(-point.y * 84))"
      let style = absent ? ", style=dashed, color=\"#b3261e\", fontcolor=\"#b3261e\"" : ""
      lines.append("  \(Self.quoted(name)) [label=\(Self.quoted(text)), pos=\"\(place)\"\(style)];")
    }
    for (index, vertex) in pattern.vertices.enumerated() { node(vertex.name, vertex.label, layout.vertices[index], absent: false) }
    for (index, anti) in pattern.antiVertices.enumerated() { node(anti.name, anti.label, layout.antiVertices[index], absent: true) }
    func line(_ from: String, _ to: String, _ head: String, _ label: LabelConstraint, absent: Bool) {
      var attributes: [String] = []
      if isDirected { attributes.append("dir=\(head)") }
      if label != .any { attributes.append("label=\(Self.quoted(PatternPicture.text(of: label)))") }
      if absent { attributes += ["style=dashed", "color=\"#b3261e\""] }
      let list = attributes.isEmpty ? "" : " [\(attributes.joined(separator: ", "))]"
      lines.append("  \(Self.quoted(from)) \(isDirected ? "->" : "--") \(Self.quoted(to))\(list);")
    }
    func head(_ direction: Pattern.Direction) -> String { direction == .either ? "none" : direction == .both ? "both" : "forward" }
    let names = pattern.vertices.map(\.name)
    for edge in pattern.edges { line(names[edge.source], names[edge.target], head(edge.direction), edge.label, absent: false) }
    for edge in pattern.antiEdges { line(names[edge.source], names[edge.target], head(edge.direction), edge.label, absent: true) }
    for anti in pattern.antiVertices {
      for attachment in anti.attachments {
        let kind = attachment.kind
        let direction = kind == .either ? "none" : kind == .both ? "both" : kind == .toMatched ? "forward" : "back"
        line(anti.name, names[attachment.vertex], direction, attachment.label, absent: true)
      }
    }
    return (lines + ["}", ""]).joined(separator: "\n")
  }

  static func quoted(_ text: String) -> String {
    var out = "\""
    for character in text {
      switch character {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      default: out.append(character)
      }
    }
    return out + "\""
  }
}
