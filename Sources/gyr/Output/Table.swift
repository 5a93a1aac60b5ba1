/// Aligned columns for people.
struct Table {
  enum Alignment { case left, right }
  private let alignments: [Alignment]
  private var rows: [[String]] = []

  init(_ alignments: [Alignment]) { self.alignments = alignments }

  mutating func add(_ cells: String...) { rows.append(cells) }

  func print() {
    let widths = alignments.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    for row in rows {
      var line = ""
      for (column, cell) in row.enumerated() {
        let space = String(repeating: " ", count: widths[column] - cell.count)
        if column > 0 { line += "  " }
        line += alignments[column] == .right ? space + cell : cell + space
      }
      while line.last == " " { line.removeLast() }
      Standard.out.line(line)
    }
  }
}

/// Numbers and units for people.
enum Pretty {
  /// With thousands separators on a terminal, bare where a program may read it.
  static func count(_ value: some BinaryInteger, separated: Bool = Standard.out.isTerminal) -> String {
    let digits = String(value)
    guard separated else { return digits }
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0, text != "-" { text.append(",") }
      text.append(digit)
    }
    return text
  }

  /// "1 edge", "2 edges".
  static func count(_ value: Int, _ one: String, _ many: String) -> String {
    "\(count(value)) \(value == 1 ? one : many)"
  }

  /// Three significant digits and a fitting unit.
  static func time(_ seconds: Double) -> String {
    switch seconds {
    case ..<1e-3: "\(rounded(seconds * 1e6)) us"
    case ..<1: "\(rounded(seconds * 1e3)) ms"
    default: "\(rounded(seconds)) s"
    }
  }

  /// Bytes in the largest binary unit that leaves at least 1.
  static func bytes(_ count: Int) -> String {
    var value = Double(count), unit = 0
    let units = ["B", "KiB", "MiB", "GiB", "TiB"]
    while value >= 1024, unit + 1 < units.count {
      value /= 1024
      unit += 1
    }
    return "\(decimal(value)) \(units[unit])"
  }

  /// With one digit after the point, if it is not 0.
  static func decimal(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
  }

  static func rounded(_ value: Double) -> String {
    guard value < 1e15 else { return "\(value)" }
    let places = value >= 100 ? 0 : value >= 10 ? 1 : 2
    let scale = [1.0, 10, 100][places]
    let scaled = Int64((value * scale).rounded())
    guard places > 0 else { return String(scaled) }
    let fraction = String(scaled % Int64(scale))
    return "\(scaled / Int64(scale))." + String(repeating: "0", count: places - fraction.utf8.count) + fraction
  }
}
