/// The patterns that have names: a table, and families such as `5-clique` for every size.
///
/// The table is the one source; the files in `Patterns/` are written from it, for people to read and copy.
public enum PatternLibrary {
  /// A row of the table.
  public struct Entry: Sendable {
    /// The name that arguments and files may use.
    public let name: String
    /// Other names of the same pattern.
    public let aliases: [String]
    /// The pattern, as text.
    public let text: String
    /// A few words on what it is.
    public let summary: String

    init(_ name: String, _ aliases: [String] = [], _ text: String, _ summary: String) {
      self.name = name
      self.aliases = aliases
      self.text = text
      self.summary = summary
    }

    /// The pattern itself, with vertices a, b, c, ...
    public var pattern: Pattern {
      do throws(PatternError) { return try Pattern(text) } catch {
        preconditionFailure("library pattern \(name): \(error)")
      }
    }

    /// The contents of the entry's file in `Patterns/`.
    public var fileText: String {
      let pattern = pattern
      var lines = ["# \(name): \(summary)"]
      if !aliases.isEmpty { lines.append("# also: \(aliases.joined(separator: ", "))") }
      let group = pattern.automorphisms
      lines.append("# vertices \(pattern.vertices.count), edges \(pattern.edges.count), automorphisms \(group.order)")
      let orbits = group.orbits.map { "{" + $0.map { pattern.vertices[$0].name }.joined(separator: " ") + "}" }
      lines.append("# orbits \(orbits.joined(separator: " "))")
      if let graph6 = pattern.graph6 { lines.append("# graph6 \(graph6)") }
      return (lines + [text, ""]).joined(separator: "\n")
    }
  }

  /// The pattern of that name, or nil. Case does not matter, and `_` or a space counts as `-`.
  ///
  /// Besides the table: `k-clique`, `k-cycle`, `k-path` (k vertices), `k-star` (k leaves), `k-wheel` (k in the ring),
  /// `k-clique-minus-edge`, `directed-k-cycle` and `k3,4` (complete bipartite), as far as 32 vertices go; `k1` to `k9`
  /// are cliques.
  ///
  /// - Complexity: a look-up.
  public static func pattern(named name: String) -> Pattern? {
    let key = normal(name)
    if let index = indexByName[key] { return entries[index].pattern }
    return Family.parse(key)?.pattern
  }

  /// Why a name of a family, such as `33-clique`, is no pattern's; nil: it is one, or speaks of no family.
  static func trouble(with name: String) -> String? { Family.read(normal(name))?.trouble }

  /// The common name of an isomorphic pattern, if it has one. Whether it is edge- or vertex-induced does not matter.
  ///
  /// - Complexity: one canonical form.
  public static func name(of pattern: Pattern) -> String? {
    guard let plain = try? pattern.inducing(.edges) else { return nil }
    return nameByForm[plain.canonicalForm] ?? Family.recognise(plain)
  }

  /// The library name that looks most like a mistyped one, or nil when none looks like it.
  public static func suggestion(for name: String) -> String? {
    let key = normal(name)
    let limit = key.count <= 4 ? 1 : key.count <= 8 ? 2 : 3
    var candidates = entries.flatMap { [$0.name] + $0.aliases }
    let digits = key.filter(\.isNumber)
    if let size = Int(digits) {
      candidates += Family.names(size: size).filter { Family.parse($0) != nil }
    }
    let ranked = candidates.map { (distance(Array(key), Array($0)), $0) }.filter { $0.0 <= limit }
    return ranked.min { $0.0 != $1.0 ? $0.0 < $1.0 : $0.1 < $1.1 }?.1
  }

  private static func normal(_ name: String) -> String {
    String(name.lowercased().map { $0 == "_" || $0 == " " ? "-" : $0 })
  }

  private static let indexByName: [String: Int] = {
    var table: [String: Int] = [:]
    for (index, entry) in entries.enumerated() {
      for name in [entry.name] + entry.aliases {
        precondition(table.updateValue(index, forKey: name) == nil, "two library patterns are called \(name)")
      }
    }
    return table
  }()

  private static let nameByForm: [CanonicalForm: String] = Dictionary(
    entries.map { ($0.pattern.canonicalForm, $0.name) }, uniquingKeysWith: { first, _ in first })

  /// Edits between two words: insertions, deletions, replacements, and swaps of neighbours.
  private static func distance(_ a: [Character], _ b: [Character]) -> Int {
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

/// The names that go with a number.
private enum Family {
  case clique(Int), cycle(Int), path(Int), star(Int), wheel(Int), cliqueMinusEdge(Int), directedCycle(Int)
  case bipartite(Int, Int)

  /// Nil also when the pattern would have too few or too many vertices.
  static func parse(_ name: String) -> Family? { read(name).flatMap { $0.trouble == nil ? $0 : nil } }

  /// The family and size that a name speaks of, also where there is no such pattern.
  static func read(_ name: String) -> Family? {
    let parts = name.split(separator: "-", maxSplits: 1).map(String.init)
    if parts.count == 2, let size = number(parts[0]) {
      switch parts[1] {
      case "clique": return .clique(size)
      case "cycle": return .cycle(size)
      case "path": return .path(size)
      case "star": return .star(size)
      case "wheel": return .wheel(size)
      case "clique-minus-edge": return .cliqueMinusEdge(size)
      default: return nil
      }
    }
    if parts.count == 2, parts[0] == "directed", parts[1].hasSuffix("-cycle"), let size = number(String(parts[1].dropLast(6))) {
      return .directedCycle(size)
    }
    if name.hasPrefix("k") {
      let sides = name.dropFirst().split(separator: ",", omittingEmptySubsequences: false).map { number(String($0)) }
      // One digit only: k23 and k33 are commonly the bipartite ones, and stand in the table.
      if sides.count == 1, let size = sides[0], 1...9 ~= size { return .clique(size) }
      if sides.count == 2, let m = sides[0], let n = sides[1] { return .bipartite(m, n) }
    }
    return nil
  }

  /// Why there is no such pattern; nil: there is.
  var trouble: String? {
    let limit = Pattern.maximumVertexCount
    // The number, the least it may be, and the vertices besides those that it counts.
    let (size, least, others, rule) = switch self {
    case .clique(let k): (k, 1, 0, "a clique has at least 1 vertex")
    case .path(let k): (k, 1, 0, "a path has at least 1 vertex")
    case .cycle(let k), .directedCycle(let k): (k, 3, 0, "a cycle has at least 3 vertices")
    case .cliqueMinusEdge(let k): (k, 3, 0, "a clique that can miss an edge has at least 3 vertices")
    case .star(let k): (k, 1, 1, "a star has at least 1 leaf")
    case .wheel(let k): (k, 3, 1, "a wheel has at least 3 vertices in its ring")
    case .bipartite(let m, let n): (min(m, n), 1, max(m, n), "either side has at least 1 vertex")
    }
    if size + others > limit { return "it would have \(size + others) vertices, and a pattern has at most \(limit)" }
    return size < least ? rule : nil
  }

  static func names(size: Int) -> [String] {
    ["clique", "cycle", "path", "star", "wheel", "clique-minus-edge"].map { "\(size)-\($0)" } + [
      "directed-\(size)-cycle"
    ]
  }

  private static func number(_ text: String) -> Int? {
    text.utf8.count <= 9 && !text.isEmpty && text.utf8.allSatisfy { 48...57 ~= $0 } ? Int(text) : nil
  }

  var pattern: Pattern {
    switch self {
    case .clique(let k): return .clique(k)
    case .cycle(let k): return .cycle(k)
    case .path(let k): return .path(k)
    case .star(let k): return .star(k)
    case .wheel(let k): return .wheel(k)
    case .directedCycle(let k): return .directedCycle(k)
    case .bipartite(let m, let n): return .completeBipartite(m, n)
    case .cliqueMinusEdge(let k):
      let clique = Pattern.clique(k)
      return Pattern(trusted: clique.vertices, clique.edges.filter { ($0.source, $0.target) != (k - 2, k - 1) })
    }
  }

  static func recognise(_ pattern: Pattern) -> String? {
    let count = pattern.vertices.count
    guard count > 4 else { return nil }
    let candidates: [(String, () -> Pattern)]
    switch pattern.edges.count {
    case count * (count - 1) / 2: candidates = [("\(count)-clique", { .clique(count) })]
    case count * (count - 1) / 2 - 1:
      candidates = [("\(count)-clique-minus-edge", { Family.cliqueMinusEdge(count).pattern })]
    case count:
      candidates = [("\(count)-cycle", { .cycle(count) }), ("directed-\(count)-cycle", { .directedCycle(count) })]
    case count - 1: candidates = [("\(count)-path", { .path(count) }), ("\(count - 1)-star", { .star(count - 1) })]
    case 2 * (count - 1): candidates = [("\(count - 1)-wheel", { .wheel(count - 1) })]
    default: candidates = []
    }
    if let hit = candidates.first(where: { $0.1().isIsomorphic(to: pattern) }) { return hit.0 }
    for small in 1...max(count / 2, 1) where small * (count - small) == pattern.edges.count {
      if Pattern.completeBipartite(small, count - small).isIsomorphic(to: pattern) {
        return "k\(small),\(count - small)"
      }
    }
    return nil
  }
}
