import Execution
import GyrfalconTestSupport
import SetKernels
import Testing

/// Every function of every variant against sets.
@Suite struct KernelTests {
  /// A list in memory as the kernels meet it: readable past its end, with values there that must not count.
  final class List {
    let base: UnsafeMutablePointer<UInt32>
    let count: Int
    /// - Parameter trap: what stands behind the end; equal to elements of the other list it would show an overrun.
    init(_ elements: [UInt32], trap: [UInt32] = []) {
      count = elements.count
      base = .allocate(capacity: count + 16)
      for (i, x) in elements.enumerated() { base[i] = x }
      for i in 0..<16 { base[count + i] = i < trap.count ? trap[i] : 7 }
    }
    deinit { base.deallocate() }
  }

  static func check(_ a: [UInt32], _ b: [UInt32], _ table: KernelTable) {
    let kernels = table.table.pointee
    let left = List(a, trap: b), right = List(b, trap: a)
    let out = UnsafeMutablePointer<UInt32>.allocate(capacity: Swift.max(a.count, b.count) + 32)
    defer { out.deallocate() }
    let inB = Set(b)
    let common = a.filter { inB.contains($0) }, rest = a.filter { !inB.contains($0) }
    let na = UInt32(a.count), nb = UInt32(b.count)
    func result(_ n: UInt32) -> [UInt32] { (0..<Int(n)).map { out[$0] } }
    #expect(kernels.intersect_count(left.base, na, right.base, nb) == UInt32(common.count), "\(table) \(a) \(b)")
    #expect(result(kernels.intersect(left.base, na, right.base, nb, out)) == common, "\(table) \(a) \(b)")
    #expect(result(kernels.subtract(left.base, na, right.base, nb, out)) == rest, "\(table) \(a) \(b)")
    guard let top = (a + b).max(), top < 100_000 else { return }
    var marks = [UInt64](repeating: 0, count: Int(top) / 64 + 1)
    gyr_set_marks(right.base, nb, &marks)
    #expect(kernels.probe_count(left.base, na, marks) == UInt32(common.count))
    #expect(result(kernels.probe(left.base, na, marks, 1, out)) == common)
    #expect(result(kernels.probe(left.base, na, marks, 0, out)) == rest)
    gyr_clear_marks(right.base, nb, &marks)
    #expect(marks.allSatisfy { $0 == 0 })
  }

  static func subset(_ bits: Int) -> [UInt32] {
    var elements: [UInt32] = []
    for i in 0..<7 where bits >> i & 1 == 1 { elements.append(UInt32(i + 6)) }
    return elements
  }

  /// All pairs of subsets of seven values, moved so that they straddle the ends of vector blocks.
  @Test(arguments: KernelTable.available) func smallSubsets(_ table: KernelTable) {
    let before = (0..<6).map { UInt32($0) }
    for x in 0..<128 {
      for y in stride(from: x % 3, to: 128, by: 3) {
        let a = Self.subset(x), b = Self.subset(y)
        Self.check(x % 2 == 0 ? a : before + a, y % 2 == 0 ? b : before + b, table)
      }
    }
  }

  @Test(arguments: KernelTable.available) func randomLists(_ table: KernelTable) {
    var random = SplitMix64(seed: 3)
    func list(_ count: Int, upTo top: UInt32, using random: inout SplitMix64) -> [UInt32] {
      var set = Set<UInt32>()
      while set.count < count { set.insert(UInt32.random(in: 0..<top, using: &random)) }
      return set.sorted()
    }
    for size in [0, 1, 7, 8, 9, 15, 16, 17, 23, 24, 25, 63, 64, 65, 200] {
      for other in [0, 1, 5, 8, 16, 31, 33, 100, 5000] {
        let top = UInt32(2 * Swift.max(size, other) + 3)
        Self.check(list(size, upTo: top, using: &random), list(other, upTo: top, using: &random), table)
      }
    }
    // The largest vertex numbers: the sentinels of the vector blocks lie just above them.
    let high: [UInt32] = (0..<20).map { (i: UInt32) -> UInt32 in UInt32.max - 2 - 2 * (19 - i) }
    Self.check(high, high.filter { $0 % 3 != 0 }, table)
  }

  @Test(arguments: KernelTable.available) func bitmaps(_ table: KernelTable) {
    let kernels = table.table.pointee
    var random = SplitMix64(seed: 11)
    for words in Array(1...20) + [23, 24, 25, 31, 32, 33, 40] {
      let a = (0..<words).map { _ in random.next() }, b = (0..<words).map { _ in random.next() & random.next() }
      var out = [UInt64](repeating: 0, count: words)
      #expect(Int(kernels.and_count(a, b, UInt32(words))) == zip(a, b).reduce(0) { $0 + ($1.0 & $1.1).nonzeroBitCount })
      #expect(Int(kernels.andnot_count(a, b, UInt32(words))) == zip(a, b).reduce(0) { $0 + ($1.0 & ~$1.1).nonzeroBitCount })
      kernels.and_store(a, b, UInt32(words), &out)
      #expect(out == zip(a, b).map { $0 & $1 })
      kernels.andnot_store(a, b, UInt32(words), &out)
      #expect(out == zip(a, b).map { $0 & ~$1 })
      let rows = (0..<(words * 64 * words)).map { _ in random.next() }
      var expected = 0
      for x in 0..<(words * 64) where b[x >> 6] >> UInt64(x & 63) & 1 == 1 {
        for w in 0..<words { expected += (a[w] & rows[x * words + w]).nonzeroBitCount }
      }
      #expect(Int(kernels.row_pairs(b, a, rows, UInt32(words))) == expected)
      var counts = [UInt32](repeating: 0, count: words * 64)
      kernels.and_counts(a, rows, UInt32(words * 64), UInt32(words), &counts)
      for x in 0..<(words * 64) {
        #expect(Int(counts[x]) == (0..<words).reduce(0) { $0 + (a[$1] & rows[x * words + $1]).nonzeroBitCount })
      }
      let numbers = (0..<50).map { _ in UInt32.random(in: 0..<UInt32(words * 64), using: &random) }
      var chosen = [UInt32](repeating: 0, count: 50)
      kernels.and_counts_at(a, rows, numbers, 50, UInt32(words), &chosen)
      #expect(chosen == numbers.map { counts[Int($0)] })
    }
  }

  /// A neighbourhood as rows of bits, symmetric and without loops, and sets of its members.
  @Test(arguments: KernelTable.available, [1, 20, 64, 65, 128, 150, 300, 1_000])
  func neighbourhoods(_ table: KernelTable, count: Int) throws {
    var random = SplitMix64(seed: 55)
    let kernels = table.table.pointee
    let words = (count + 63) / 64, density = count > 300 ? 0.02 : count > 100 ? 0.2 : 0.6
    var adjacent = [[Bool]](repeating: [Bool](repeating: false, count: count), count: count)
    for a in 0..<count { for b in 0..<a where Double.random(in: 0..<1, using: &random) < density { (adjacent[a][b], adjacent[b][a]) = (true, true) } }
    func bits(_ members: [Int]) -> [UInt64] {
      var result = [UInt64](repeating: 0, count: words)
      for member in members { result[member / 64] |= 1 << UInt64(member % 64) }
      return result
    }
    let rows = (0..<count).flatMap { a in bits((0..<count).filter { adjacent[a][$0] }) }

    let vertices = 30
    let seen = (0..<vertices).map { x in x == 3 ? [] : (0..<count).filter { _ in Double.random(in: 0..<1, using: &random) < density } }
    let places = (0..<UInt32(vertices)).shuffled(using: &random).filter { $0 != 7 }
    let weights = (0..<vertices).map { _ in UInt64.random(in: 0..<1_000, using: &random) }
    let expected = seen.map { own in own.reduce(0) { sum, y in sum + own.count { adjacent[y][$0] } } }
    for byPlace in [false, true] {
      var sets = seen.flatMap(bits)
      for w in 0..<words { sets[7 * words + w] = 0 }
      var pairs = [UInt64](repeating: 0, count: vertices), members = (0..<count).map { UInt64($0) }
      var wanted = members, total: UInt64 = 0
      for (place, x) in places.enumerated() {
        let weight = byPlace ? weights[place] : weights[Int(x)]
        for y in seen[Int(x)] { wanted[y] += weight * UInt64(seen[Int(x)].count { adjacent[y][$0] }) }
        total += weight * UInt64(expected[Int(x)])
      }
      let sum = kernels.closed_pairs(
        places, UInt32(places.count), &sets, rows, UInt32(words), weights, byPlace ? 1 : 0, &pairs, &members)
      #expect(sum == total)
      #expect(members == wanted)
      #expect(pairs == (0..<vertices).map { $0 == 7 ? 0 : UInt64(expected[$0]) })
      #expect(sets.allSatisfy { $0 == 0 })
    }

    var degrees = [UInt64](repeating: 0, count: count)
    let set = seen[0]
    #expect(kernels.degrees_within(bits(set), rows, UInt32(words), &degrees) == UInt64(expected[0]))
    #expect(degrees == (0..<count).map { x in set.contains(x) ? UInt64(set.count { adjacent[x][$0] }) : 0 })

    guard count <= 150 else { return }
    for first in [0, count / 3] {
      for power in 0...2 {
        var sums = [UInt64](repeating: 0, count: count), wanted = sums
        kernels.apex_sums(rows, UInt32(first), UInt32(count), UInt32(words), UInt32(power), &sums)
        for b in first..<count {
          for x in (b + 1)..<max(b + 1, count) where adjacent[b][x] {
            let common = (0..<count).filter { adjacent[b][$0] && adjacent[x][$0] }
            for y in common { wanted[y] += power == 0 ? 1 : power == 1 ? UInt64(common.count) : UInt64(common.count * common.count) }
          }
        }
        #expect(sums == wanted, "from \(first) to the power \(power)")
      }
    }
  }

  @Test(arguments: KernelTable.available) func multiplesOfColumns(_ table: KernelTable) throws {
    var random = SplitMix64(seed: 33)
    let block = Int(GYR_BLOCK), columns = 9
    let raw = UnsafeMutableRawPointer.allocate(byteCount: 8 * block * columns, alignment: 64)
    defer { raw.deallocate() }
    let values = raw.bindMemory(to: Double.self, capacity: block * columns)
    for termCount in [0, 1, 2, 7, 30] {
      // So that no sum on the way reaches 2^53, where doubles stop being exact.
      for i in 0..<(block * columns) { values[i] = Double(Int.random(in: -(1 << 40)...(1 << 40), using: &random)) }
      let terms = (0..<termCount).map { _ in
        (coefficient: Int.random(in: -120...120, using: &random), column: Int.random(in: 0..<(columns - 1), using: &random))
      }
      let expected = (0..<block).map { i in
        terms.reduce(Int(values[block * (columns - 1) + i])) { $0 + $1.coefficient * Int(values[block * $1.column + i]) }
      }
      let others = (0..<(block * (columns - 1))).map { values[$0] }
      table.table.pointee.add_multiples(
        values + block * (columns - 1), values,
        terms.map { gyr_term(coefficient: Double($0.coefficient), column: UInt32($0.column)) }, UInt32(termCount))
      #expect((0..<block).map { Int(values[block * (columns - 1) + $0]) } == expected)
      #expect((0..<(block * (columns - 1))).map { values[$0] } == others)
    }
  }

  /// Hub rows that reach everywhere, and such that end amid the lists.
  @Test(arguments: KernelTable.available, [40, 64, 130, 300]) func hubRows(_ table: KernelTable, hubs: Int) throws {
    let kernels = table.table.pointee
    var random = SplitMix64(seed: 77)
    let oracle = OracleGraph.preferentialAttachment(vertexCount: 300, edgesPerVertex: 9, using: &random)
    let csr = try oracle.engineGraph().neighbours
    let rows = try #require(HubRows(csr, budget: .infinity, hubs: hubs))
    var out = [UInt32](repeating: 0, count: 400)
    var marks = [UInt64](repeating: 0, count: 6)
    var rowCount = 0
    for x in 0..<300 {
      let list = Array(csr.neighbours(x)), inList = Set(list)
      for other in [x / 2, (x * 7) % 300, 0, 299] {
        let set = Array(csr.neighbours(other)), count = UInt32(set.count), inSet = Set(set)
        let padded = List(set, trap: list)
        if gyr_row(rows.table, UInt32(x)) != nil {
          rowCount += 1
          let start = csr.targets + Int(csr.offsets[x]), length = UInt32(list.count)
          let common = set.filter { inList.contains($0) }
          #expect(kernels.hub_intersect_count(padded.base, count, start, length, UInt32(x), rows.table) == UInt32(common.count))
          var found = Int(kernels.hub_intersect(padded.base, count, start, length, UInt32(x), rows.table, &out))
          #expect(Array(out[..<found]) == common)
          found = Int(kernels.hub_subtract(padded.base, count, start, length, UInt32(x), rows.table, &out))
          #expect(Array(out[..<found]) == set.filter { !inList.contains($0) })
        }
        for side in 0..<3 {
          for marked in [false, true] {
            if marked { gyr_set_marks(padded.base, count, &marks) }
            marks.withUnsafeBufferPointer { bits in
              kernels.hub_intersect_counts(
                list, UInt32(list.count), csr.offsets, csr.targets, csr.lower, UInt32(side), padded.base, count,
                marked ? bits.baseAddress : nil, rows.table, &out)
            }
            if marked { gyr_clear_marks(padded.base, count, &marks) }
            for (i, y) in list.enumerated() {
              let part = csr.neighbours(Int(y)).filter { side == 0 || (side == 1 ? $0 < y : $0 > y) }
              #expect(Int(out[i]) == part.count { inSet.contains($0) }, "hubs \(hubs), side \(side)")
            }
          }
        }
      }
    }
    #expect(rowCount > 100)
  }

  /// Marked bits of a row, moved together.
  @Test(arguments: KernelTable.available) func gatheredBits(_ table: KernelTable) {
    var random = SplitMix64(seed: 78)
    for _ in 0..<60 {
      let words = Int.random(in: 1...9, using: &random)
      let row = (0..<words).map { _ in random.next() }
      let marks = (0..<words).map { _ in Bool.random(using: &random) ? random.next() & random.next() : 0 }
      var at: [UInt32] = [], before: [UInt32] = [], expected: [UInt64] = Array(repeating: 0, count: words)
      var rank = 0
      for word in 0..<words where marks[word] != 0 {
        at.append(UInt32(word))
        before.append(UInt32(rank))
        for bit in 0..<64 where marks[word] >> UInt64(bit) & 1 == 1 {
          expected[rank >> 6] |= (row[word] >> UInt64(bit) & 1) << UInt64(rank & 63)
          rank += 1
        }
      }
      var out = [UInt64](repeating: 0, count: words)
      table.table.pointee.gather_marked(row, marks, at, before, UInt32(at.count), &out)
      #expect(out == expected)
    }
  }

  @Test(arguments: KernelTable.available) func countsOverManyLists(_ table: KernelTable) throws {
    var random = SplitMix64(seed: 21)
    let oracle = OracleGraph.preferentialAttachment(vertexCount: 300, edgesPerVertex: 6, using: &random)
    let csr = try oracle.engineGraph().neighbours
    var marks = [UInt64](repeating: 0, count: 6)
    for v in stride(from: 0, to: 300, by: 7) {
      let fixed = csr.neighbours(v), list = csr.neighbours((v * 31) % 300)
      var out = [UInt32](repeating: 0, count: list.count)
      for side in 0..<3 {
        for marked in [false, true] {
          if marked { gyr_set_marks(fixed.baseAddress, UInt32(fixed.count), &marks) }
          marks.withUnsafeBufferPointer { bits in
            table.table.pointee.intersect_counts(
              list.baseAddress, UInt32(list.count), csr.offsets, csr.targets, csr.lower, UInt32(side),
              fixed.baseAddress, UInt32(fixed.count), marked ? bits.baseAddress : nil, &out)
          }
          if marked { gyr_clear_marks(fixed.baseAddress, UInt32(fixed.count), &marks) }
          for (i, x) in list.enumerated() {
            let part = csr.neighbours(Int(x)).filter { side == 0 || (side == 1 ? $0 < x : $0 > x) }
            #expect(Int(out[i]) == Set(part).intersection(fixed).count)
          }
        }
      }
    }
  }
}
