/// "Did you mean ...?"
package enum Suggestion {
  /// The candidate with the fewest edits, if they are few for the word's length; of several the first by name.
  package static func nearest(to word: String, among candidates: [String]) -> String? {
    let key = Array(word.lowercased().utf8)
    let limit = key.count <= 4 ? 1 : key.count <= 8 ? 2 : 3
    return candidates.map { (edits(key, Array($0.lowercased().utf8)), $0) }
      .filter { $0.0 <= limit }.min { $0.0 != $1.0 ? $0.0 < $1.0 : $0.1 < $1.1 }?.1
  }

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
