/// How much estimated work a task should hold: a part of what is left, so that whatever the estimates are worth the last
/// workers to finish wait for small tasks only (guided self-scheduling, Polychronopoulos and Kuck 1987).
struct WorkShare {
  private let total: Double
  private let tasksAhead: Double
  private let smallest: Double

  /// - Parameter workers: a single one only needs pieces between which it can be stopped.
  init(total: Double, workers: Int) {
    self.total = total
    let isShared = workers > 1
    tasksAhead = isShared ? Double(workers) * Self.tasksAhead : .infinity
    smallest = total / (isShared ? Double(workers) * Self.mostTasks : 32)
  }

  /// A task holds so many times less than a worker's part of what is left. More, and a hub is split into parts that do its
  /// common work again and again.
  private static let tasksAhead = 64.0
  /// And not less than this part of a worker's share of it all.
  private static let mostTasks = 1024.0

  func size(after done: Double) -> Double { Swift.max(smallest, (total - done) / tasksAhead) }
}
