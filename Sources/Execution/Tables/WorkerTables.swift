import GraphStore
import Synchronization

/// Tables that the workers of a pass have made, each for itself: added up when all of them are done, by all of them, so
/// that many workers do not wait for one another.
final class WorkerTables<Word: TableWord>: Sendable {
  private struct Part: @unchecked Sendable {  // nobody writes to it any more
    var table: Int
    var values: UnsafeMutablePointer<Word>
  }
  private let parts = Mutex<[Part]>([])

  /// Takes over a worker's part of a table; it goes back with `deallocate()`.
  func take(_ values: UnsafeMutablePointer<Word>, of table: Int) {
    parts.withLock { $0.append(Part(table: table, values: values)) }
  }

  /// Adds everything to the tables, times a factor, and gives it back.
  ///
  /// - Parameter tables: where the sums go, by number.
  func add(
    to tables: [UnsafeMutablePointer<Word>?], times factors: [Word]? = nil, count: Int, workers: Int, _ control: RunControl
  ) {
    let all = parts.withLock { parts in
      defer { parts = [] }
      return parts
    }
    defer { for part in all { part.values.deallocate() } }
    guard !control.isStopped else { return }
    nonisolated(unsafe) let tables = tables  // every worker has vertices of its own
    let ranges = RootRanges(count: count, workers: workers)
    Parallel.run(workers) { _ in
      while let range = ranges.take(), !control.isStopped {
        for part in all {
          guard let sum = tables[part.table] else { continue }
          let values = part.values, factor = factors?[part.table] ?? 1
          for v in range { sum[v] &+= values[v] &* factor }
        }
      }
    }
  }
}
