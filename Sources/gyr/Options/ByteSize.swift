import ArgumentParser

/// Sizes such as 500M or 8G on the command line.
enum ByteSize {
  /// Bytes; nil for a missing option.
  static func parse(_ text: String?, option: String) throws -> Int? {
    guard let text else { return nil }
    for (unit, factor) in [("K", 1 << 10), ("M", 1 << 20), ("G", 1 << 30), ("T", 1 << 40), ("", 1)] where text.uppercased().hasSuffix(unit) {
      if let value = Double(text.dropLast(unit.count)), value * Double(factor) >= 1, value * Double(factor) < 1e18 {
        return Int(value * Double(factor))
      }
    }
    throw ValidationError("--\(option) '\(text)': expected a size such as 500M or 8G")
  }
}
