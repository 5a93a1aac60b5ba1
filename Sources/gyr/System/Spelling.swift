import Glibc
import PatternSyntax

/// "Did you mean ...?"
enum Spelling {
  static func nearest(to word: String, among candidates: [String]) -> String? {
    Suggestion.nearest(to: word, among: candidates)
  }

  /// A file beside the missing one that is called nearly so: a letter off, or with another ending (`.txt.zst`).
  static func nearestFile(to path: String) -> String? {
    guard path != "-", access(path, F_OK) != 0 else { return nil }
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { String(path[...$0]) } ?? ""
    let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
    guard !name.isEmpty, let handle = opendir(folder.isEmpty ? "." : folder) else { return nil }
    defer { closedir(handle) }
    var names: [String] = []
    while let entry = readdir(handle), names.count < 10_000 {
      let found = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
      }
      // The name itself may be there: a link to nowhere.
      if !found.hasPrefix("."), found != name { names.append(found) }
    }
    let stem = stem(name)
    // A licence or a page beside the data is not what was meant, unless it is called nearly so.
    let data = names.filter(isData)
    let hit = nearest(to: name, among: data)
      ?? data.filter { !stem.isEmpty && Self.stem($0) == stem }.min()
      ?? nearest(to: stem, among: data.map(Self.stem)).flatMap { near in data.filter { Self.stem($0) == near }.min() }
    return hit.map { folder + $0 }
  }

  private static func isData(_ name: String) -> Bool {
    let parts = name.split(separator: ".").dropFirst()
    return !parts.isEmpty && !["license", "licence", "md", "swift", "html", "svg", "png", "pdf"].contains(parts.last!.lowercased())
  }

  private static func stem(_ name: String) -> String { name.firstIndex(of: ".").map { String(name[..<$0]) } ?? name }
}
