import Planning

/// Sweeps that share one loop over the roots, laid out for running: vectors in order, with what each must be held as.
struct SweepPlan {
  /// A sum over x of a product of vectors, held nowhere.
  struct Total {
    var factors: [Int]
    var scales: [Int]
  }
  /// Where a sweep's values go.
  enum Table {
    case vertex(Int)
    case edge(Int)
  }
  enum Part {
    case sum(Total)
    case pairs(vector: Int, edge: Int?)
    case neighbourPairs(power: Int)
  }
  struct Item {
    var parts: [Part]
    var scale: Int?
    /// For a table over x: the vector that is multiplied in.
    var scattered: Int?
    /// For a table over the ends of pairs.
    var pairPower: Int?
    /// For a table over edges: the vector that is multiplied in.
    var slots: Int?
    var table: Table?

    /// Every root adds to many entries of the table.
    var isSpread: Bool { scattered != nil || pairPower != nil }
  }

  var nodes: [VectorNode]
  /// Vectors to compute, sources first.
  var order: [Int] = []
  /// Vectors that are read at any vertex.
  var isDense: [Bool]
  var items: [Item] = []
  var sweeps: [Int]
  var above: Bool
  var hasNeighbourPairs = false

  init(_ program: TableProgram, sweeps: [Int], tables: [Table?]) {
    self.sweeps = sweeps
    nodes = program.vectorNodes
    isDense = nodes.map { !$0.isNear }
    above = sweeps.first.map { program.sweeps[$0].above } ?? false
    var needed = Set<Int>()
    var dense: [Int] = []
    func need(_ vector: Int) {
      guard needed.insert(vector).inserted else { return }
      switch program.vectorNodes[vector].formula {
      case .neighbours, .closedPairs: break
      case .pull(let source, _):
        if let source {
          need(source)
          dense.append(source)
        }
      case .push(let source, _): need(source)
      case .product(let a, let b):
        need(a)
        need(b)
      case .scaled(let a, _), .timesDegree(let a): need(a)
      }
    }
    // A product at the end is taken while it is summed.
    func flatten(_ vector: Int, _ total: inout Total) {
      switch program.vectorNodes[vector].formula {
      case .product(let a, let b):
        flatten(a, &total)
        flatten(b, &total)
      case .scaled(let a, let table):
        total.scales.append(table)
        flatten(a, &total)
      default:
        need(vector)
        total.factors.append(vector)
      }
    }
    for (number, table) in zip(sweeps, tables) {
      let sweep = program.sweeps[number]
      var item = Item(parts: [], scale: sweep.scale, scattered: nil, table: table)
      for part in sweep.parts {
        switch part {
        case .sum(let vector):
          var total = Total(factors: [], scales: [])
          flatten(vector, &total)
          item.parts.append(.sum(total))
        case .pairs(let vector, let edge):
          need(vector)
          item.parts.append(.pairs(vector: vector, edge: edge))
        case .neighbourPairs(let power):
          item.parts.append(.neighbourPairs(power: power))
          hasNeighbourPairs = true
        }
      }
      if case .scattered(let vector) = sweep.output {
        need(vector)
        item.scattered = vector
      }
      if case .slots(let vector) = sweep.output {
        need(vector)
        item.slots = vector
      }
      if case .pairEnds(let power) = sweep.output {
        item.pairPower = power
        hasNeighbourPairs = true
      }
      items.append(item)
    }
    for vector in dense { isDense[vector] = true }
    order = needed.sorted()
  }
}
