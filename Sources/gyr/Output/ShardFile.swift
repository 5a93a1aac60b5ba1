import Gyrfalcon

/// What `--shard` prints and `gyr merge` reads.
///
/// Results carry no counts: these follow from sums that are only whole when all shards have been added up. `parts` has an
/// element for every run of results that share their sums: the sums, and the rows of the combination that makes counts
/// of them, as [divisor of the sum, factor, divisor, coefficient, row, coefficient, row, ...].
enum ShardFile {
  static func identity(_ shard: Shard, graph: String, work: String) -> (String, JSON) {
    ("shard", .object([
      ("number", JSON(shard.number)), ("of", JSON(shard.count)), ("graph", .string(graph)), ("work", .string(work)),
    ]))
  }

  static func results(_ lines: [CountLine], unit: Semantics.Unit) -> JSON {
    .array(lines.map { line in
      var semantics = line.count.semantics
      semantics.unit = unit
      return .object(
        Session.jsonPattern(NamedPattern(name: line.name, pattern: line.count.pattern)) + [
          ("automorphisms", .integer(line.count.automorphisms)), ("morphism", .string(line.count.morphism.rawValue)),
          ("semantics", .string(semantics.description)),
        ])
    })
  }

  static func part(_ parts: CountParts) -> JSON {
    let rows = parts.combination.rows.map { row in
      JSON.array(
        [.integer(row.sumDivisor), JSON(row.factor), JSON(row.divisor)]
          + row.terms.flatMap { [JSON($0.coefficient), JSON($0.row)] })
    }
    return .object([
      ("sums", .array(parts.sums.map { $0 >= 0 ? .integer(UInt128($0)) : JSON(Int($0)) })),
      ("embeddings", parts.embeddings.map { JSON($0) } ?? .null),
      ("results", .array(parts.combination.results.map { JSON($0) })), ("rows", .array(rows)),
    ])
  }

  /// Nil when it is not what ``part(_:)`` makes.
  static func parts(_ json: JSON) -> CountParts? {
    guard let sums = json["sums"]?.array, let rows = json["rows"]?.array, let results = json["results"]?.array else { return nil }
    var combination = CountCombination()
    for row in rows {
      guard let numbers = row.array, numbers.count >= 3, numbers.count % 2 == 1, let divisor = numbers[0].unsigned else { return nil }
      let rest = numbers.dropFirst().compactMap(\.int)
      guard rest.count == numbers.count - 1, divisor > 0, rest[1] != 0 else { return nil }
      var own = CountCombination.Row()
      own.sumDivisor = divisor
      own.factor = rest[0]
      own.divisor = rest[1]
      for i in stride(from: 2, to: rest.count, by: 2) {
        guard combination.rows.indices.contains(rest[i + 1]) else { return nil }
        own.terms.append(.init(coefficient: rest[i], row: rest[i + 1]))
      }
      combination.rows.append(own)
    }
    combination.results = results.compactMap(\.int)
    let values = sums.compactMap { sum -> Int128? in sum.unsigned.flatMap { Int128(exactly: $0) } ?? sum.int.map { Int128($0) } }
    guard combination.results.count == results.count, values.count == sums.count, values.count == rows.count,
      combination.results.allSatisfy(combination.rows.indices.contains)
    else { return nil }
    let embeddings = json["embeddings"]?.int
    if let embeddings, !combination.rows.indices.contains(embeddings) { return nil }
    return CountParts(
      combination: combination, sums: values, isComplete: values.map { _ in true }, embeddings: embeddings)
  }
}
