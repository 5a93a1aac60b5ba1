import ArgumentParser
import Gyrfalcon

/// What one `--where` says: a variable of the pattern, and the vertices it may be.
struct Anchor {
  let variable: String
  private let vertices: Vertices

  private enum Vertices {
    case ids([String])
    /// One id a line, as it is.
    case file(String)
  }

  init(parsing text: String) throws {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty, parts[1] != "@" else {
      throw Self.wrong(text, "expected VARIABLE=ID, VARIABLE=ID,ID... or VARIABLE=@FILE")
    }
    variable = String(parts[0])
    if parts[1].hasPrefix("@") {
      vertices = .file(String(parts[1].dropFirst()))
    } else {
      vertices = .ids(try Self.ids(parts[1]) { Self.wrong(text, $0) })
    }
  }

  func ids() throws -> [VertexID] {
    let texts = switch vertices {
    case .ids(let ids): ids
    case .file(let path): try IDFile.read(path)
    }
    return texts.map { VertexID(parsing: $0) }
  }

  private static func wrong(_ text: String, _ what: String) -> ValidationError { ValidationError("--where '\(text)': \(what)") }

  /// Ids between commas. As in CSV, one that starts with a double quote goes on to the closing one, and a doubled quote in it
  /// stands for one.
  private static func ids(_ text: Substring, _ wrong: (String) -> ValidationError) throws -> [String] {
    var ids: [String] = []
    var rest = text
    while let first = rest.first {
      if first == "\"" {
        let pieces = rest.dropFirst().split(separator: "\"", omittingEmptySubsequences: false)
        // An empty piece between two others is a doubled quote; the first one that is none ends the id.
        var id = String(pieces[0]), end = 1
        while end + 1 < pieces.count, pieces[end].isEmpty {
          id += "\"" + pieces[end + 1]
          end += 2
        }
        guard end < pieces.count else { throw wrong("a double quote is not closed (two of them stand for one inside an id)") }
        rest = rest[pieces[end].startIndex...]
        guard rest.isEmpty || rest.first == "," else { throw wrong("expected a comma or the end after \"\(id)\", not '\(rest)'") }
        ids.append(id)
      } else {
        let end = rest.firstIndex(of: ",") ?? rest.endIndex
        if end > rest.startIndex { ids.append(String(rest[..<end])) }
        rest = rest[end...]
      }
      rest = rest.dropFirst()
    }
    if ids.isEmpty { throw wrong("expected ids") }
    return ids
  }
}
