import GraphStore
import Planning

/// The tables of a running table program: one word for every vertex, or for every slot of the neighbour lists.
final class TableStore<Word: TableWord>: @unchecked Sendable {  // passes write disjoint parts, and one after the other
  private(set) var vertexTables: [UnsafeMutablePointer<Word>?]
  private(set) var edgeTables: [UnsafeMutablePointer<Word>?]
  /// Common neighbours of every edge, where the program needs them.
  var lists: TriangleLists?
  private let vertexCount: Int
  private let slotCount: Int
  private let memory: TableMemory<Word>

  init(_ program: TableProgram, _ live: TableProgram.Liveness, _ csr: CSR) {
    vertexTables = Array(repeating: nil, count: program.vertexNodes.count)
    edgeTables = Array(repeating: nil, count: program.edgeNodes.count)
    vertexCount = csr.vertexCount
    slotCount = csr.targetCount
    memory = TableMemory(expecting: [
      (live.vertexLevels.count { $0 > 0 }, vertexCount), (live.edgeLevels.count { $0 > 0 }, slotCount),
    ])
  }

  deinit {
    for case let table? in vertexTables { memory.giveBack(table, vertexCount) }
    for case let table? in edgeTables { memory.giveBack(table, slotCount) }
  }

  // All 0: pages of large tables are cleared when a worker first touches them, so that nobody waits for it, and they lie on
  // that worker's memory node.
  func makeVertexTable(_ number: Int) { vertexTables[number] = memory.take(vertexCount) }
  func makeEdgeTable(_ number: Int) { edgeTables[number] = memory.take(slotCount) }

  func dropEdgeTable(_ number: Int) {
    if let table = edgeTables[number] { memory.giveBack(table, slotCount) }
    edgeTables[number] = nil
  }

  func vertex(_ number: Int?) -> UnsafeMutablePointer<Word>? { number.flatMap { vertexTables[$0] } }
  func edge(_ number: Int?) -> UnsafeMutablePointer<Word>? { number.flatMap { edgeTables[$0] } }
}

/// What tables are made of: wide enough by ``TableProgram/largestValue(_:_:)``.
protocol TableWord: FixedWidthInteger, UnsignedInteger, Sendable {}
extension UInt64: TableWord {}
extension UInt128: TableWord {}
