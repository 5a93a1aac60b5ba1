import Glibc

/// "Did you mean ...?"
enum Spelling {
  /// The candidate with the fewest edits, if they are few for the word's length.
  static func nearest(to word: String, among candidates: [String]) -> String? {
    let key = Array(word.lowercased().utf8)
    let limit = key.count <= 4 ? 1 : key.count <= 8 ? 2 : 3
    return candidates.map { (edits(key, Array($0.lowercased().utf8)), $0) }
      .filter { $0.0 <= limit }.min { $0.0 != $1.0 ? $0.0 < $1.0 : $0.1 < $1.1 }?.1
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
      if !found.hasPrefix(".") { names.append(found) }
    }
    let stem = stem(name)
    let hit = nearest(to: name, among: names)
      ?? names.filter { !stem.isEmpty && Self.stem($0) == stem }.min()
      ?? nearest(to: stem, among: names.map(Self.stem)).flatMap { near in names.filter { Self.stem($0) == near }.min() }
    return hit.map { folder + $0 }
  }

  private static func stem(_ name: String) -> String { name.firstIndex(of: ".").map { String(name[..<$0]) } ?? name }

  /// Insertions, deletions, replacements, and swaps of neighbours.
  private static func edits(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in 0..<a.count {
      var row = [i + 1]
      for j in 0..<b.count {
        var best = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, beforeLast[j - 1] + 1) }
        row.append(best)
      }
      beforeLast = last
      last = row
    }
    return last[b.count]
  }
}
