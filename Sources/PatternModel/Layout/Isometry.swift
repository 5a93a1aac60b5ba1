import Glibc

/// A symmetry of a sketch together with a way to see it on paper: a mirror or a turn about the origin.
struct Isometry {
  let permutation: [Int]
  let order: Int
  /// Mirror in the vertical axis; otherwise a turn by 1/order of a circle.
  let isMirror: Bool
  private let cosine: Double
  private let sine: Double

  init(_ permutation: [Int], order: Int, isMirror: Bool) {
    self.permutation = permutation
    self.order = order
    self.isMirror = isMirror
    cosine = cos(2 * Double.pi / Double(order))
    sine = sin(2 * Double.pi / Double(order))
  }

  /// The ways in which a drawing can show a symmetry: an involution as a mirror, and, if at most one node stays in place
  /// and all others go round in rings of one length, as a turn.
  static func showing(_ permutation: [Int]) -> [Isometry] {
    var seen = [Bool](repeating: false, count: permutation.count)
    var lengths: [Int] = []
    for start in permutation.indices where !seen[start] {
      var node = start, length = 0
      while !seen[node] {
        seen[node] = true
        node = permutation[node]
        length += 1
      }
      lengths.append(length)
    }
    let fixed = lengths.count { $0 == 1 }
    let moving = Set(lengths.filter { $0 > 1 })
    guard moving.count == 1, let order = moving.first else { return [] }
    var ways: [Isometry] = []
    if fixed <= 1 { ways.append(Isometry(permutation, order: order, isMirror: false)) }
    if order == 2 { ways.append(Isometry(permutation, order: 2, isMirror: true)) }
    return ways
  }

  /// The nearest drawing that has the symmetry.
  func project(_ points: inout [Vector]) {
    var sums = points
    var images = permutation
    var turn = (cosine: 1.0, sine: 0.0)
    for _ in 1..<max(order, 2) {
      turn = (turn.cosine * cosine - turn.sine * sine, turn.sine * cosine + turn.cosine * sine)
      for node in points.indices {
        let image = points[images[node]]
        // Back to where the node itself belongs.
        sums[node] = sums[node] + (isMirror ? Vector(-image.x, image.y) : image.turned(turn.cosine, -turn.sine))
      }
      images = images.map { permutation[$0] }
    }
    let share = 1 / Double(max(order, 2))
    for node in points.indices { points[node] = sums[node] * share }
  }
}
