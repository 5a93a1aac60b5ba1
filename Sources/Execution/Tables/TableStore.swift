import Glibc
import GraphStore

/// The tables of a running table program: one word for every vertex, or for every slot of the neighbour lists.
final class TableStore<Word: TableWord>: @unchecked Sendable {  // passes write disjoint parts, and one after the other
  private(set) var vertexTables: [UnsafeMutablePointer<Word>?]
  private(set) var edgeTables: [UnsafeMutablePointer<Word>?]
  /// Common neighbours of every edge, where the program needs them.
  var lists: TriangleLists?
  private let vertexCount: Int
  private let slotCount: Int

  init(vertexTables: Int, edgeTables: Int, vertexCount: Int, slotCount: Int) {
    self.vertexTables = Array(repeating: nil, count: vertexTables)
    self.edgeTables = Array(repeating: nil, count: edgeTables)
    self.vertexCount = vertexCount
    self.slotCount = slotCount
  }

  deinit {
    for table in vertexTables { free(table) }
    for table in edgeTables { free(table) }
  }

  // All 0: pages are cleared when a worker first touches them, so that nobody waits for it, and they lie on that worker's
  // memory node.
  func makeVertexTable(_ number: Int) { vertexTables[number] = clearedForScatter(vertexCount) }
  func makeEdgeTable(_ number: Int) { edgeTables[number] = clearedForScatter(slotCount) }

  func dropEdgeTable(_ number: Int) {
    free(edgeTables[number])
    edgeTables[number] = nil
  }

  func vertex(_ number: Int?) -> UnsafeMutablePointer<Word>? { number.flatMap { vertexTables[$0] } }
  func edge(_ number: Int?) -> UnsafeMutablePointer<Word>? { number.flatMap { edgeTables[$0] } }
}

/// What tables are made of: wide enough by ``TableProgram/largestValue(vertices:maximumDegree:_:)``.
protocol TableWord: FixedWidthInteger, UnsignedInteger, Sendable {}
extension UInt64: TableWord {}
extension UInt128: TableWord {}
