/// Individualisation and refinement over a ``RelationGraph`` (McKay, "Practical graph isomorphism", 1981): finds a
/// canonical labelling and a strong generating set of the automorphism group in one walk over the search tree.
///
/// The tree is pruned three ways: by comparing the refinements' traces with those of the first and of the best leaf,
/// by the orbits of the automorphisms found so far along the first path, and elsewhere by those that fix the path.
/// Cells are 64-bit masks, one word each, stored at the position of their first node.
final class SymmetrySearch {
  private let graph: RelationGraph
  private let count: Int
  private let codeCount: Int
  /// With a base, the first path fixes its points in order and no canonical labelling is looked for.
  private let base: [Int]?

  /// Cells of every level, `count` words each, and which positions start a cell.
  private let cells: UnsafeMutablePointer<UInt64>
  private let masks: UnsafeMutablePointer<UInt64>
  private var starts: [UInt64]

  private var path: [Int]
  private var firstPath: [Int]
  private var firstTrace: [UInt64]
  private var firstTarget: [Int]
  private var firstLeaf: [UInt8] = []
  private var firstDepth = 0
  /// Deepest node of the first path above the current node.
  private var branchLevel = 0
  private var bestPath: [Int]
  private var bestTrace: [UInt64]
  /// Node at every position of the best leaf.
  private(set) var bestLeaf: [UInt8] = []
  private var bestVersion = 0

  private(set) var generators: [Generator] = []
  /// Orbit of every node, as a mask.
  private(set) var orbits: [UInt64]
  /// Points fixed along the first path with their orbits under the stabiliser of the points before.
  private(set) var chain: [(point: Int, orbit: UInt64)] = []

  struct Generator {
    var images: [UInt8]
    /// It fixes the first path's points before this level.
    var level: Int
    fileprivate var fixed: UInt64
    /// The smallest node of every cycle.
    fileprivate var representatives: UInt64
  }

  init(_ graph: RelationGraph, base: [Int]? = nil) {
    self.graph = graph
    self.base = base
    count = graph.count
    codeCount = graph.codeCount
    cells = .allocate(capacity: (count + 1) * count)
    masks = .allocate(capacity: max(graph.masks.count, 1))
    for index in graph.masks.indices { masks[index] = graph.masks[index] }
    starts = [UInt64](repeating: 0, count: count + 1)
    path = [Int](repeating: 0, count: count + 1)
    firstPath = path
    firstTarget = path
    bestPath = path
    firstTrace = starts
    bestTrace = starts
    orbits = (0..<count).map { 1 << UInt64($0) }
  }

  deinit {
    cells.deallocate()
    masks.deallocate()
  }

  func run() {
    var byColour = [UInt64](repeating: 0, count: Int(graph.colours.max() ?? 0) + 1)
    for node in 0..<count { byColour[Int(graph.colours[node])] |= 1 << UInt64(node) }
    var position = 0
    for cell in byColour where cell != 0 {
      cells[position] = cell
      starts[0] |= 1 << UInt64(position)
      position += cell.nonzeroBitCount
    }
    let trace = refine(cells, &starts[0], from: starts[0])
    firstTrace[0] = trace
    bestTrace[0] = trace
    descendFirst(0)
    chain.reverse()
  }

  // MARK: The tree

  /// A node of the first path: its first child leads to the first leaf, the others are tried unless an automorphism
  /// that is already known maps an earlier one to them.
  private func descendFirst(_ level: Int) {
    guard starts[level].nonzeroBitCount < count else {
      firstDepth = level
      firstLeaf = leaf(level)
      bestLeaf = firstLeaf
      return
    }
    let (target, point) = firstChoice(level)
    let cell = cells[level * count + target]
    firstTarget[level] = target
    firstPath[level] = point
    bestPath[level] = point
    path[level] = point
    let trace = individualise(level, target, point)
    firstTrace[level + 1] = trace
    bestTrace[level + 1] = trace
    descendFirst(level + 1)

    var explored: UInt64 = 1 << UInt64(point)
    var rest = cell & ~explored
    var order = 0
    // The best leaf may have left this path; what counts is whether it is below this node, and it is.
    while rest != 0 {
      let node = rest.trailingZeroBitCount
      rest &= rest &- 1
      if orbits[node] & explored != 0 { continue }
      explored |= 1 << UInt64(node)
      branchLevel = level
      let version = bestVersion
      _ = child(level, target, node, equalsFirst: true, order: order, fixed: fixedMask(level))
      if bestVersion != version { order = 0 }
    }
    chain.append((point, orbits[point]))
  }

  private func firstChoice(_ level: Int) -> (target: Int, point: Int) {
    let target = firstOpenCell(level)
    guard let base else { return (target, cells[level * count + target].trailingZeroBitCount) }
    let row = cells + level * count
    var open = openCells(level)
    var cellOf = [Int](repeating: -1, count: count)
    while open != 0 {
      let start = open.trailingZeroBitCount
      open &= open &- 1
      var cell = row[start]
      while cell != 0 {
        cellOf[cell.trailingZeroBitCount] = start
        cell &= cell &- 1
      }
    }
    for point in base where cellOf[point] >= 0 { return (cellOf[point], point) }
    return (target, row[target].trailingZeroBitCount)
  }

  private func fixedMask(_ level: Int) -> UInt64 {
    var mask: UInt64 = 0
    for index in 0..<level { mask |= 1 << UInt64(path[index]) }
    return mask
  }

  /// Explores a child off the first path and returns the level to go back to.
  private func child(
    _ level: Int, _ target: Int, _ node: Int, equalsFirst: Bool, order: Int, fixed: UInt64
  ) -> Int {
    path[level] = node
    let trace = individualise(level, target, node)
    let equalsFirst = equalsFirst && level < firstDepth && trace == firstTrace[level + 1]
    var order = order
    if base != nil {
      if !equalsFirst { return level }
    } else {
      if order == 0, trace != bestTrace[level + 1] { order = trace < bestTrace[level + 1] ? -1 : 1 }
      if order > 0, !equalsFirst { return level }
      if order < 0 {
        bestTrace[level + 1] = trace
        bestPath[level] = node
      }
    }
    return explore(level + 1, equalsFirst, order, fixed | 1 << UInt64(node))
  }

  private func explore(_ level: Int, _ equalsFirst: Bool, _ order: Int, _ fixed: UInt64) -> Int {
    if starts[level].nonzeroBitCount == count { return visitLeaf(level, equalsFirst, order) }
    let target = base == nil ? firstOpenCell(level) : firstTarget[level]
    var candidates = cells[level * count + target]
    var order = order
    var known = 0
    while true {
      while known < generators.count {
        if fixed & ~generators[known].fixed == 0 { candidates &= generators[known].representatives }
        known += 1
      }
      guard candidates != 0 else { return level - 1 }
      let node = candidates.trailingZeroBitCount
      candidates &= candidates &- 1
      let version = bestVersion
      let back = child(level, target, node, equalsFirst: equalsFirst, order: order, fixed: fixed)
      if back < level { return back }
      if bestVersion != version { order = 0 }
    }
  }

  private func visitLeaf(_ level: Int, _ equalsFirst: Bool, _ order: Int) -> Int {
    let here = leaf(level)
    if equalsFirst, level == firstDepth, compare(here, firstLeaf) == 0 {
      record(from: firstLeaf, to: here)
      return branchLevel
    }
    guard base == nil, order <= 0 else { return level - 1 }
    let comparison = order < 0 ? -1 : compare(here, bestLeaf)
    if comparison == 0 {
      record(from: bestLeaf, to: here)
      var common = 0
      while path[common] == bestPath[common] { common += 1 }
      return common
    }
    if comparison < 0 {
      bestLeaf = here
      for index in 0..<level { bestPath[index] = path[index] }
      bestVersion += 1
    }
    return level - 1
  }

  private func leaf(_ level: Int) -> [UInt8] {
    let row = cells + level * count
    return (0..<count).map { UInt8(row[$0].trailingZeroBitCount) }
  }

  /// Compares the graphs that two labellings give.
  private func compare(_ a: [UInt8], _ b: [UInt8]) -> Int {
    for row in 1..<max(count, 1) {
      for column in 0..<row {
        let left = graph.codes[Int(a[row]) * count + Int(a[column])]
        let right = graph.codes[Int(b[row]) * count + Int(b[column])]
        if left != right { return left < right ? -1 : 1 }
      }
    }
    return 0
  }

  private func record(from: [UInt8], to: [UInt8]) {
    var generator = Generator(
      images: [UInt8](repeating: 0, count: count), level: branchLevel, fixed: 0, representatives: 0)
    for position in 0..<count { generator.images[Int(from[position])] = to[position] }
    var seen: UInt64 = 0
    for node in 0..<count where seen >> UInt64(node) & 1 == 0 {
      generator.representatives |= 1 << UInt64(node)
      var next = node
      var cycle: UInt64 = 0
      repeat {
        cycle |= 1 << UInt64(next)
        next = Int(generator.images[next])
      } while next != node
      seen |= cycle
      if cycle.nonzeroBitCount == 1 { generator.fixed |= cycle } else { unite(cycle) }
    }
    generators.append(generator)
  }

  private func unite(_ nodes: UInt64) {
    var whole: UInt64 = 0
    var rest = nodes
    while rest != 0 {
      whole |= orbits[rest.trailingZeroBitCount]
      rest &= rest &- 1
    }
    rest = whole
    while rest != 0 {
      orbits[rest.trailingZeroBitCount] = whole
      rest &= rest &- 1
    }
  }

  // MARK: Partitions

  private func openCells(_ level: Int) -> UInt64 {
    // A cell of one node is followed by another start, or is the last position.
    starts[level] & ~(starts[level] >> 1 | 1 << UInt64(count - 1))
  }

  private func firstOpenCell(_ level: Int) -> Int { openCells(level).trailingZeroBitCount }

  /// Copies the level's partition to the next one, puts `node` before the rest of its cell, and refines.
  private func individualise(_ level: Int, _ target: Int, _ node: Int) -> UInt64 {
    let next = cells + (level + 1) * count
    next.update(from: cells + level * count, count: count)
    let bit: UInt64 = 1 << UInt64(node)
    next[target + 1] = next[target] & ~bit
    next[target] = bit
    starts[level + 1] = starts[level] | 1 << UInt64(target + 1)
    return refine(next, &starts[level + 1], from: 1 << UInt64(target))
  }

  /// Splits cells until all nodes of a cell see every other cell alike, and returns a hash of what was seen, which
  /// does not depend on numbering.
  private func refine(_ cells: UnsafeMutablePointer<UInt64>, _ starts: inout UInt64, from first: UInt64) -> UInt64 {
    var work = first
    var hash: UInt64 = 0x9E37_79B9_7F4A_7C15
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 64) { buckets in
      buckets.initialize(repeating: 0)
      while work != 0, starts.nonzeroBitCount < count {
        let position = work.trailingZeroBitCount
        work &= work &- 1
        let splitter = cells[position]
        hash = mix(hash, UInt64(position))
        for code in 0..<codeCount {
          let row = masks + code * count
          if splitter & (splitter &- 1) == 0 {
            let seen = row[splitter.trailingZeroBitCount]
            if seen != 0 { splitBySight(cells, &starts, &work, &hash, seen) }
          } else {
            splitByCount(cells, &starts, &work, &hash, splitter, row, buckets)
          }
        }
      }
    }
    return mix(hash, starts)
  }

  @inline(__always)
  private func splitBySight(
    _ cells: UnsafeMutablePointer<UInt64>, _ starts: inout UInt64, _ work: inout UInt64, _ hash: inout UInt64,
    _ seen: UInt64
  ) {
    var rest = starts
    while rest != 0 {
      let start = rest.trailingZeroBitCount
      rest &= rest &- 1
      let cell = cells[start]
      let inside = cell & seen
      if inside == 0 { continue }
      let size = inside.nonzeroBitCount
      hash = mix(hash, UInt64(start) << 8 | UInt64(size))
      if inside == cell { continue }
      let outside = cell & ~seen
      let split = start + outside.nonzeroBitCount
      cells[start] = outside
      cells[split] = inside
      starts |= 1 << UInt64(split)
      let smaller = size <= split - start ? split : start
      // When the whole cell still waits, both halves must; otherwise the smaller one says it all.
      work |= 1 << UInt64(work >> UInt64(start) & 1 != 0 ? split : smaller)
    }
  }

  private func splitByCount(
    _ cells: UnsafeMutablePointer<UInt64>, _ starts: inout UInt64, _ work: inout UInt64, _ hash: inout UInt64,
    _ splitter: UInt64, _ row: UnsafeMutablePointer<UInt64>, _ buckets: UnsafeMutableBufferPointer<UInt64>
  ) {
    var rest = starts
    while rest != 0 {
      let start = rest.trailingZeroBitCount
      rest &= rest &- 1
      var cell = cells[start]
      var used: UInt64 = 0
      while cell != 0 {
        let node = cell.trailingZeroBitCount
        let bit = cell & (0 &- cell)
        cell ^= bit
        let seen = (row[node] & splitter).nonzeroBitCount
        if used >> UInt64(seen) & 1 == 0 { buckets[seen] = 0 }
        used |= 1 << UInt64(seen)
        buckets[seen] |= bit
      }
      hash = mix(hash, UInt64(start))
      hash = mix(hash, used)
      if used & (used &- 1) == 0 { continue }
      let waiting = work >> UInt64(start) & 1 != 0
      var position = start
      var largest = start
      var largestSize = 0
      var added: UInt64 = 0
      while used != 0 {
        let seen = used.trailingZeroBitCount
        used &= used &- 1
        let part = buckets[seen]
        let size = part.nonzeroBitCount
        hash = mix(hash, UInt64(size))
        cells[position] = part
        added |= 1 << UInt64(position)
        if size > largestSize {
          largest = position
          largestSize = size
        }
        position += size
      }
      starts |= added
      work |= waiting ? added : added & ~(1 << UInt64(largest))
    }
  }

  @inline(__always)
  private func mix(_ hash: UInt64, _ value: UInt64) -> UInt64 {
    var mixed = (hash ^ value) &* 0xD6E8_FEB8_6659_FD93
    mixed ^= mixed >> 32
    return mixed &* 0xA076_1D64_78BD_642F
  }
}
