#if PatternMacro
import PatternModel
import SwiftCompilerPlugin
import SwiftDiagnostics
import SwiftSyntax
import SwiftSyntaxMacros

@main struct PatternMacros: CompilerPlugin {
  let providingMacros: [any Macro.Type] = [PatternMacro.self]
}

/// `#pattern("(a)--(b)--(c)")`: the literal is read while the program is compiled, by the parser that reads it at run time.
public struct PatternMacro: ExpressionMacro {
  public static func expansion(
    of node: some FreestandingMacroExpansionSyntax, in context: some MacroExpansionContext
  ) throws -> ExprSyntax {
    guard let argument = node.arguments.first?.expression else {
      throw MacroExpansionErrorMessage("#pattern needs a text such as #pattern(\"(a)--(b)--(c)\")")
    }
    guard let literal = argument.as(StringLiteralExprSyntax.self), let text = literal.representedLiteralValue else {
      throw MacroExpansionErrorMessage(
        "#pattern needs a text without interpolation; Pattern(_:) reads one that is known at run time only")
    }
    do throws(PatternError) {
      _ = try Pattern(text)
    } catch {
      report(error, in: literal, context)
    }
    return "Gyrfalcon.Pattern(stringLiteral: \(literal.trimmed))"
  }

  /// Compilers show the diagnostics of a macro at the literal as a whole (swift-syntax 603 sends them nodes, not positions),
  /// so that the message itself says and draws the place.
  private static func report(
    _ error: PatternError, in literal: StringLiteralExprSyntax, _ context: some MacroExpansionContext
  ) {
    let places = LiteralPlaces(literal)
    let positions = error.places.map { places.position(ofByte: $0.range.lower) }
    context.diagnose(
      Diagnostic(
        node: literal, position: positions.first, message: MacroExpansionErrorMessage(error.description),
        notes: zip(positions, error.places).dropFirst().map { position, place in
          Note(node: Syntax(literal), position: position, message: MacroExpansionNoteMessage("and here"))
        }))
  }
}

/// Where the bytes of a literal's text stand in the source: escapes and the indentation of lines lie between.
struct LiteralPlaces {
  private var positions: [AbsolutePosition] = []
  private let end: AbsolutePosition

  init(_ literal: StringLiteralExprSyntax) {
    end = literal.closingQuote.positionAfterSkippingLeadingTrivia
    let escape = [UInt8(ascii: "\\")] + Array(repeating: UInt8(ascii: "#"), count: literal.openingPounds?.text.utf8.count ?? 0)
    for segment in literal.segments {
      guard case .stringSegment(let segment) = segment else { continue }
      add(Array(segment.content.text.utf8), at: segment.content.positionAfterSkippingLeadingTrivia, escape)
    }
  }

  private mutating func add(_ bytes: [UInt8], at start: AbsolutePosition, _ escape: [UInt8]) {
    var place = 0
    while place < bytes.count {
      let position = start.advanced(by: place)
      guard bytes[place...].starts(with: escape), place + escape.count < bytes.count else {
        positions.append(position)
        place += 1
        continue
      }
      let kind = place + escape.count
      switch bytes[kind] {
      case UInt8(ascii: "u"):
        // \u{...}: as many bytes as its scalar has.
        let close = bytes[kind...].firstIndex(of: UInt8(ascii: "}")) ?? bytes.count - 1
        let digits = String(decoding: bytes[kind...close], as: UTF8.self).filter(\.isHexDigit)
        let scalar = UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init) ?? " "
        positions += Array(repeating: position, count: UTF8.width(scalar))
        place = close + 1
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        // A line that goes on: no byte of the text.
        place = kind + 1
      default:
        positions.append(position)
        place = kind + 1
      }
    }
  }

  func position(ofByte byte: Int) -> AbsolutePosition { byte < positions.count ? positions[byte] : end }
}
#else
/// A macro needs a program, also where its trait is off and nobody runs it.
@main struct PatternMacros {
  static func main() {}
}
#endif
