import Glibc

/// Emphasis on terminals; plain text everywhere else, and where NO_COLOR is set (no-color.org).
enum Style {
  private static let isOn: Bool = {
    if let value = getenv("NO_COLOR"), value.pointee != 0 { return false }
    if let terminal = getenv("TERM"), String(cString: terminal) == "dumb" { return false }
    return Standard.out.isTerminal
  }()

  private static func wrapped(_ text: String, _ code: String) -> String {
    isOn && !text.isEmpty ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text
  }

  static func bold(_ text: String) -> String { wrapped(text, "1") }
  static func faint(_ text: String) -> String { wrapped(text, "2") }
  static func good(_ text: String) -> String { wrapped(text, "32") }
  static func bad(_ text: String) -> String { wrapped(text, "1;31") }
  static func accent(_ text: String) -> String { wrapped(text, "36") }
}
