import GraphStore
import Planning

/// How the vectors of one root are computed and cleared again.
extension SweepRunner {
  func compute(_ vector: Int, _ root: Int, _ start: Int, _ end: Int) {
    let node = code.nodes[vector], weights = code.weights[vector], factors = code.factors[vector]
    let targets = csr.targets
    let bound = code.above ? root + 1 : root
    switch node.formula {
    case .neighbours:
      let out = near[vector].unsafelyUnwrapped
      for s in start..<end {
        out[s &- start] = (weights?[s] ?? 1) &* (factors?[Int(targets[s])] ?? 1)
      }
    case .pull(let source, _): pull(vector, source, weights, bound, start, end)
    case .push(let source, _):
      if vector == passenger {
        // Computed with the leader.
      } else if vector == code.leader, let passenger, case .push(let other, _) = code.nodes[passenger].formula {
        pushBoth(vector, other, code.weights[passenger], bound, start, end, bothWays: code.isBothWays[passenger])
      } else if code.follows[vector] {
        follow(vector, source, weights, bound, start, end)
      } else {
        push(vector, source, weights, bound, start, end)
      }
    case .closedPairs: closedPairs(vector, root, start, end)
    case .product(let a, let b):
      if node.isNear {
        let out = near[vector].unsafelyUnwrapped
        let x = near[a].unsafelyUnwrapped, y = near[b].unsafelyUnwrapped
        for i in 0..<(end &- start) { out[i] = x[i] &* y[i] }
      } else {
        let y = dense[b].unsafelyUnwrapped
        map(a, to: vector) { place, value in value &* y[place] }
      }
    case .scaled(let a, _):
      guard let factors else { return }
      map(a, to: vector) { place, value in value &* factors[place] }
    case .timesDegree(let a):
      map(a, to: vector) { place, value in
        value &* Word(truncatingIfNeeded: Int(csr.offsets[place &+ 1]) &- listStart(of: place, from: bound))
      }
    }
    if node.isNear { spreadNear(vector, start, end) }
  }

  /// What is near to where it can be read at any vertex, if anyone does.
  private func spreadNear(_ vector: Int, _ start: Int, _ end: Int) {
    guard code.isDense[vector] else { return }
    let values = near[vector].unsafelyUnwrapped, out = dense[vector].unsafelyUnwrapped
    for s in start..<end { out[Int(csr.targets[s])] = values[s &- start] }
  }

  /// Where the part of a list begins that the sweep may walk: `bound` and what is above it.
  @inline(__always)
  func listStart(of v: Int, from bound: Int) -> Int {
    guard code.above || code.isHalved else { return Int(csr.offsets[v]) }
    var start = Int(cursors[v])
    let end = Int(csr.offsets[v &+ 1])
    while start < end, Int(csr.targets[start]) < bound { start &+= 1 }
    cursors[v] = UInt64(truncatingIfNeeded: start)
    return start
  }

  @inline(__always)
  func map(_ source: Int, to vector: Int, _ body: (Int, Word) -> Word) {
    let values = dense[source].unsafelyUnwrapped, places = touched[source].unsafelyUnwrapped
    let out = dense[vector].unsafelyUnwrapped, outPlaces = touched[vector].unsafelyUnwrapped
    var count = 0
    for i in 0..<touchedCount[source] {
      let x = Int(places[i])
      let value = body(x, values[x])
      out[x] = value
      outPlaces[count] = places[i]
      count &+= value == 0 ? 0 : 1
    }
    touchedCount[vector] = count
  }

  /// In a halved plan what is near is whole.
  @inline(__always)
  func pullStart(of v: Int, from bound: Int) -> Int {
    code.above ? listStart(of: v, from: bound) : Int(csr.offsets[v])
  }

  func pull(
    _ vector: Int, _ source: Int?, _ weights: UnsafeMutablePointer<Word>?, _ bound: Int, _ start: Int, _ end: Int
  ) {
    let out = near[vector].unsafelyUnwrapped
    let targets = csr.targets
    if source == nil {
      for s in start..<end {
        let x = Int(targets[s])
        let low = pullStart(of: x, from: bound), high = Int(csr.offsets[x &+ 1])
        if let weights {
          var sum: Word = 0
          for t in low..<high { sum &+= weights[t] }
          out[s &- start] = sum
        } else {
          out[s &- start] = Word(truncatingIfNeeded: high &- low)
        }
      }
      return
    }
    let values = dense[code.pulled[vector].first].unsafelyUnwrapped
    @inline(__always) func run(_ value: (Int, Int) -> Word) {
      for s in start..<end {
        if s & 63 == 0, control.isStopped { break }
        let y = Int(targets[s])
        var sum: Word = 0
        for t in pullStart(of: y, from: bound)..<Int(csr.offsets[y &+ 1]) { sum &+= value(t, Int(targets[t])) }
        out[s &- start] = sum
      }
    }
    switch (code.pulled[vector].second.map { dense[$0].unsafelyUnwrapped }, weights) {
    case (nil, nil): run { _, x in values[x] }
    case (nil, let weights?): run { t, x in weights[t] &* values[x] }
    case (let others?, nil): run { _, x in values[x] &* others[x] }
    case (let others?, let weights?): run { t, x in weights[t] &* values[x] &* others[x] }
    }
  }

  /// Two pulls along the same walk, each of a vector with weights or without, or of the product of two.
  func pullBoth(_ first: Int, _ second: Int, _ root: Int, _ start: Int, _ end: Int) {
    let bound = code.above ? root + 1 : root
    let (outA, outB) = (near[first].unsafelyUnwrapped, near[second].unsafelyUnwrapped)
    let targets = csr.targets
    @inline(__always) func run(_ valueA: (Int, Int) -> Word, _ valueB: (Int, Int) -> Word) {
      for s in start..<end {
        if s & 63 == 0, control.isStopped { break }
        let y = Int(targets[s])
        var (sumA, sumB): (Word, Word) = (0, 0)
        for t in pullStart(of: y, from: bound)..<Int(csr.offsets[y &+ 1]) {
          let x = Int(targets[t])
          sumA &+= valueA(t, x)
          sumB &+= valueB(t, x)
        }
        outA[s &- start] = sumA
        outB[s &- start] = sumB
      }
    }
    @inline(__always) func withValues(_ vector: Int, _ body: ((Int, Int) -> Word) -> Void) {
      let values = dense[code.pulled[vector].first].unsafelyUnwrapped
      if let weights = code.weights[vector] {
        body { t, x in weights[t] &* values[x] }
      } else if let others = code.pulled[vector].second.map({ dense[$0].unsafelyUnwrapped }) {
        body { _, x in values[x] &* others[x] }
      } else {
        body { _, x in values[x] }
      }
    }
    withValues(first) { valueA in withValues(second) { valueB in run(valueA, valueB) } }
    spreadNear(first, start, end)
    spreadNear(second, start, end)
  }

  func push(
    _ vector: Int, _ source: Int, _ weights: UnsafeMutablePointer<Word>?, _ bound: Int, _ start: Int, _ end: Int
  ) {
    let targets = csr.targets
    let out = dense[vector].unsafelyUnwrapped, places = touched[vector].unsafelyUnwrapped
    var count = 0
    @inline(__always) func add(_ y: Int, _ addend: (Int) -> Word) {
      for t in listStart(of: y, from: bound)..<Int(csr.offsets[y &+ 1]) {
        let x = targets[t]
        let old = out[Int(x)]
        let new = old &+ addend(t)
        places[count] = x
        count &+= (old == 0 && new != 0) ? 1 : 0
        out[Int(x)] = new
      }
    }
    @inline(__always) func spread(_ y: Int, _ value: Word) {
      if let weights {
        add(y) { value &* weights[$0] }
      } else {
        for t in listStart(of: y, from: bound)..<Int(csr.offsets[y &+ 1]) {
          let x = targets[t]
          let old = out[Int(x)]
          places[count] = x
          count &+= old == 0 ? 1 : 0
          out[Int(x)] = old &+ value
        }
      }
    }
    if let values = near[source] {
      for s in start..<end where values[s &- start] != 0 {
        if s & 15 == 0, control.isStopped { break }
        if let weights, code.isBothWays[vector] {
          let own = weights[s]
          add(Int(targets[s])) { own &+ weights[$0] }
        } else {
          spread(Int(targets[s]), values[s &- start])
        }
      }
    } else {
      let values = dense[source].unsafelyUnwrapped, from = touched[source].unsafelyUnwrapped
      // A vector that follows has its leader's places, at some of which it is 0: those reach nothing, and counting
      // them would list a place twice.
      for i in 0..<touchedCount[source] where values[Int(from[i])] != 0 {
        if i & 15 == 0, control.isStopped { break }
        spread(Int(from[i]), values[Int(from[i])])
      }
    }
    touchedCount[vector] = count
  }

  /// The leader, and its passenger in the upper halves of the same words: one addition for both.
  private func pushBoth(
    _ vector: Int, _ source: Int, _ weights: UnsafeMutablePointer<Word>?, _ bound: Int, _ start: Int, _ end: Int,
    bothWays: Bool
  ) {
    let targets = csr.targets, values = near[source].unsafelyUnwrapped
    let out = dense[vector].unsafelyUnwrapped, places = touched[vector].unsafelyUnwrapped
    let half = Word(truncatingIfNeeded: Self.half)
    var count = 0
    for s in start..<end {
      if s & 15 == 0, control.isStopped { break }
      let y = Int(targets[s])
      let low = listStart(of: y, from: bound), high = Int(csr.offsets[y &+ 1])
      @inline(__always) func spread(_ both: (Int) -> Word) {
        for t in low..<high {
          let x = targets[t]
          let old = out[Int(x)]
          places[count] = x
          count &+= old == 0 ? 1 : 0
          out[Int(x)] = old &+ both(t)
        }
      }
      if let weights, bothWays {
        let own = weights[s] &<< half &+ 1
        spread { own &+ weights[$0] &<< half }
      } else if let weights {
        let value = values[s &- start] &<< half
        spread { value &* weights[$0] &+ 1 }
      } else {
        let own = values[s &- start] &<< half &+ 1
        spread { _ in own }
      }
    }
    touchedCount[vector] = count
  }

  static var half: Int { Word.bitWidth / 2 }

  /// Nothing that the vector can hold reaches the upper half of a word.
  static func fitsHalf(_ vector: Int, of plan: SweepPlan, _ csr: CSR, _ store: TableStore<Word>) -> Bool {
    guard case .push(let source, let edge) = plan.nodes[vector].formula,
      case .neighbours(let first, let middle) = plan.nodes[source].formula
    else { return false }
    func largest(_ table: UnsafeMutablePointer<Word>?, _ count: Int) -> Double {
      guard let table else { return 1 }
      var largest: Word = 0
      for i in 0..<count { largest = max(largest, table[i]) }
      return Double(largest)
    }
    let edges = largest(store.edge(edge), csr.targetCount) * largest(store.edge(first), csr.targetCount)
    let ways = plan.isBothWays[vector] ? 2.0 : 1
    return ways * edges * largest(store.vertex(middle), csr.vertexCount) * Double(csr.maximumDegree) < Double(Word.max >> Word(half))
  }

  /// What lies at the leader's places, one value after the other, for the totals; and cleared unless it is read again.
  func gather(_ vector: Int) {
    let values = dense[vector].unsafelyUnwrapped, places = touched[vector].unsafelyUnwrapped
    let out = compact[vector].unsafelyUnwrapped
    let isKept = code.isKept[vector]
    if vector == code.leader, let passenger {
      let upper = compact[passenger].unsafelyUnwrapped
      let half = Word(truncatingIfNeeded: Self.half)
      let mask: Word = (1 &<< half) &- 1
      for i in 0..<touchedCount[vector] {
        let x = Int(places[i])
        let both = values[x]
        out[i] = both & mask
        upper[i] = both &>> half
        values[x] = isKept ? both & mask : 0
        if let narrow { narrow[x] = UInt32(truncatingIfNeeded: both) }
      }
      touchedCount[passenger] = touchedCount[vector]
    } else if vector == code.leader, let narrow {
      for i in 0..<touchedCount[vector] {
        let x = Int(places[i])
        out[i] = values[x]
        narrow[x] = UInt32(truncatingIfNeeded: values[x])
        values[x] = 0
      }
    } else if isKept {
      for i in 0..<touchedCount[vector] { out[i] = values[Int(places[i])] }
    } else {
      for i in 0..<touchedCount[vector] {
        let x = Int(places[i])
        out[i] = values[x]
        values[x] = 0
      }
    }
  }

  /// As `push`, where the leader knows the places.
  func follow(
    _ vector: Int, _ source: Int, _ weights: UnsafeMutablePointer<Word>?, _ bound: Int, _ start: Int, _ end: Int
  ) {
    let targets = csr.targets
    let out = dense[vector].unsafelyUnwrapped, values = near[source].unsafelyUnwrapped
    for s in start..<end where values[s &- start] != 0 {
      if s & 15 == 0, control.isStopped { break }
      let y = Int(targets[s]), value = values[s &- start]
      let low = listStart(of: y, from: bound), high = Int(csr.offsets[y &+ 1])
      if let weights, code.isBothWays[vector] {
        for t in low..<high { out[Int(targets[t])] &+= weights[s] &+ weights[t] }
      } else if let weights {
        for t in low..<high { out[Int(targets[t])] &+= value &* weights[t] }
      } else {
        for t in low..<high { out[Int(targets[t])] &+= value }
      }
    }
    if let leader = code.leader { touchedCount[vector] = touchedCount[leader] }
  }

  func clear(_ vector: Int, _ start: Int, _ end: Int) {
    guard let values = dense[vector] else { return }
    if let places = touched[vector] {
      let isGathered = compact[vector] != nil && !code.isKept[vector]
      for i in 0..<(isGathered ? 0 : touchedCount[vector]) { values[Int(places[i])] = 0 }
      touchedCount[vector] = 0
    } else {
      for s in start..<end { values[Int(csr.targets[s])] = 0 }
    }
  }
}
