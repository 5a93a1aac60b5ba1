import Glibc
import PatternModel

/// A pattern in characters. Lines are braille dots, two across and four down in every character; names stand over them.
struct TextPicture {
  private var cells: [[Character]]
  private var dots: [[UInt8]]
  private let columns: Int
  private let rows: Int

  init(_ pattern: Pattern, columns: Int, rows: Int) {
    let layout = pattern.layout
    let names = (pattern.vertices.map(\.name) + pattern.antiVertices.map { "\($0.name)" })
    let longest = max(1, names.map(\.count).max() ?? 1)
    // A character is about twice as high as wide; dots are square.
    let widest = layout.width > 0 ? Double((columns - longest) * 2) / layout.width : .infinity
    var unit = min(widest, layout.height > 0 ? Double((rows - 1) * 4) / layout.height : .infinity, 22)
    // Names that stand on each other hide the line between them: rather a row more.
    unit = max(unit, min(widest, Self.leastUnit(pattern, layout, longest)))
    let across = Int((layout.width * unit / 2).rounded(.up)) + longest, down = Int((layout.height * unit / 4).rounded(.up)) + 1
    self.columns = across
    self.rows = down
    cells = [[Character]](repeating: [Character](repeating: " ", count: across), count: down)
    dots = [[UInt8]](repeating: [UInt8](repeating: 0, count: across), count: down)
    let inset = Double(longest / 2 * 2) + 0.5
    // Names stand in the middle of cells, so that lines meet them.
    let places = (layout.vertices + layout.antiVertices).map { point -> (x: Double, y: Double) in
      let column = ((inset + point.x * unit) / 2).rounded(.down), row = ((1.5 + point.y * unit) / 4).rounded(.down)
      return (column * 2 + 0.5, row * 4 + 1.5)
    }
    let count = pattern.vertices.count
    for edge in pattern.edges { line(places[edge.source], places[edge.target], dashed: false) }
    for edge in pattern.antiEdges { line(places[edge.source], places[edge.target], dashed: true) }
    for (index, anti) in pattern.antiVertices.enumerated() {
      for attachment in anti.attachments { line(places[count + index], places[attachment.vertex], dashed: true) }
    }
    for edge in pattern.edges where edge.direction != .either {
      arrow(places[edge.source], places[edge.target], names[edge.target].count)
      if edge.direction == .both { arrow(places[edge.target], places[edge.source], names[edge.source].count) }
    }
    for edge in pattern.antiEdges where edge.direction != .either {
      arrow(places[edge.source], places[edge.target], names[edge.target].count)
    }
    for (index, anti) in pattern.antiVertices.enumerated() {
      for attachment in anti.attachments {
        let (own, other) = (places[count + index], places[attachment.vertex])
        if attachment.kind == .toMatched || attachment.kind == .both { arrow(own, other, names[attachment.vertex].count) }
        if attachment.kind == .fromMatched || attachment.kind == .both { arrow(other, own, anti.name.count) }
      }
    }
    for (node, place) in places.enumerated() {
      let name = Array(names[node]), start = Int(place.x) / 2 - (name.count - 1) / 2
      for (offset, letter) in name.enumerated() { put(start + offset, Int(place.y) / 4, letter) }
    }
  }

  /// Dots a unit at which every edge has a character of its own between its ends.
  private static func leastUnit(_ pattern: Pattern, _ layout: PatternLayout, _ longest: Int) -> Double {
    (pattern.edges.map { ($0.source, $0.target) } + pattern.antiEdges.map { ($0.source, $0.target) }).reduce(0.0) { least, edge in
      let (a, b) = (layout.vertices[edge.0], layout.vertices[edge.1])
      let across = abs(a.x - b.x), down = abs(a.y - b.y)
      return max(least, min(2 * Double(longest + 1) / max(across, 1e-9), 8 / max(down, 1e-9)))
    }
  }

  var lines: [String] {
    (0..<rows).map { row in
      var line = ""
      for column in 0..<columns {
        if cells[row][column] != " " {
          line.append(cells[row][column])
        } else if dots[row][column] != 0 {
          line.unicodeScalars.append(UnicodeScalar(0x2800 + UInt32(dots[row][column]))!)
        } else {
          line.append(" ")
        }
      }
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  private mutating func put(_ column: Int, _ row: Int, _ character: Character) {
    guard 0..<columns ~= column, 0..<rows ~= row else { return }
    cells[row][column] = character
  }

  private mutating func line(_ a: (x: Double, y: Double), _ b: (x: Double, y: Double), dashed: Bool) {
    let steps = max(1, Int(max(abs(b.x - a.x), abs(b.y - a.y)).rounded()))
    for step in 0...steps where !dashed || step % 4 < 2 {
      let t = Double(step) / Double(steps)
      let x = Int((a.x + (b.x - a.x) * t).rounded(.toNearestOrAwayFromZero)), y = Int((a.y + (b.y - a.y) * t).rounded(.toNearestOrAwayFromZero))
      guard x >= 0, y >= 0, x / 2 < columns, y / 4 < rows else { continue }
      // The bits of a braille character: 0 1 2 and 6 in the left column from the top, 3 4 5 and 7 in the right one.
      let bit = y % 4 == 3 ? 6 + x % 2 : y % 4 + 3 * (x % 2)
      dots[y / 4][x / 2] |= 1 << UInt8(bit)
    }
  }

  /// A head in the character before the target.
  private mutating func arrow(_ from: (x: Double, y: Double), _ to: (x: Double, y: Double), _ length: Int) {
    let dx = to.x - from.x, dy = to.y - from.y
    let heads: [Character] = ["→", "↘", "↓", "↙", "←", "↖", "↑", "↗"]
    let eighth = Int((atan2(dy, dx) / (Double.pi / 4)).rounded())
    // Back along the line until the name's cells are left.
    let longest = max(abs(dx), abs(dy), 1)
    let (column, row) = (Int(to.x) / 2, Int(to.y) / 4)
    for step in 1...max(1, Int(longest)) {
      let x = to.x - dx * Double(step) / longest, y = to.y - dy * Double(step) / longest
      let (c, r) = (Int(max(0, x)) / 2, Int(max(0, y)) / 4)
      if r != row || abs(c - column) > length / 2 {
        put(c, r, heads[(eighth + 8) % 8])
        return
      }
    }
  }
}
