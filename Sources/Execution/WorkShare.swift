/// How much estimated work a task should hold: less towards the end, so that the last workers to finish wait for small tasks
/// only (guided self-scheduling, Polychronopoulos and Kuck 1987, in two steps).
struct WorkShare {
  private let whole: Double
  /// Where the small tasks begin, in work done.
  private let turn: Double

  /// - Parameter tasks: about so many tasks, if all were of the larger size.
  init(total: Double, tasks: Int) {
    whole = total / Double(tasks)
    turn = total * 0.6
  }

  func size(after done: Double) -> Double { done < turn ? whole : whole / 4 }
}
