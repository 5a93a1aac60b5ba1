import Glibc

struct RMATGenerator: IndexedEdgeGenerator {
  let seed: UInt64
  let scale: Int
  let edgeCount: Int
  let a: Double, b: Double, c: Double

  var vertexCount: Int { 1 << scale }

  func edge(_ position: UInt64) -> (UInt32, UInt32) {
    var random = CounterRandom(seed: seed, position: position)
    // Two levels a draw of 64 bits.
    let toA = UInt64(a * 0x1p32), toB = UInt64((a + b) * 0x1p32), toC = UInt64((a + b + c) * 0x1p32)
    var source: UInt32 = 0, target: UInt32 = 0
    var bits: UInt64 = 0
    for level in 0..<scale {
      if level % 2 == 0 { bits = random.next() }
      let draw = bits & 0xffff_ffff
      bits >>= 32
      source = source << 1 | (draw >= toB ? 1 : 0)
      target = target << 1 | ((draw >= toA && draw < toB) || draw >= toC ? 1 : 0)
    }
    return (source, target)
  }
}

/// The pairs of vertices, numbered.
struct PairSpace: Sendable {
  let vertices: Int
  let directed: Bool

  var count: UInt64 {
    let n = UInt64(vertices)
    return n == 0 ? 0 : directed ? n * (n - 1) : n * (n - 1) / 2
  }

  func pair(_ index: UInt64) -> (UInt32, UInt32) {
    if directed {
      let row = index / UInt64(vertices - 1), column = index % UInt64(vertices - 1)
      return (UInt32(row), UInt32(column < row ? column : column + 1))
    }
    // Column by column; the root is off by little, and then put right.
    var column = UInt64((1 + (1 + 8 * Double(index)).squareRoot()) / 2)
    while column * (column - 1) / 2 > index { column -= 1 }
    while (column + 1) * column / 2 <= index { column += 1 }
    return (UInt32(index - column * (column - 1) / 2), UInt32(column))
  }
}

struct FixedCountGenerator: IndexedEdgeGenerator {
  let pairs: PairSpace
  let edgeCount: Int
  private let permutation: RandomPermutation

  init(pairs: PairSpace, edgeCount: Int, seed: UInt64) {
    self.pairs = pairs
    self.edgeCount = edgeCount
    permutation = RandomPermutation(pairs.count, seed: seed)
  }

  var vertexCount: Int { pairs.vertices }
  func edge(_ position: UInt64) -> (UInt32, UInt32) { pairs.pair(permutation[position]) }
}

struct ProbabilityGenerator: EdgeGenerator {
  let pairs: PairSpace
  let probability: Double
  let seed: UInt64

  var vertexCount: Int { pairs.vertices }

  /// Pairs in a piece, so that one holds some thousand edges.
  private var pieceSize: UInt64 { UInt64(max(4096, min(0x1p40, 4096 / max(probability, 1e-18)))) }
  var pieceCount: Int { probability == 0 || pairs.count == 0 ? 0 : Int((pairs.count - 1) / pieceSize + 1) }

  func generate(piece: Int, _ emit: (UInt32, UInt32) -> Void) {
    var random = CounterRandom(seed: seed, position: UInt64(piece))
    var index = UInt64(piece) * pieceSize
    let end = min(pairs.count, index + pieceSize)
    let scale = probability < 1 ? 1 / log1p(-probability) : 0
    while index < end {
      // The gap to the next edge is geometrically distributed (Batagelj and Brandes 2005).
      let gap = log1p(-random.unit()) * scale
      if gap >= Double(end - index) { return }
      index += UInt64(gap)
      let (a, b) = pairs.pair(index)
      emit(a, b)
      index += 1
    }
  }
}

/// Edge i leaves vertex i / degree and ends where a random earlier end of an edge lies. Which one that is can be recomputed
/// instead of looked up: even places hold sources, odd ones lead on to an earlier place.
struct AttachmentGenerator: IndexedEdgeGenerator {
  let vertexCount: Int
  let degree: Int
  let seed: UInt64

  var edgeCount: Int { vertexCount * degree }

  func edge(_ position: UInt64) -> (UInt32, UInt32) {
    var place = 2 * position + 1
    repeat {
      var random = CounterRandom(seed: seed, position: place)
      place = random.below(place)
    } while place & 1 == 1
    return (UInt32(position / UInt64(degree)), UInt32(place / 2 / UInt64(degree)))
  }
}

/// Every vertex gets a number of stubs from a power law; a random permutation joins them in pairs.
struct ConfigurationGenerator: IndexedEdgeGenerator {
  let vertexCount: Int
  /// Stubs before each vertex.
  private let starts: [UInt64]
  private let permutation: RandomPermutation

  init(vertexCount: Int, exponent: Double, minimum: Int, maximum: Int, seed: UInt64) {
    self.vertexCount = vertexCount
    var sums: [Double] = []
    var sum = 0.0
    for degree in minimum...maximum {
      sum += pow(Double(degree), -exponent)
      sums.append(sum)
    }
    var starts: [UInt64] = [0]
    starts.reserveCapacity(vertexCount + 1)
    for vertex in 0..<vertexCount {
      var random = CounterRandom(seed: seed, position: UInt64(vertex))
      let goal = random.unit() * sum
      let degree = minimum + min(sums.count - 1, partitionPoint(0, sums.count) { sums[$0] <= goal })
      starts.append(starts[vertex] + UInt64(degree))
    }
    self.starts = starts
    permutation = RandomPermutation(starts[vertexCount], seed: seed ^ 0x5bd1_e995)
  }

  /// An odd stub stays without a partner.
  var edgeCount: Int { Int(starts[vertexCount] / 2) }

  func edge(_ position: UInt64) -> (UInt32, UInt32) {
    func vertex(_ stub: UInt64) -> UInt32 { UInt32(partitionPoint(0, vertexCount) { starts[$0 + 1] <= stub }) }
    return (vertex(permutation[2 * position]), vertex(permutation[2 * position + 1]))
  }
}

/// Rows and columns of vertices joined to their right and lower neighbours; a torus also joins the borders.
struct GridGenerator: EdgeGenerator {
  let rows: Int
  let columns: Int
  let isTorus: Bool

  var vertexCount: Int { rows * columns }
  var pieceCount: Int { columns == 0 ? 0 : rows }

  func generate(piece row: Int, _ emit: (UInt32, UInt32) -> Void) {
    func vertex(_ row: Int, _ column: Int) -> UInt32 { UInt32(row * columns + column) }
    for column in 0..<columns {
      if column + 1 < columns { emit(vertex(row, column), vertex(row, column + 1)) }
      if row + 1 < rows { emit(vertex(row, column), vertex(row + 1, column)) }
    }
    // Borders of two lines are joined already.
    if isTorus, columns > 2 { emit(vertex(row, 0), vertex(row, columns - 1)) }
    if isTorus, rows > 2, row == 0 { for column in 0..<columns { emit(vertex(0, column), vertex(rows - 1, column)) } }
  }
}

struct BipartiteGenerator: EdgeGenerator {
  let left: Int
  let right: Int

  var vertexCount: Int { left + right }
  var pieceCount: Int { left }
  func generate(piece: Int, _ emit: (UInt32, UInt32) -> Void) {
    for other in left..<left + right { emit(UInt32(piece), UInt32(other)) }
  }
}
