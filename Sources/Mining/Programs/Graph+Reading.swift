import GraphStore

extension Graph {
  /// Reads a graph on threads of its own, within limits; cancelling the task stops it.
  ///
  /// ```swift
  /// let graph = try await Graph.reading(contentsOf: "web.txt.zst", limits: Limits(deadline: .seconds(60)))
  /// ```
  ///
  /// - Throws: ``GraphFileError``; of the kind ``GraphFileError/Kind/stopped(_:)`` when a limit was reached, and the whole
  ///   graph is given up.
  public static func reading(
    contentsOf path: String, options: ReadOptions = ReadOptions(), limits: Limits = Limits()
  ) async throws -> Graph {
    let watch = RunWatch(limits)
    var options = options
    options.watch = ReadWatch(control: watch.control, meter: watch.meter)
    defer { watch.finish() }
    let final = options
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        DetachedThread.run {
          do throws(GraphFileError) {
            continuation.resume(returning: try Graph(contentsOf: path, options: final))
          } catch {
            continuation.resume(throwing: error)
          }
        }
      }
    } onCancel: {
      watch.stop(.cancelled)
    }
  }
}
