/// How much estimated work a task should hold: a part of what is left, so that whatever the estimates are worth the last
/// workers to finish wait for small tasks only (guided self-scheduling, Polychronopoulos and Kuck 1987).
struct WorkShare {
  private let total: Double
  private var tasksAhead: Double
  private let smallest: Double

  /// - Parameter workers: a single one only needs pieces between which it can be stopped.
  init(total: Double, workers: Int) {
    self.init(total: total, evenTasks: workers > 1 ? Int(Self.mostTasks) * workers : 32)
    if workers > 1 { tasksAhead = Double(workers) * Self.tasksAhead }
  }

  /// All of the same work.
  init(total: Double, evenTasks: Int) {
    self.total = total
    tasksAhead = .infinity
    smallest = total / Double(evenTasks)
  }

  /// A task holds a 64th of a worker's part of what is left. With smaller ones hubs are split into more parts, which do
  /// their common work again and again; with larger ones (a 24th) single tasks were longer than half of a worker's time.
  private static let tasksAhead = 64.0
  /// And not less than this part of a worker's share of it all.
  private static let mostTasks = 1024.0

  func size(after done: Double) -> Double { Swift.max(smallest, (total - done) / tasksAhead) }
}
