extension TableProgram {
  /// Words of 64 bits do for values below this: a factor of two is left for rounding, and one for a last sum.
  package static let largestInWords = 0x1p62

  /// Upper bounds of everything that a run of the program holds, from the largest degree: they decide how wide its
  /// words must be, so that nothing can wrap.
  package func largestValue(vertices: Double, maximumDegree: Double, _ live: Liveness) -> Double {
    let d = Swift.max(1, maximumDegree), n = Swift.max(1, vertices)
    var vertexBounds = [Double?](repeating: nil, count: vertexNodes.count)
    var edgeBounds = [Double?](repeating: nil, count: edgeNodes.count)
    // Of a vector: its largest entry and the sum of all.
    var vectorBounds = [(entry: Double, sum: Double)?](repeating: nil, count: vectorNodes.count)
    var sweepBounds = [Double?](repeating: nil, count: sweeps.count)
    var largest = n * d

    func power(_ base: Double, _ exponent: Int) -> Double { (0..<exponent).reduce(1) { product, _ in product * base } }
    func vertex(_ table: Int?) -> Double {
      guard let table else { return 1 }
      if let known = vertexBounds[table] { return known }
      let bound =
        switch vertexNodes[table] {
        case .gather(let e, let v): d * edge(e) * vertex(v)
        case .product(let a, let b): vertex(a) * vertex(b)
        case .sweep(let number): sweep(number)
        case .member: 1.0
        case .cliques(let size): power(d, size - 1)
        case .triangleApexes(let exponent): power(d, exponent + 3)
        }
      vertexBounds[table] = bound
      largest = Swift.max(largest, bound)
      return bound
    }
    func edge(_ table: Int?) -> Double {
      guard let table else { return 1 }
      if let known = edgeBounds[table] { return known }
      let bound =
        switch edgeNodes[table] {
        case .fold(let first, let middle, let second, let apexes):
          power(d, apexes + 1) * edge(first) * vertex(middle) * edge(second)
        case .product(let a, let b): edge(a) * edge(b)
        case .satisfies: 1.0
        case .sweep(let number): sweep(number)
        case .mirrored(let source): edge(source)
        }
      edgeBounds[table] = bound
      largest = Swift.max(largest, bound)
      return bound
    }
    func vector(_ number: Int) -> (entry: Double, sum: Double) {
      if let known = vectorBounds[number] { return known }
      let bound: (entry: Double, sum: Double)
      switch vectorNodes[number].formula {
      case .neighbours(let e, let v):
        let entry = edge(e) * vertex(v)
        bound = (entry, d * entry)
      case .pull(let source, let e):
        let inner = source.map(vector) ?? (entry: 1, sum: n)
        let entry = Swift.min(d * inner.entry, inner.sum) * edge(e)
        bound = (entry, d * entry)
      case .push(let source, let e):
        let inner = vector(source)
        bound = (Swift.min(d * inner.entry, inner.sum) * edge(e), inner.sum * d * edge(e))
      case .product(let a, let b):
        let (x, y) = (vector(a), vector(b))
        bound = (x.entry * y.entry, Swift.min(x.sum * y.entry, y.sum * x.entry))
      case .scaled(let a, let v):
        let (inner, factor) = (vector(a), vertex(v))
        bound = (inner.entry * factor, inner.sum * factor)
      case .timesDegree(let a):
        let inner = vector(a)
        bound = (inner.entry * d, inner.sum * d)
      case .closedPairs: bound = (d * d, d * d * d)
      }
      vectorBounds[number] = bound
      largest = Swift.max(largest, bound.entry, bound.sum)
      return bound
    }
    func sweep(_ number: Int) -> Double {
      if let known = sweepBounds[number] { return known }
      let own = sweeps[number]
      var bound = vertex(own.scale)
      largest = Swift.max(largest, bound)
      for part in own.parts {
        switch part {
        case .sum(let v): bound *= vector(v).sum
        case .pairs(let v, let e):
          let inner = vector(v)
          bound *= 2 * inner.sum * Swift.min(inner.sum, d * inner.entry) * edge(e)
        case .neighbourPairs(let exponent): bound *= power(d, exponent + 2)
        }
        largest = Swift.max(largest, bound)
      }
      switch own.output {
      case .scattered(let v): bound *= vector(v).entry * n
      case .pairEnds(let exponent): bound *= power(d, exponent + 2)
      // Of the walks u, y, z, x from any u only those with z and x next to y count.
      case .pairMember(let v): bound *= power(d, 3) * vector(v).entry
      case .slots(let v): bound *= vector(v).entry
      case .total, .root: break
      }
      sweepBounds[number] = bound
      largest = Swift.max(largest, bound)
      return bound
    }
    for table in vertexNodes.indices where live.vertexLevels[table] > 0 { _ = vertex(table) }
    for table in edgeNodes.indices where live.edgeLevels[table] > 0 { _ = edge(table) }
    for number in sweeps.indices where live.sweepLevels[number] > 0 { _ = sweep(number) }
    for case .sum(let tables) in scalars where tables.allSatisfy({ live.vertexLevels[$0] > 0 }) {
      largest = Swift.max(largest, tables.reduce(1) { $0 * vertex($1) })
    }
    for (pairs, isLive) in zip(pairSweeps, live.pairSweeps) where isLive {
      largest = Swift.max(largest, pairs.bound(maximumDegree: d))
    }
    return largest
  }
}
