import PatternModel

/// How a pattern is drawn.
public struct DrawingOptions: Hashable, Sendable {
  /// Distance of the closest two vertices, in points.
  public var spacing: Double
  /// Write the variables into the vertices, and a legend below.
  public var showsNames: Bool
  /// Radius of a vertex, in points.
  public var radius: Double

  public init(spacing: Double = 84, showsNames: Bool = true, radius: Double = 13) {
    self.spacing = spacing
    self.showsNames = showsNames
    self.radius = radius
  }

  /// Small, without names: for tables and charts.
  public static let thumbnail = DrawingOptions(spacing: 22, showsNames: false, radius: 4)
}

/// Draws one pattern: lines first, vertices over them, words last.
struct PatternPicture {
  private typealias Point = PatternLayout.Point
  private let pattern: Pattern
  private let options: DrawingOptions
  private var picture: Picture
  private var places: [Point] = []
  private var antiPlaces: [Point] = []
  /// Label constraints of vertices in the order of their colours.
  private var labels: [String] = []

  /// - Parameter side: the largest extent of the drawing; the spacing shrinks to it.
  static func picture(_ pattern: Pattern, _ options: DrawingOptions, side: Double? = nil) -> Picture {
    var drawing = PatternPicture(pattern, options, side: side)
    drawing.draw()
    return drawing.picture
  }

  private init(_ pattern: Pattern, _ options: DrawingOptions, side: Double?) {
    self.pattern = pattern
    let layout = pattern.layout
    var options = options
    let margin = options.radius + (options.showsNames ? 14 : 3)
    // Long names reach over their places, and the words on edges need room.
    let overhang = options.showsNames
      ? (pattern.vertices.map(\.name) + pattern.antiVertices.map(\.name)).map { Self.stretch($0, options) }.max() ?? 0 : 0
    if side == nil { options.spacing = max(options.spacing, Self.spacing(of: pattern, layout, options)) }
    let extent = max(layout.width, layout.height)
    // Large drawings shrink, but vertices keep apart.
    let wanted = side.map { $0 - 2 * margin } ?? 760
    if extent > 0 {
      let least = side == nil ? max(2.6 * options.radius, Self.spacing(of: pattern, layout, options)) : 0
      options.spacing = min(options.spacing, max(least, wanted / extent))
      // A tight thumbnail gets smaller dots.
      if side != nil { options.radius = min(options.radius, max(1.6, 0.3 * options.spacing)) }
    }
    self.options = options
    let spacing = options.spacing
    let width = max(side ?? 0, layout.width * spacing + 2 * (margin + overhang))
    let height = max(side ?? 0, layout.height * spacing + 2 * margin)
    let left = (width - layout.width * spacing) / 2, top = (height - layout.height * spacing) / 2
    func place(_ point: Point) -> Point { Point(left + point.x * spacing, top + point.y * spacing) }
    places = layout.vertices.map(place)
    antiPlaces = layout.antiVertices.map(place)
    picture = Picture(width: width, height: height, title: "Pattern \(pattern.text)")
    for vertex in pattern.vertices where vertex.label != .any {
      let text = Self.text(of: vertex.label)
      if !labels.contains(text) { labels.append(text) }
    }
  }

  /// The distance of the closest vertices at which no name lies on another and every word on an edge has its place.
  private static func spacing(of pattern: Pattern, _ layout: PatternLayout, _ options: DrawingOptions) -> Double {
    guard options.showsNames else { return 0 }
    let places = layout.vertices + layout.antiVertices
    let stretches = (pattern.vertices.map(\.name) + pattern.antiVertices.map(\.name)).map { stretch($0, options) }
    var least = 0.0
    func require(_ a: Int, _ b: Int, label: String) {
      let dx = places[b].x - places[a].x, dy = places[b].y - places[a].y
      let length = max(1e-9, (dx * dx + dy * dy).squareRoot())
      var room = reach(stretches[a], options.radius, dx / length, dy / length) + reach(stretches[b], options.radius, dx / length, dy / length) + 8
      // A word takes its width of a level edge and its height of an upright one; arrow heads stand on both sides.
      if !label.isEmpty { room += abs(dx) / length * StrokeFont.width(label, size: labelSize) + abs(dy) / length * labelSize + 26 }
      least = max(least, room / length)
    }
    for a in places.indices { for b in 0..<a { require(a, b, label: "") } }
    for edge in pattern.edges { require(edge.source, edge.target, label: text(of: edge.label)) }
    for edge in pattern.antiEdges { require(edge.source, edge.target, label: text(of: edge.label)) }
    for (index, anti) in pattern.antiVertices.enumerated() {
      for attachment in anti.attachments { require(layout.vertices.count + index, attachment.vertex, label: text(of: attachment.label)) }
    }
    return least
  }

  private static let labelSize = 11.5

  /// `A`, `A or B`, `not A`.
  static func text(of label: LabelConstraint) -> String {
    switch label {
    case .any: ""
    case .anyOf(let names): names.joined(separator: " or ")
    case .noneOf(let names): "not " + names.joined(separator: ", ")
    }
  }

  // MARK: Lines

  /// One line between two nodes, whatever it stands for.
  private struct Join {
    var from: Int
    var to: Int
    var headAtFrom: Bool
    var headAtTo: Bool
    var isAbsent: Bool
    var label: String
  }

  private func place(_ node: Int) -> Point {
    node < places.count ? places[node] : antiPlaces[node - places.count]
  }

  private var joins: [Join] {
    var joins = pattern.edges.map {
      Join(from: $0.source, to: $0.target, headAtFrom: $0.direction == .both, headAtTo: $0.direction != .either,
        isAbsent: false, label: Self.text(of: $0.label))
    }
    joins += pattern.antiEdges.map {
      Join(from: $0.source, to: $0.target, headAtFrom: false, headAtTo: $0.direction != .either,
        isAbsent: true, label: Self.text(of: $0.label))
    }
    for (index, anti) in pattern.antiVertices.enumerated() {
      joins += anti.attachments.map {
        Join(from: places.count + index, to: $0.vertex, headAtFrom: $0.kind == .fromMatched || $0.kind == .both,
          headAtTo: $0.kind == .toMatched || $0.kind == .both, isAbsent: true, label: Self.text(of: $0.label))
      }
    }
    return joins
  }

  private mutating func draw() {
    var groups: [[Int]: [Join]] = [:]
    for join in joins { groups[[min(join.from, join.to), max(join.from, join.to)], default: []].append(join) }
    for pair in groups.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      let group = groups[pair]!
      let gap = group.contains { !$0.label.isEmpty } ? 1.25 : 0.75
      for (number, join) in group.enumerated() {
        draw(join, shift: (Double(number) - Double(group.count - 1) / 2) * gap * options.radius, ascending: join.from == pair[0])
      }
    }
    for (index, vertex) in pattern.vertices.enumerated() {
      let colour: Picture.Paint =
        vertex.label == .any ? .vertex : .label(labels.firstIndex(of: Self.text(of: vertex.label)) ?? 0)
      node(vertex.name, at: places[index], colour, isAbsent: false)
    }
    for (index, anti) in pattern.antiVertices.enumerated() {
      node(anti.name, at: antiPlaces[index], .absent, isAbsent: true)
    }
    if options.showsNames { legend() }
  }

  private mutating func draw(_ join: Join, shift: Double, ascending: Bool) {
    var from = place(join.from), to = place(join.to)
    let length = max(1e-9, ((to.x - from.x) * (to.x - from.x) + (to.y - from.y) * (to.y - from.y)).squareRoot())
    let (ux, uy) = ((to.x - from.x) / length, (to.y - from.y) / length)
    // Parallel lines lie beside each other, on the same side whichever end they start from.
    let side = ascending ? shift : -shift
    from = Point(from.x - uy * side, from.y + ux * side)
    to = Point(to.x - uy * side, to.y + ux * side)
    let paint: Picture.Paint = join.isAbsent ? .absent : .ink
    let width = options.showsNames ? 1.8 : max(1, 0.36 * options.radius)
    let head = options.showsNames ? 10.0 : max(4.5, 1.5 * options.radius)
    func gap(_ node: Int, dx: Double, dy: Double) -> Double { reach(node, dx, dy) + 2 }
    var start = from, end = to
    if join.headAtTo {
      let back = gap(join.to, dx: ux, dy: uy)
      let tip = Point(to.x - ux * back, to.y - uy * back)
      end = Point(tip.x - ux * head * 0.7, tip.y - uy * head * 0.7)
      arrowHead(tip, ux, uy, head, paint)
    }
    if join.headAtFrom {
      let back = gap(join.from, dx: ux, dy: uy)
      let tip = Point(from.x + ux * back, from.y + uy * back)
      start = Point(tip.x + ux * head * 0.7, tip.y + uy * head * 0.7)
      arrowHead(tip, -ux, -uy, head, paint)
    }
    picture.shapes.append(.line(start, end, width: width, dashed: join.isAbsent, paint))
    if options.showsNames, !join.label.isEmpty {
      // A little off the middle of what is seen, where labelled lines may cross.
      let near = gap(join.from, dx: ux, dy: uy) + (join.headAtFrom ? head : 0), far = gap(join.to, dx: ux, dy: uy) + (join.headAtTo ? head : 0)
      let along = near + (length - near - far) * 0.48
      let place = Point(from.x + ux * along, from.y + uy * along)
      let half = StrokeFont.width(join.label, size: Self.labelSize) / 2
      picture.shapes.append(.pill(
        Point(place.x - half, place.y), Point(place.x + half, place.y), radius: 8, fill: .paper, stroke: nil,
        strokeWidth: 0, dashed: false))
      picture.shapes.append(.text(join.label, place, size: Self.labelSize, .middle, join.isAbsent ? .absent : .ink, bold: false))
    }
  }

  private mutating func arrowHead(_ tip: Picture.Point, _ ux: Double, _ uy: Double, _ size: Double, _ paint: Picture.Paint) {
    let back = Picture.Point(tip.x - ux * size, tip.y - uy * size), half = size * 0.42
    picture.shapes.append(.polygon(
      [tip, .init(back.x - uy * half, back.y + ux * half), .init(back.x + uy * half, back.y - ux * half)], paint))
  }

  // MARK: Nodes

  /// Half the length of a pill beyond a disc.
  private static func stretch(_ name: String, _ options: DrawingOptions) -> Double {
    guard options.showsNames, name.count > 2 else { return 0 }
    return max(0, StrokeFont.width(name, size: 12.5) / 2 - options.radius * 0.55)
  }

  private func name(_ node: Int) -> String {
    node < places.count ? pattern.vertices[node].name : pattern.antiVertices[node - places.count].name
  }

  private func reach(_ node: Int, _ dx: Double, _ dy: Double) -> Double {
    Self.reach(Self.stretch(name(node), options), options.radius, dx, dy)
  }

  /// From the middle of a node to its rim, in a direction.
  private static func reach(_ stretch: Double, _ radius: Double, _ dx: Double, _ dy: Double) -> Double {
    guard stretch > 0 else { return radius }
    var low = 0.0, high = stretch + radius
    for _ in 0..<20 {
      let middle = (low + high) / 2
      let beyond = max(0, abs(dx) * middle - stretch)
      if beyond * beyond + dy * dy * middle * middle < radius * radius { low = middle } else { high = middle }
    }
    return high
  }

  private mutating func node(_ name: String, at place: Picture.Point, _ colour: Picture.Paint, isAbsent: Bool) {
    let stretch = Self.stretch(name, options)
    picture.shapes.append(.pill(
      .init(place.x - stretch, place.y), .init(place.x + stretch, place.y), radius: options.radius,
      fill: isAbsent ? .paper : colour, stroke: isAbsent ? .absent : .paper,
      strokeWidth: isAbsent ? (options.showsNames ? 1.8 : 1.2) : (options.showsNames ? 1.5 : 0.8), dashed: false))
    guard options.showsNames else { return }
    picture.shapes.append(.text(name, place, size: 12.5, .middle, isAbsent ? .absent : .onVertex, bold: true))
  }

  // MARK: Legend

  private mutating func legend() {
    var rows: [(swatch: (Picture.Paint, absent: Bool)?, text: String)] = []
    for (number, label) in labels.enumerated() { rows.append(((.label(number), false), label)) }
    for anti in pattern.antiVertices where anti.label != .any {
      rows.append(((.absent, true), "no other \(Self.text(of: anti.label)) there (\(anti.name))"))
    }
    if pattern.antiVertices.contains(where: { $0.label == .any }) { rows.append(((.absent, true), "no other vertex there")) }
    if !pattern.antiEdges.isEmpty { rows.append((nil, "dashed: not joined")) }
    if pattern.inducing == .vertices { rows.append((nil, "vertex-induced: no further edges")) }
    for predicate in pattern.predicates { rows.append((nil, "where \(pattern.text(of: predicate))")) }
    guard !rows.isEmpty else { return }
    let drawing = picture.shapes
    picture.shapes = []
    var y = picture.height + 6
    var width = picture.width
    for row in rows {
      var x = 16.0
      if let (paint, absent) = row.swatch {
        picture.shapes.append(.pill(
          .init(x + 6, y), .init(x + 6, y), radius: 6, fill: absent ? .paper : paint, stroke: absent ? .absent : nil,
          strokeWidth: absent ? 1.5 : 0, dashed: false))
        x += 20
      }
      picture.shapes.append(.text(row.text, .init(x, y), size: 12, .start, .soft, bold: false))
      width = max(width, x + StrokeFont.width(row.text, size: 12) + 16)
      y += 20
    }
    let shift = (width - picture.width) / 2
    picture.height = y - 2
    picture.width = width
    // The drawing stays in the middle above a wider legend.
    picture.shapes = drawing.map { $0.moved(shift, 0) } + picture.shapes
  }
}

extension Picture.Shape {
  func moved(_ dx: Double, _ dy: Double) -> Self {
    func move(_ point: Picture.Point) -> Picture.Point { .init(point.x + dx, point.y + dy) }
    switch self {
    case .line(let a, let b, let width, let dashed, let paint):
      return .line(move(a), move(b), width: width, dashed: dashed, paint)
    case .polygon(let points, let paint): return .polygon(points.map(move), paint)
    case .pill(let a, let b, let radius, let fill, let stroke, let strokeWidth, let dashed):
      return .pill(
        move(a), move(b), radius: radius, fill: fill, stroke: stroke, strokeWidth: strokeWidth, dashed: dashed)
    case .text(let text, let place, let size, let anchor, let paint, let bold):
      return .text(text, move(place), size: size, anchor, paint, bold: bold)
    }
  }
}
