import GraphStore
import PatternModel

/// What a condition in Swift code sees: the vertices that it was declared to look at, as they are matched now.
public struct Candidate: Sendable {
  package let graph: Graph
  let names: [String]
  let numbers: [UInt32]

  /// The id of the vertex that a variable is matched to.
  ///
  /// - Precondition: the condition was declared on this variable.
  public subscript(_ variable: String) -> VertexID { graph.ids.id(of: number(variable)) }

  /// The ids in the order of the declaration.
  public var ids: [VertexID] { numbers.map { graph.ids.id(of: Int($0)) } }

  /// An attribute of the vertex that a variable is matched to; nil when it is missing.
  public func attribute(_ name: String, of variable: String) -> AttributeValue? {
    graph.attributes.vertices[name]?[number(variable)]
  }

  /// The degree of the vertex that a variable is matched to.
  public func degree(of variable: String) -> Int { graph.neighbours.degree(number(variable)) }

  private func number(_ variable: String) -> Int {
    guard let place = names.firstIndex(of: variable) else {
      preconditionFailure("the condition was declared on \(names.joined(separator: ", ")), not on '\(variable)'")
    }
    return Int(numbers[place])
  }
}

/// The code of an `OpaquePredicate`.
struct CandidateTest: Sendable {
  let body: @Sendable (Candidate) -> Bool
}

extension OpaquePredicate {
  /// A condition in Swift code. The code is called by several threads at once, in no particular order, and also for
  /// matches that other conditions turn down later.
  ///
  /// - Parameter isSymmetric: the answer does not depend on the order of the variables; without this promise the
  ///   pattern loses the symmetries that exchange them.
  public convenience init(isSymmetric: Bool = false, _ body: @escaping @Sendable (Candidate) -> Bool) {
    self.init(isSymmetric: isSymmetric, code: CandidateTest(body: body))
  }
}

extension OpaquePredicate {
  /// The code's answer for vertices (internal numbers) in the order in which it was declared on them.
  package func holds(_ graph: Graph, names: [String], numbers: [UInt32]) -> Bool {
    guard let code = code as? CandidateTest else { preconditionFailure("a condition without code") }
    return code.body(Candidate(graph: graph, names: names, numbers: numbers))
  }
}
