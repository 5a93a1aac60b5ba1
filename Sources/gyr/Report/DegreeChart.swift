import Drawing
import Glibc

/// Degree distributions as complementary cumulative shares, both axes logarithmic.
struct DegreeChart {
  typealias Series = (name: String, counts: [(degree: Int, vertices: Int)])
  private let series: [Series]
  /// Drawn for a phone: text keeps its size.
  private let isNarrow: Bool
  private let width: Double, height: Double
  private let left: Double, right: Double, top = 16.0, bottom = 52.0

  init(_ series: [Series], isNarrow: Bool = false) {
    self.series = series
    self.isNarrow = isNarrow
    (width, height, left, right) = isNarrow ? (360, 290, 62, 14) : (720, 330, 64, 20)
  }

  static func log10(_ value: Double) -> Double { Glibc.log10(value) }

  /// Degrees 0, 1, 2-3, 4-7, ... with the number of vertices in each.
  static func bins(_ counts: [(degree: Int, vertices: Int)]) -> [(low: Int, high: Int, vertices: Int)] {
    var bins: [(low: Int, high: Int, vertices: Int)] = []
    for (degree, vertices) in counts {
      let low = degree == 0 ? 0 : 1 << (Int.bitWidth - 1 - degree.leadingZeroBitCount)
      if bins.last?.low == low { bins[bins.count - 1].vertices += vertices } else { bins.append((low, max(low, 2 * low - 1), vertices)) }
    }
    return bins
  }

  /// Share of vertices with at least so many neighbours, from degree 1.
  private static func tail(_ counts: [(degree: Int, vertices: Int)]) -> [(degree: Double, share: Double)] {
    let all = counts.reduce(0) { $0 + $1.vertices }
    var left = all
    var points: [(degree: Double, share: Double)] = []
    for (degree, vertices) in counts {
      if degree > 0 { points.append((Double(degree), Double(left) / Double(all))) }
      left -= vertices
    }
    return points
  }

  var svg: String {
    let tails = series.map { Self.tail($0.counts) }
    let largest = tails.flatMap { $0.map(\.degree) }.max() ?? 1
    let least = tails.flatMap { $0.map(\.share) }.min() ?? 1
    let across = max(1, (Self.log10(largest) * 1.02).rounded(.up)), down = max(1, (-Self.log10(least)).rounded(.up))
    func x(_ degree: Double) -> Double { left + (width - left - right) * Self.log10(degree) / across }
    func y(_ share: Double) -> Double { top + (height - top - bottom) * -Self.log10(share) / down }
    func n(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }
    var out = "<svg class=\"chart \(isNarrow ? "narrow" : "wide")\" viewBox=\"0 0 \(n(width)) \(n(height))\" role=\"img\" aria-label=\"Degree distribution; the numbers are in the table below\">"
    func power(_ exponent: Int) -> String {
      exponent == 0 ? "1" : "10<tspan class=\"power\" dy=\"-5\">\(exponent < 0 ? "−" : "")\(abs(exponent))</tspan>"
    }
    for decade in 0...Int(across) {
      let place = x(pow(10, Double(decade)))
      out += "<line class=\"grid\" x1=\"\(n(place))\" x2=\"\(n(place))\" y1=\"\(n(top))\" y2=\"\(n(height - bottom))\"/>"
      out += "<text x=\"\(n(place))\" y=\"\(n(height - bottom + 20))\" text-anchor=\"middle\">\(power(decade))</text>"
    }
    for decade in 0...Int(down) {
      let place = y(pow(10, -Double(decade)))
      out += "<line class=\"grid\" x1=\"\(n(left))\" x2=\"\(n(width - right))\" y1=\"\(n(place))\" y2=\"\(n(place))\"/>"
      out += "<text x=\"\(n(left - 10))\" y=\"\(n(place + 4))\" text-anchor=\"end\">\(decade == 0 ? "all" : power(-decade))</text>"
    }
    out += "<text class=\"axis\" x=\"\(n((left + width - right) / 2))\" y=\"\(n(height - 10))\" text-anchor=\"middle\">neighbours (at least)</text>"
    out += "<text class=\"axis\" transform=\"translate(\(isNarrow ? 12 : 14) \(n((top + height - bottom) / 2))) rotate(-90)\" text-anchor=\"middle\">share of vertices</text>"
    for (number, points) in tails.enumerated() {
      // Points that would lie on each other are left out.
      var last = (x: -9.0, y: -9.0)
      for (index, point) in points.enumerated() {
        let place = (x: x(point.degree), y: y(point.share))
        if index > 0, index < points.count - 1, abs(place.x - last.x) + abs(place.y - last.y) < 1.5 { continue }
        last = place
        out += "<circle class=\"series-\(number)\" cx=\"\(n(place.x))\" cy=\"\(n(place.y))\" r=\"3\"/>"
      }
    }
    if series.count > 1 {
      for (number, one) in series.enumerated() {
        let place = top + 14 + 20 * Double(number)
        out += "<circle class=\"series-\(number)\" cx=\"\(n(width - right - 92))\" cy=\"\(n(place))\" r=\"4\"/>"
        out += "<text class=\"key\" x=\"\(n(width - right - 82))\" y=\"\(n(place + 4))\">\(Markup.escaped(one.name))</text>"
      }
    }
    return out + "</svg>"
  }
}
