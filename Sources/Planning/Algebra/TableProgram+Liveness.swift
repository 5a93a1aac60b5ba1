extension TableProgram {
  /// Which nodes some wanted numbers need, and after which others they can be computed.
  package struct Liveness: Sendable {
    /// 0: not needed. Otherwise 1 + the largest level of what the node is made of.
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

    private mutating func vertex(_ table: Int, _ program: TableProgram) -> Int {
      if vertexLevels[table] > 0 { return vertexLevels[table] }
      let level: Int
      switch program.vertexNodes[table] {
      case .gather(let e, let v): level = Swift.max(edge(e, program), v.map { vertex($0, program) } ?? 0)
      case .product(let a, let b): level = Swift.max(vertex(a, program), vertex(b, program))
      case .sweep(let number): level = sweep(number, program)
      case .member, .cliques, .triangleApexes: level = 0
      }
      vertexLevels[table] = level + 1
      return level + 1
    }

    private mutating func edge(_ table: Int?, _ program: TableProgram) -> Int {
      guard let table else { return 0 }
      if edgeLevels[table] > 0 { return edgeLevels[table] }
      if isUnheld(table), case .fold(_, let middle, let second, _) = program.edgeNodes[table] {
        return Swift.max(edge(second, program), middle.map { vertex($0, program) } ?? 0)
      }
      let level: Int
      switch program.edgeNodes[table] {
      case .fold(let first, let middle, let second, _):
        level = Swift.max(edge(first, program), edge(second, program), middle.map { vertex($0, program) } ?? 0)
      case .product(let a, let b): level = Swift.max(edge(a, program), edge(b, program))
      case .satisfies: level = 0
      case .sweep(let number): level = sweep(number, program)
      case .mirrored(let source): level = edge(source, program)
      }
      edgeLevels[table] = level + 1
      return level + 1
    }

    private mutating func vector(_ number: Int, _ program: TableProgram) -> Int {
      vectors[number] = true
      switch program.vectorNodes[number].formula {
      case .neighbours(let e, let v): return Swift.max(edge(e, program), v.map { vertex($0, program) } ?? 0)
      case .pull(let source, let e): return Swift.max(source.map { vector($0, program) } ?? 0, edge(e, program))
      case .push(let source, let e): return Swift.max(vector(source, program), edge(e, program))
      case .product(let a, let b): return Swift.max(vector(a, program), vector(b, program))
      case .scaled(let a, let v): return Swift.max(vector(a, program), vertex(v, program))
      case .timesDegree(let a): return vector(a, program)
      case .closedPairs: return 0
      }
    }

    private mutating func sweep(_ number: Int, _ program: TableProgram) -> Int {
      if sweepLevels[number] > 0 { return sweepLevels[number] }
      let sweep = program.sweeps[number]
      var level = sweep.scale.map { vertex($0, program) } ?? 0
      for part in sweep.parts {
        switch part {
        case .sum(let v): level = Swift.max(level, vector(v, program))
        case .pairs(let v, let e): level = Swift.max(level, vector(v, program), edge(e, program))
        case .neighbourPairs: break
        }
      }
      switch sweep.output {
      case .scattered(let v), .pairMember(let v), .slots(let v): level = Swift.max(level, vector(v, program))
      case .total, .root, .pairEnds: break
      }
      sweepLevels[number] = level + 1
      return level + 1
    }
  }
}
