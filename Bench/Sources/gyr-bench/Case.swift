import Foundation
import Gyrfalcon

/// One thing to time, with the answer that it must give.
struct Case: Decodable {
  var name: String
  /// A file of Datasets/.
  var graph: String
  /// Arguments of `gyr` without the graph; nil: `program` is run through the library.
  var command: [String]?
  var program: Program?
  /// What `program` is asked for.
  var pattern: String?
  /// Counts in the order of the answer, or by any graph6 of the class, where classes not named are 0.
  var expected: Expected?
  /// The counts above 0, in any order.
  var expectedNonzero: [UInt64]?

  /// Programs that only the library has.
  enum Program: String, Decodable {
    /// Every match to a callback, in batches.
    case batches
    /// Every match through an asynchronous sequence.
    case sequence
    /// Occurrences by vertex.
    case tally
  }

  enum Expected: Decodable {
    case list([UInt64])
    case byClass([String: UInt64])

    init(from decoder: Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let list = try? container.decode([UInt64].self) {
        self = .list(list)
      } else {
        self = .byClass(try container.decode([String: UInt64].self))
      }
    }
  }

  enum CodingKeys: String, CodingKey {
    case name, graph, command, program, pattern, expected
    case expectedNonzero = "expected_nonzero"
  }

  struct File: Decodable { var cases: [Case] }

  /// Nil when the answer is right, else what is wrong.
  func problem(with answer: Answer) throws -> String? {
    if let expectedNonzero {
      let found = answer.counts.filter { $0 > 0 }.sorted()
      return found == expectedNonzero.sorted() ? nil : "expected \(expectedNonzero.sorted()), got \(found)"
    }
    switch expected {
    case .list(let counts): return answer.counts == counts ? nil : "expected \(counts), got \(answer.counts)"
    case .byClass(let counts):
      var wanted: [String: UInt64] = [:]
      for (text, count) in counts { wanted[try Pattern(graph6: text).graph6 ?? text] = count }
      let found = Dictionary(
        zip(answer.classes, answer.counts).filter { $0.1 > 0 }, uniquingKeysWith: { $0 + $1 })
      return found == wanted ? nil : "expected \(wanted), got \(found)"
    case nil: return "the case states no answer"
    }
  }
}

/// What a run said, and how long it took.
struct Answer {
  var counts: [UInt64]
  /// Canonical graph6 of each count's pattern, empty where it has none.
  var classes: [String] = []
  var seconds: Seconds
}

struct Seconds: Codable, Equatable {
  /// Reading and building the graph.
  var load: Double
  /// Planning and matching: what ratios are made of.
  var mine: Double
}
