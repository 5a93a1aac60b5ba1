import PatternModel

extension Picture {
  /// As SVG. A picture of its own has fixed colours and a background; one in a page takes the page's colours.
  func svg(inPage: Bool, class name: String? = nil) -> String {
    func n(_ value: Double) -> String { Self.number(value) }
    func colour(_ paint: Paint) -> String { inPage ? "var(\(Theme.variable(paint)))" : Self.hex(Theme.colour(paint)) }
    let size = "width=\"\(n(width))\" height=\"\(n(height))\""
    let title = Markup.escaped(title)
    var out = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(n(width)) \(n(height))\" \(size) role=\"img\""
    if let name { out += " class=\"\(name)\"" }
    out += " aria-label=\"\(title)\">"
    if !inPage {
      out += "<title>\(title)</title><rect width=\"100%\" height=\"100%\" fill=\"\(colour(.paper))\"/>"
    }
    for shape in shapes {
      switch shape {
      case .line(let a, let b, let width, let dashed, let paint):
        out += "<line x1=\"\(n(a.x))\" y1=\"\(n(a.y))\" x2=\"\(n(b.x))\" y2=\"\(n(b.y))\" stroke=\"\(colour(paint))\""
        out += " stroke-width=\"\(n(width))\" stroke-linecap=\"round\""
        if dashed { out += " stroke-dasharray=\"\(n(width * 2.2)) \(n(width * 2.6))\"" }
        out += "/>"
      case .polygon(let points, let paint):
        let list = points.map { "\(n($0.x)),\(n($0.y))" }.joined(separator: " ")
        out += "<polygon points=\"\(list)\" fill=\"\(colour(paint))\"/>"
      case .pill(let a, let b, let radius, let fill, let stroke, let strokeWidth, let dashed):
        var style = "fill=\"\(colour(fill))\""
        if let stroke { style += " stroke=\"\(colour(stroke))\" stroke-width=\"\(n(strokeWidth))\"" }
        if dashed { style += " stroke-dasharray=\"3 3\"" }
        if a == b {
          out += "<circle cx=\"\(n(a.x))\" cy=\"\(n(a.y))\" r=\"\(n(radius))\" \(style)/>"
        } else {
          out += "<rect x=\"\(n(a.x - radius))\" y=\"\(n(a.y - radius))\" width=\"\(n(b.x - a.x + 2 * radius))\""
          out += " height=\"\(n(2 * radius))\" rx=\"\(n(radius))\" \(style)/>"
        }
      case .text(let text, let place, let size, let anchor, let paint, let bold):
        out += "<text x=\"\(n(place.x))\" y=\"\(n(place.y + 0.35 * size))\" font-size=\"\(n(size))\""
        out += " text-anchor=\"\(anchor.rawValue)\" fill=\"\(colour(paint))\""
        if bold { out += " font-weight=\"600\"" }
        out += " font-family=\"Inter, Helvetica Neue, Helvetica, Arial, sans-serif\">\(Markup.escaped(text))</text>"
      }
    }
    return out + "</svg>"
  }

  static func number(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    let sign = tenths < 0 ? "-" : ""
    return tenths % 10 == 0 ? "\(sign)\(abs(tenths) / 10)" : "\(sign)\(abs(tenths) / 10).\(abs(tenths) % 10)"
  }

  private static func hex(_ colour: UInt32) -> String {
    let digits = String(colour, radix: 16)
    return "#" + String(repeating: "0", count: 6 - digits.count) + digits
  }
}

/// Text inside of SVG and HTML.
package enum Markup {
  package static func escaped(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      // What no version of XML can hold.
      case "\u{0}"..<"\u{9}", "\u{b}", "\u{c}", "\u{e}"..<"\u{20}": out += "\u{fffd}"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }
}
