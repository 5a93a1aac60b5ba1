/// An order that removes a vertex of least remaining degree at every step.
package struct DegeneracyOrder: Sendable {
  /// Internal vertex numbers in the order of removal.
  package let order: [UInt32]
  /// Internal vertex number -> its place in `order`.
  package let position: [UInt32]
  /// The largest degree at a removal: every vertex has at most so many neighbours later in the order.
  package let degeneracy: Int
}

extension Graph {
  /// Order and degeneracy of the undirected view, by bucket queue (Matula and Beck 1983; array form of Batagelj and
  /// Zaversnik 2003). Computed once, O(n + m); later calls return the same value.
  package func degeneracyOrder() -> DegeneracyOrder {
    degeneracyCache.withLock { cache in
      if let order = cache { return order }
      let order = computeDegeneracyOrder()
      cache = order
      return order
    }
  }

  private func computeDegeneracyOrder() -> DegeneracyOrder {
    let n = vertexCount
    let lists = neighbours
    // Ascending by degree, buckets as ranges of `order`; a vertex that loses a neighbour swaps with its bucket's first.
    var order = [UInt32](repeating: 0, count: n)
    var position = [UInt32](repeating: 0, count: n)
    var degrees = (0..<n).map { UInt32(lists.degree($0)) }
    var bucketStarts = [Int](repeating: 0, count: lists.maximumDegree + 2)
    for degree in degrees { bucketStarts[Int(degree) + 1] += 1 }
    for degree in 0...lists.maximumDegree { bucketStarts[degree + 1] += bucketStarts[degree] }
    var cursors = bucketStarts
    // From the last vertex: among equals the higher internal number goes first.
    for v in stride(from: n - 1, through: 0, by: -1) {
      let place = cursors[Int(degrees[v])]
      cursors[Int(degrees[v])] += 1
      order[place] = UInt32(v)
      position[v] = UInt32(place)
    }
    var degeneracy: UInt32 = 0
    order.withUnsafeMutableBufferPointer { order in
      position.withUnsafeMutableBufferPointer { position in
        degrees.withUnsafeMutableBufferPointer { degrees in
          bucketStarts.withUnsafeMutableBufferPointer { starts in
            for i in 0..<n {
              let v = order[i]
              let degree = degrees[Int(v)]
              degeneracy = max(degeneracy, degree)
              for w in lists.neighbours(Int(v)) where degrees[Int(w)] > degree {
                let bucket = Int(degrees[Int(w)])
                // Removed vertices stay in front; a bucket never starts before the vertex being removed.
                let first = max(starts[bucket], i + 1)
                let other = order[first]
                let place = Int(position[Int(w)])
                order[place] = other
                position[Int(other)] = UInt32(place)
                order[first] = w
                position[Int(w)] = UInt32(first)
                starts[bucket] = first + 1
                degrees[Int(w)] -= 1
              }
            }
          }
        }
      }
    }
    return DegeneracyOrder(order: order, position: position, degeneracy: Int(degeneracy))
  }
}
