extension TableProgram {
  /// Which nodes some wanted numbers need, and after which others they can be computed.
  package struct Liveness: Sendable {
    /// 0: not needed. Otherwise the first level at one of whose steps the node can be computed.
    package var vertexLevels: [Int]
    package var edgeLevels: [Int]
    package var sweepLevels: [Int]
    package var vectors: [Bool]
    package var pairSweeps: [Bool]
    /// Folds that nothing reads but sums over neighbours: these look at the triangles themselves, and the folds are not
    /// needed.
    package var unheldFolds: [EdgeTable] { unheld.indices.filter { unheld[$0] } }
    /// By fold; empty: none.
    private var unheld: [Bool] = []
    package func isUnheld(_ edge: EdgeTable) -> Bool { !unheld.isEmpty && unheld[edge] }

    package init(
      _ program: TableProgram, scalars: some Collection<Scalar>, vertexTables: some Collection<VertexTable> = [],
      edgeTables: some Collection<EdgeTable> = []
    ) {
      self.init(empty: program)
      mark(program, scalars, vertexTables, edgeTables)
      let unheld = program.foldsOnlyGathered(self, results: edgeTables)
      guard !unheld.isEmpty else { return }
      self.init(empty: program)
      self.unheld = unheld
      mark(program, scalars, vertexTables, edgeTables)
    }

    private init(empty program: TableProgram) {
      vertexLevels = Array(repeating: 0, count: program.vertexNodes.count)
      edgeLevels = Array(repeating: 0, count: program.edgeNodes.count)
      sweepLevels = Array(repeating: 0, count: program.sweeps.count)
      vectors = Array(repeating: false, count: program.vectorNodes.count)
      pairSweeps = Array(repeating: false, count: program.pairSweeps.count)
    }

    /// Whether a vertex table is summed up over triangles.
    package func isCorner(_ node: VertexNode) -> Bool {
      if case .gather(let edge?, _) = node { isUnheld(edge) } else { false }
    }

    private mutating func mark(
      _ program: TableProgram, _ scalars: some Collection<Scalar>, _ vertexTables: some Collection<VertexTable>,
      _ edgeTables: some Collection<EdgeTable>
    ) {
      for scalar in scalars {
        switch scalar {
        case .sum(let tables): for table in tables { _ = vertex(table, program) }
        case .sweep(let sweep): _ = self.sweep(sweep, program)
        case .pairs(let number): pairSweeps[number] = true
        }
      }
      for table in vertexTables { _ = vertex(table, program) }
      for table in edgeTables { _ = edge(table, program) }
    }

    private mutating func vertex(_ table: Int, _ program: TableProgram) -> Stage {
      let node = program.vertexNodes[table]
      if vertexLevels[table] > 0 { return Stage(level: vertexLevels[table], node.step) }
      var inputs = Stage.none
      switch node {
      case .gather(let e, let v): inputs = Swift.max(edge(e, program), v.map { vertex($0, program) } ?? .none)
      case .product(let a, let b): inputs = Swift.max(vertex(a, program), vertex(b, program))
      case .sweep(let number): inputs = sweep(number, program)
      case .member, .cliques, .triangleApexes: break
      }
      let stage = Stage(after: inputs, node.step)
      vertexLevels[table] = stage.level
      return stage
    }

    private mutating func edge(_ table: Int?, _ program: TableProgram) -> Stage {
      guard let table else { return .none }
      let node = program.edgeNodes[table]
      if edgeLevels[table] > 0 { return Stage(level: edgeLevels[table], node.step) }
      if isUnheld(table), case .fold(_, let middle, let second, _) = node {
        return Swift.max(edge(second, program), middle.map { vertex($0, program) } ?? .none)
      }
      var inputs = Stage.none
      switch node {
      case .fold(let first, let middle, let second, _):
        inputs = Swift.max(edge(first, program), edge(second, program), middle.map { vertex($0, program) } ?? .none)
      case .product(let a, let b): inputs = Swift.max(edge(a, program), edge(b, program))
      case .satisfies: break
      case .sweep(let number): inputs = sweep(number, program)
      case .mirrored(let source): inputs = edge(source, program)
      }
      let stage = Stage(after: inputs, node.step)
      edgeLevels[table] = stage.level
      return stage
    }

    private mutating func vector(_ number: Int, _ program: TableProgram) -> Stage {
      vectors[number] = true
      switch program.vectorNodes[number].formula {
      case .neighbours(let e, let v): return Swift.max(edge(e, program), v.map { vertex($0, program) } ?? .none)
      case .pull(let source, let e): return Swift.max(source.map { vector($0, program) } ?? .none, edge(e, program))
      case .push(let source, let e): return Swift.max(vector(source, program), edge(e, program))
      case .product(let a, let b): return Swift.max(vector(a, program), vector(b, program))
      case .scaled(let a, let v): return Swift.max(vector(a, program), vertex(v, program))
      case .timesDegree(let a): return vector(a, program)
      case .closedPairs: return .none
      }
    }

    private mutating func sweep(_ number: Int, _ program: TableProgram) -> Stage {
      if sweepLevels[number] > 0 { return Stage(level: sweepLevels[number], .sweep) }
      let sweep = program.sweeps[number]
      var inputs = sweep.scale.map { vertex($0, program) } ?? .none
      for part in sweep.parts {
        switch part {
        case .sum(let v): inputs = Swift.max(inputs, vector(v, program))
        case .pairs(let v, let e): inputs = Swift.max(inputs, vector(v, program), edge(e, program))
        case .neighbourPairs: break
        }
      }
      switch sweep.output {
      case .scattered(let v), .pairMember(let v), .slots(let v): inputs = Swift.max(inputs, vector(v, program))
      case .total, .root, .pairEnds: break
      }
      let stage = Stage(after: inputs, .sweep)
      sweepLevels[number] = stage.level
      return stage
    }
  }

  /// The steps of a level, in the order in which they are run.
  package enum Step: Int, Sendable {
    /// Degrees, members of classes, and what a pair satisfies: made of nothing else.
    case given
    case fold, product, sweep
    /// Tables that a sweep leaves.
    case left
    case mirror, vertex
  }

  /// When a node is computed: a step of a level, after all that it is made of.
  private struct Stage: Comparable {
    var level: Int
    var step: Step
    /// Before everything.
    static var none: Stage { Stage(level: 0, .vertex) }

    init(level: Int, _ step: Step) {
      self.level = level
      self.step = step
    }

    /// As early as can be.
    init(after inputs: Stage, _ step: Step) {
      level = inputs.level + (inputs.step.rawValue < step.rawValue ? 0 : 1)
      self.step = step
    }

    static func < (a: Stage, b: Stage) -> Bool { (a.level, a.step.rawValue) < (b.level, b.step.rawValue) }
  }
}

extension TableProgram.VertexNode {
  package var step: TableProgram.Step {
    switch self {
    case .member, .gather(nil, nil): .given
    case .sweep: .left
    case .gather, .product, .cliques, .triangleApexes: .vertex
    }
  }
}

extension TableProgram.EdgeNode {
  package var step: TableProgram.Step {
    switch self {
    case .satisfies: .given
    case .fold: .fold
    case .product: .product
    case .sweep: .left
    case .mirrored: .mirror
    }
  }
}
