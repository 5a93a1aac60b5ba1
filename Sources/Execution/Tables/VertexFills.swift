import GraphStore

/// Vertex tables that every vertex fills for itself: products of others, and sums over its list. Sums of one kind are had
/// four in one walk along a list, for most lists are shorter than what a loop costs to start and to leave.
struct VertexFills<Word: TableWord> {
  struct Product {
    let first: UnsafeMutablePointer<Word>
    let second: UnsafeMutablePointer<Word>
    let out: UnsafeMutablePointer<Word>
  }
  /// out(v) = sum over the slots s of v's list of weights(s) * values(target of s).
  struct Gather {
    let weights: UnsafeMutablePointer<Word>?
    let values: UnsafeMutablePointer<Word>?
    let out: UnsafeMutablePointer<Word>

    fileprivate var kind: Int { (weights == nil ? 0 : 1) + (values == nil ? 0 : 2) }
  }

  /// - Complexity: O(n) for a product, O(m) for a sum.
  static func run(_ products: [Product], _ gathers: [Gather], _ csr: CSR, workers: Int, _ control: RunControl) {
    guard !products.isEmpty || !gathers.isEmpty else { return }
    // Read by all workers, each of which writes its own vertices.
    nonisolated(unsafe) let products = ownCopy(products)
    nonisolated(unsafe) let gathers = ownCopy(gathers.sorted { $0.kind < $1.kind })
    defer {
      products.deallocate()
      gathers.deallocate()
    }
    let ranges = RootRanges(csr, workers: workers, walks: false)
    Parallel.run(workers) { _ in
      let csr = csr.local
      while let range = ranges.take(), !control.isStopped {
        for product in products {
          for v in range { product.out[v] = product.first[v] &* product.second[v] }
        }
        var first = 0
        while first < gathers.count {
          let isWhole = first + 3 < gathers.count && gathers[first].kind == gathers[first + 3].kind
          if isWhole {
            fill4(gathers.baseAddress.unsafelyUnwrapped + first, csr, range)
          } else {
            fill(gathers[first], csr, range)
          }
          first += isWhole ? 4 : 1
        }
      }
    }
  }

  private static func fill(_ gather: Gather, _ csr: CSR, _ range: Range<Int>) {
    let (offsets, targets, out) = (csr.offsets, csr.targets, gather.out)
    @inline(__always) func run(_ term: (Int) -> Word) {
      for v in range {
        var sum: Word = 0
        for s in Int(offsets[v])..<Int(offsets[v &+ 1]) { sum &+= term(s) }
        out[v] = sum
      }
    }
    switch (gather.weights, gather.values) {
    case (nil, nil): for v in range { out[v] = Word(truncatingIfNeeded: offsets[v &+ 1] &- offsets[v]) }
    case (let weights?, nil): run { weights[$0] }
    case (nil, let values?): run { values[Int(targets[$0])] }
    case (let weights?, let values?): run { weights[$0] &* values[Int(targets[$0])] }
    }
  }

  /// Four of one kind.
  private static func fill4(_ gathers: UnsafeMutablePointer<Gather>, _ csr: CSR, _ range: Range<Int>) {
    let (a, b, c, d) = (gathers[0], gathers[1], gathers[2], gathers[3])
    let (offsets, targets) = (csr.offsets, csr.targets)
    @inline(__always) func run(_ terms: (Int) -> (Word, Word, Word, Word)) {
      for v in range {
        var (atA, atB, atC, atD): (Word, Word, Word, Word) = (0, 0, 0, 0)
        for s in Int(offsets[v])..<Int(offsets[v &+ 1]) {
          let (ofA, ofB, ofC, ofD) = terms(s)
          atA &+= ofA
          atB &+= ofB
          atC &+= ofC
          atD &+= ofD
        }
        a.out[v] = atA
        b.out[v] = atB
        c.out[v] = atC
        d.out[v] = atD
      }
    }
    if let p = a.weights, let q = b.weights, let r = c.weights, let t = d.weights {
      if let x = a.values, let y = b.values, let z = c.values, let w = d.values {
        run { s in
          let target = Int(targets[s])
          return (p[s] &* x[target], q[s] &* y[target], r[s] &* z[target], t[s] &* w[target])
        }
      } else {
        run { s in (p[s], q[s], r[s], t[s]) }
      }
    } else if let x = a.values, let y = b.values, let z = c.values, let w = d.values {
      run { s in
        let target = Int(targets[s])
        return (x[target], y[target], z[target], w[target])
      }
    } else {
      for i in 0..<4 { fill(gathers[i], csr, range) }
    }
  }
}
