/// Labels of vertices: a vertex has none, one or several.
package final class VertexLabels: @unchecked Sendable {  // immutable after init
  /// Value of `single` for a vertex without a label.
  package static let none = UInt32.max
  /// Value of `single` for a vertex with more than one label; ask `labels(of:)`.
  package static let several = UInt32.max - 1

  package let dictionary: LabelDictionary
  /// For every vertex its only label code, or `none` or `several`.
  package let single: UnsafePointer<UInt32>
  /// False lets a plan use `single` alone.
  package let hasSeveral: Bool
  package let vertexCount: Int

  let vertexOffsets: UnsafePointer<UInt64>
  let vertexCodes: UnsafePointer<UInt32>
  /// Vertices by label; one more list at the end holds the unlabelled.
  let listOffsets: UnsafePointer<UInt64>
  let listVertices: UnsafePointer<UInt32>
  /// Owns the memory of labels that came from a file; nil: it is ours.
  private let owner: AnyObject?

  /// Pairs are vertex << 32 | code, ascending and without repeats.
  package init(vertexCount: Int, pairs: [UInt64], dictionary: LabelDictionary) {
    self.dictionary = dictionary
    self.vertexCount = vertexCount
    let labelCount = dictionary.count
    let single = UnsafeMutablePointer<UInt32>.allocate(capacity: max(1, vertexCount))
    let vertexOffsets = UnsafeMutablePointer<UInt64>.allocate(capacity: vertexCount + 1)
    let vertexCodes = UnsafeMutablePointer<UInt32>.allocate(capacity: max(1, pairs.count))
    let listOffsets = UnsafeMutablePointer<UInt64>.allocate(capacity: labelCount + 2)
    listOffsets.initialize(repeating: 0, count: labelCount + 2)

    var next = 0
    var several = false
    for v in 0..<vertexCount {
      vertexOffsets[v] = UInt64(next)
      let first = next
      while next < pairs.count, pairs[next] >> 32 == UInt64(v) {
        let code = UInt32(truncatingIfNeeded: pairs[next])
        vertexCodes[next] = code
        listOffsets[Int(code) + 1] += 1
        next += 1
      }
      switch next - first {
      case 0:
        single[v] = Self.none
        listOffsets[labelCount + 1] += 1
      case 1: single[v] = vertexCodes[first]
      default:
        single[v] = Self.several
        several = true
      }
    }
    vertexOffsets[vertexCount] = UInt64(next)
    for code in 0...labelCount { listOffsets[code + 1] += listOffsets[code] }

    // Visiting vertices in ascending order leaves every list sorted.
    let listVertices = UnsafeMutablePointer<UInt32>.allocate(capacity: max(1, Int(listOffsets[labelCount + 1])))
    var cursors = UnsafeBufferPointer(start: listOffsets, count: labelCount + 1).map { Int($0) }
    for v in 0..<vertexCount {
      if single[v] == Self.none {
        listVertices[cursors[labelCount]] = UInt32(v)
        cursors[labelCount] += 1
      }
      for k in Int(vertexOffsets[v])..<Int(vertexOffsets[v + 1]) {
        let code = Int(vertexCodes[k])
        listVertices[cursors[code]] = UInt32(v)
        cursors[code] += 1
      }
    }
    self.single = UnsafePointer(single)
    hasSeveral = several
    self.vertexOffsets = UnsafePointer(vertexOffsets)
    self.vertexCodes = UnsafePointer(vertexCodes)
    self.listOffsets = UnsafePointer(listOffsets)
    self.listVertices = UnsafePointer(listVertices)
    owner = nil
  }

  /// Labels in memory that an owner keeps alive.
  init(
    dictionary: LabelDictionary, vertexCount: Int, single: UnsafePointer<UInt32>, hasSeveral: Bool,
    vertexOffsets: UnsafePointer<UInt64>, vertexCodes: UnsafePointer<UInt32>, listOffsets: UnsafePointer<UInt64>,
    listVertices: UnsafePointer<UInt32>, owner: AnyObject
  ) {
    self.dictionary = dictionary
    self.vertexCount = vertexCount
    self.single = single
    self.hasSeveral = hasSeveral
    self.vertexOffsets = vertexOffsets
    self.vertexCodes = vertexCodes
    self.listOffsets = listOffsets
    self.listVertices = listVertices
    self.owner = owner
  }

  deinit {
    guard owner == nil else { return }
    single.deallocate()
    vertexOffsets.deallocate()
    vertexCodes.deallocate()
    listOffsets.deallocate()
    listVertices.deallocate()
  }

  /// Label codes of a vertex, ascending.
  package func labels(of v: Int) -> UnsafeBufferPointer<UInt32> {
    UnsafeBufferPointer(start: vertexCodes + Int(vertexOffsets[v]), count: Int(vertexOffsets[v + 1] - vertexOffsets[v]))
  }

  package func vertex(_ v: Int, has code: UInt32) -> Bool {
    let only = single[v]
    return only == code || (only == Self.several && labels(of: v).contains(code))
  }

  /// Vertices that carry a label, ascending.
  package func vertices(with code: UInt32) -> UnsafeBufferPointer<UInt32> { list(Int(code)) }

  /// Vertices without any label, ascending.
  package var unlabelled: UnsafeBufferPointer<UInt32> { list(dictionary.count) }

  private func list(_ index: Int) -> UnsafeBufferPointer<UInt32> {
    UnsafeBufferPointer(
      start: listVertices + Int(listOffsets[index]), count: Int(listOffsets[index + 1] - listOffsets[index]))
  }
}
