import Testing

@testable import Execution

@Suite struct TableMemoryTests {
  /// Small and large, new ones and such as came back: all 0, and nobody else's.
  @Test(arguments: [[(number: 3, length: 100)], [(number: 40, length: 30_000)], []])
  func tablesAreClearAndApart(_ expected: [(number: Int, length: Int)]) {
    let memory = TableMemory<UInt64>(expecting: expected)
    var held: [(table: UnsafeMutablePointer<UInt64>, length: Int, mark: UInt64)] = []
    for round in 0..<300 {
      let length = [0, 1, 100, 4_097, 30_000, 100_000][round % 6]
      let table = memory.take(length), mark = UInt64(round + 1)
      #expect((0..<length).allSatisfy { table[$0] == 0 }, "round \(round)")
      for i in 0..<length { table[i] = mark }
      held.append((table, length, mark))
      if round % 3 == 2 {
        let old = held.remove(at: round % held.count)
        #expect((0..<old.length).allSatisfy { old.table[$0] == old.mark })
        memory.giveBack(old.table, old.length)
      }
    }
    for old in held {
      #expect((0..<old.length).allSatisfy { old.table[$0] == old.mark })
      memory.giveBack(old.table, old.length)
    }
  }
}
