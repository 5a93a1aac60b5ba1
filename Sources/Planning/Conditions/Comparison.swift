import GraphStore
import PatternModel

/// A comparison of two numbers that need no computing: nearly all conditions are such, and the inner loops test them
/// without allocation. Others go the general way.
struct Comparison: @unchecked Sendable {  // points into columns that the graph owns and never changes
  private enum Source { case constant, integers, reals }

  private struct Operand {
    var source: Source
    var integer: Int64 = 0
    var real: Double = 0
    var storage: UnsafeRawPointer?
    var present: UnsafePointer<UInt64>?
    var place = 0
    /// The other end's place; -1: a vertex's attribute.
    var targetPlace = -1
  }

  private let symbol: Expression.Binary
  private let left: Operand
  private let right: Operand
  private let areIntegers: Bool
  private let rows: EdgeRows?

  /// Nil when the expression is of another kind. Its positions are places of the rows to test.
  init?(_ expression: Expression, graph: Graph) {
    guard case .binary(let symbol, let first, let second) = expression,
      [.less, .lessOrEqual, .equal, .notEqual].contains(symbol),
      let left = Self.operand(first, graph), let right = Self.operand(second, graph)
    else { return nil }
    self.symbol = symbol
    self.left = left
    self.right = right
    areIntegers = left.source != .reals && right.source != .reals && left.real.isNaN && right.real.isNaN
    rows = graph.attributes.edgeRows
  }

  /// An integer constant has NaN as its real value, and the other way round there is none.
  private static func operand(_ expression: Expression, _ graph: Graph) -> Operand? {
    var column: AttributeColumn?
    var operand = Operand(source: .constant, real: .nan)
    switch expression {
    case .constant(.integer(let value)):
      operand.integer = value
      return operand
    case .constant(.real(let value)):
      operand.real = value
      return operand
    case .vertex(let vertex, let name):
      column = graph.attributes.vertices[name]
      operand.place = vertex
    case .edge(let source, let target, let name):
      column = graph.attributes.edges[name]
      operand.place = source
      operand.targetPlace = target
    default: return nil
    }
    guard let column, column.type == .integer || column.type == .real else { return nil }
    operand.source = column.type == .integer ? .integers : .reals
    operand.storage = column.storage
    operand.present = column.present
    return operand
  }

  func holds(_ vertices: UnsafePointer<UInt32>) -> Bool {
    guard let a = row(left, vertices), let b = row(right, vertices) else { return false }
    if areIntegers { return compare(integer(left, a), integer(right, b)) }
    return compare(real(left, a), real(right, b))
  }

  @inline(__always)
  private func compare<T: Comparable>(_ a: T, _ b: T) -> Bool {
    switch symbol {
    case .less: a < b
    case .lessOrEqual: a <= b
    case .equal: a == b
    default: a != b
    }
  }

  /// The row of the operand's column; nil: the value is missing.
  @inline(__always)
  private func row(_ operand: Operand, _ vertices: UnsafePointer<UInt32>) -> Int? {
    if operand.source == .constant { return 0 }
    var row = Int(vertices[operand.place])
    if operand.targetPlace >= 0 {
      guard let edge = rows?.row(row, Int(vertices[operand.targetPlace])) else { return nil }
      row = edge
    }
    if let present = operand.present, present[row >> 6] >> UInt64(row & 63) & 1 == 0 { return nil }
    return row
  }

  @inline(__always)
  private func integer(_ operand: Operand, _ row: Int) -> Int64 {
    operand.source == .constant ? operand.integer : operand.storage.unsafelyUnwrapped.assumingMemoryBound(to: Int64.self)[row]
  }

  @inline(__always)
  private func real(_ operand: Operand, _ row: Int) -> Double {
    switch operand.source {
    case .constant: operand.real.isNaN ? Double(operand.integer) : operand.real
    case .integers: Double(operand.storage.unsafelyUnwrapped.assumingMemoryBound(to: Int64.self)[row])
    case .reals: operand.storage.unsafelyUnwrapped.assumingMemoryBound(to: Double.self)[row]
    }
  }
}
