import Machine
import Synchronization
import Testing

@Suite struct WorkQueueTests {
  /// Every task is done exactly once, whoever does it.
  @Test(arguments: [1, 2, 3, 5], [0, 1, 7, 1000]) func everyTaskOnce(_ nodes: Int, _ count: Int) {
    let topology = Topology.current.pretending(nodes: nodes)
    let queue = WorkQueue(count, "test", topology: topology)
    let done = Mutex<[Int]>([])
    Crew(4, topology: topology).run { _ in
      var own: [Int] = []
      while let task = queue.take() { own.append(task) }
      done.withLock { $0 += own }
    }
    #expect(done.withLock { $0.sorted() } == Array(0..<count))
    #expect(queue.take() == nil)
  }

  @Test func heavyTasksFirst() {
    let queue = WorkQueue(5, "test", topology: .current.pretending(nodes: 1))
    #expect((0..<5).map { _ in queue.take() } == [0, 1, 2, 3, 4])
  }

  /// A node works through its own queue, then through its neighbours', the nearest first.
  @Test func stealsFromTheNearestLast() {
    // Distances from node 0: itself 10, node 1 21, node 2 22.
    let queue = WorkQueue(9, "test", topology: .current.pretending(nodes: 3))
    #expect((0..<9).map { _ in queue.take()! } == [0, 3, 6, 1, 4, 7, 2, 5, 8])
  }

  @Test func recordsWhoDidWhat() {
    let recorder = TaskRecorder()
    TaskRecorder.$current.withValue(recorder) {
      let queue = WorkQueue(50, "test", topology: .current)
      Crew(2).run { _ in
        while let task = queue.take() {
          var sum = 0
          for i in 0..<(task == 7 ? 3_000_000 : 1000) { sum &+= i ^ (sum &>> 3) }
          #expect(sum != -1)
        }
      }
    }
    let record = recorder.phases[0].record
    #expect(record.shares.values.reduce(0) { $0 + $1.tasks } == 50)
    #expect(record.costs.max() == record.costs[7])
    #expect(record.shares.values.reduce(0) { $0 + $1.nanoseconds } == record.costs.reduce(0, +))
    #expect(recorder.shares.count <= 2)
    #expect(TaskRecorder.current == nil)
  }
}
