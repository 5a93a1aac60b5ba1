import PatternModel

extension Pattern {
  /// Lines under a drawing in characters: what its signs stand for, where it has any, then labels and conditions.
  ///
  /// - Parameter columns: where lines of several parts are broken.
  package func textLegend(columns: Int) -> [String] {
    Self.filled(signs, columns) + Self.filled(labelled, columns) + conditions.map { "where \($0)" }
  }

  private var signs: [String] {
    var parts: [String] = []
    if antiEdges.contains(where: { $0.direction == .either }) { parts.append("··· not joined") }
    if antiEdges.contains(where: { $0.direction != .either }) { parts.append("··\(TextPicture.antiHeads[0]) no arc that way") }
    if !antiVertices.isEmpty { parts.append("\(TextPicture.antiMark) no other vertex joined so") }
    if inducing == .vertices { parts.append("vertex-induced: no further edges") }
    return parts
  }

  private var labelled: [String] {
    func named(_ name: String, _ label: LabelConstraint) -> String { "\(name): \(PatternPicture.text(of: label))" }
    var parts = vertices.filter { $0.label != .any }.map { named($0.name, $0.label) }
    parts += antiVertices.filter { $0.label != .any }.map { named("\(TextPicture.antiMark)\($0.name)", $0.label) }
    parts += edges.filter { $0.label != .any }.map { text(of: $0) }
    parts += antiEdges.filter { $0.label != .any }.map { text(of: $0) }
    // The clause as a whole: an attachment has no text of its own.
    parts += antiVertices.filter { $0.attachments.contains { $0.label != .any } }.map { text(of: $0) }
    return parts
  }

  private var conditions: [String] {
    predicates.map { text(of: $0) } + antiVertices.compactMap { text(ofConditionOn: $0) }
  }

  /// Parts in lines of this width; a longer part has a line of its own.
  private static func filled(_ parts: [String], _ columns: Int) -> [String] {
    parts.reduce(into: []) { lines, part in
      if let last = lines.last, last.count + 3 + part.count <= columns {
        lines[lines.count - 1] += "   " + part
      } else {
        lines.append(part)
      }
    }
  }
}
