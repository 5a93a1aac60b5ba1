import Glibc
import PatternModel

/// A pattern in characters. Lines are braille dots, two across and four down in every character; names stand over them. What
/// must be absent is made of other characters: dotted lines, hollow heads, a ring before a name.
struct TextPicture {
  static let antiMark: Character = "○"
  /// Heads for eight directions, from the right clockwise.
  private static let heads: [Character] = ["→", "↘", "↓", "↙", "←", "↖", "↑", "↗"]
  static let antiHeads: [Character] = ["▷", "◿", "▽", "◺", "◁", "◸", "△", "◹"]
  private var cells: [[Character]]
  private var dots: [[UInt8]]
  private let columns: Int
  private let rows: Int

  init(_ pattern: Pattern, columns: Int, rows: Int) {
    let layout = pattern.layout
    let names = (pattern.vertices.map(\.name) + pattern.antiVertices.map { "\(Self.antiMark)\($0.name)" })
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
    // Room for the left half of a name; of an even length, the right half is the longer one.
    let inset = Double((longest - 1) / 2 * 2) + 0.5
    // Names stand in the middle of cells, so that lines meet them.
    let places = (layout.vertices + layout.antiVertices).map { point -> (x: Double, y: Double) in
      let column = ((inset + point.x * unit) / 2).rounded(.down), row = ((1.5 + point.y * unit) / 4).rounded(.down)
      return (column * 2 + 0.5, row * 4 + 1.5)
    }
    let count = pattern.vertices.count
    for edge in pattern.edges { line(places[edge.source], places[edge.target]) }
    for edge in pattern.antiEdges { dottedLine(places[edge.source], places[edge.target]) }
    for (index, anti) in pattern.antiVertices.enumerated() {
      for attachment in anti.attachments { dottedLine(places[count + index], places[attachment.vertex]) }
    }
    func arrow(_ source: Int, _ target: Int, _ heads: [Character]) {
      self.arrow(places[source], places[target], names[target].count, heads)
    }
    // An arc's head stands over that of an anti-edge with another label.
    for edge in pattern.antiEdges where edge.direction != .either { arrow(edge.source, edge.target, Self.antiHeads) }
    for (index, anti) in pattern.antiVertices.enumerated() {
      for attachment in anti.attachments {
        if attachment.kind == .toMatched || attachment.kind == .both { arrow(count + index, attachment.vertex, Self.antiHeads) }
        if attachment.kind == .fromMatched || attachment.kind == .both { arrow(attachment.vertex, count + index, Self.antiHeads) }
      }
    }
    for edge in pattern.edges where edge.direction != .either {
      arrow(edge.source, edge.target, Self.heads)
      if edge.direction == .both { arrow(edge.target, edge.source, Self.heads) }
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
    let lines = (0..<rows).map { row in
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
    return Array(lines[...(lines.lastIndex { !$0.isEmpty } ?? 0)])
  }

  private mutating func put(_ column: Int, _ row: Int, _ character: Character) {
    guard 0..<columns ~= column, 0..<rows ~= row else { return }
    cells[row][column] = character
  }

  /// Dots in the middle of characters, two columns or a row apart; a solid line is not broken for them.
  private mutating func dottedLine(_ a: (x: Double, y: Double), _ b: (x: Double, y: Double)) {
    let steps = max(2, Int(max(abs(b.x - a.x), abs(b.y - a.y)) / 4))
    for step in 1..<steps {
      let t = Double(step) / Double(steps)
      let (column, row) = (Int(a.x + (b.x - a.x) * t) / 2, Int(a.y + (b.y - a.y) * t) / 4)
      if 0..<columns ~= column, 0..<rows ~= row, dots[row][column] == 0 { put(column, row, "·") }
    }
  }

  private mutating func line(_ a: (x: Double, y: Double), _ b: (x: Double, y: Double)) {
    let steps = max(1, Int(max(abs(b.x - a.x), abs(b.y - a.y)).rounded()))
    for step in 0...steps {
      let t = Double(step) / Double(steps)
      let x = Int((a.x + (b.x - a.x) * t).rounded(.toNearestOrAwayFromZero)), y = Int((a.y + (b.y - a.y) * t).rounded(.toNearestOrAwayFromZero))
      guard x >= 0, y >= 0, x / 2 < columns, y / 4 < rows else { continue }
      // The bits of a braille character: 0 1 2 and 6 in the left column from the top, 3 4 5 and 7 in the right one.
      let bit = y % 4 == 3 ? 6 + x % 2 : y % 4 + 3 * (x % 2)
      dots[y / 4][x / 2] |= 1 << UInt8(bit)
    }
  }

  /// A head in the character before the target.
  private mutating func arrow(
    _ from: (x: Double, y: Double), _ to: (x: Double, y: Double), _ length: Int, _ heads: [Character]
  ) {
    let dx = to.x - from.x, dy = to.y - from.y
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
