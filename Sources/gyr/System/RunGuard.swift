import Glibc
import Gyrfalcon
import Synchronization

/// Ends a command in time: at its deadline, at its memory limit, and when a signal asks for it.
///
/// While a command collects what it will print, it is asked to stop and comes back with what it has. At all other
/// moments (reading, planning, writing) there is nothing to come back with, and the program ends at once, wherever it
/// is: in a sort, or waiting for a pipe that nobody fills.
final class RunGuard: Sendable {
  private struct State {
    var isCollecting = false
    var isSettled = false
  }

  let display: ProgressDisplay?
  private let shared: Shared
  let watch: RunWatch

  /// What the watching thread needs before the guard itself is complete.
  private final class Shared: Sendable {
    let state = Mutex(State())
    let command: String
    let path: String
    let isJSON: Bool
    let makesGraph: Bool
    let display: ProgressDisplay?
    let watch = Mutex<RunWatch?>(nil)

    init(_ command: String, _ path: String, _ run: RunOptions, _ makesGraph: Bool, _ display: ProgressDisplay?) {
      self.command = command
      self.makesGraph = makesGraph
      self.path = path
      isJSON = run.json
      self.display = display
    }
  }

  /// - Parameter makesGraph: the command writes a graph and mines none. It keeps to `--memory` by itself, in temporary files.
  init(_ command: String, path: String, _ run: RunOptions, makesGraph: Bool = false) throws {
    let display = ProgressDisplay(run)
    var limits = Limits(deadline: try run.duration(), memory: makesGraph ? nil : try run.bytes())
    limits.isCancelled = { Interruption.requested != nil }
    if let display {
      // What fsm has to tell of its levels is more than the watch knows.
      limits.progress = { if command != "fsm" || $0.stage != .mine { display.show($0) } }
      limits.progressInterval = display.interval
    }
    let shared = Shared(command, path, run, makesGraph, display)
    self.display = display
    self.shared = shared
    Interruption.deferFirst()
    watch = RunWatch(limits) { reason in Self.stop(shared, reason) }
    shared.watch.withLock { $0 = watch }
    // Without a watch nobody would hear a deferred signal.
    if !watch.isWatching { Interruption.deferNone() }
  }

  deinit { settle() }

  /// Runs what comes back with a partial answer when it is stopped.
  func collecting<Value, Failure: Error>(_ body: () throws(Failure) -> Value) throws(Failure) -> Value {
    shared.state.withLock { $0.isCollecting = true }
    watch.meter.enter(.mine)
    defer { shared.state.withLock { $0.isCollecting = false } }
    return try body()
  }

  /// Runs what has no partial answer: when it is stopped meanwhile, this does not return.
  func unlessStopped<Value>(_ body: () throws -> Value) throws -> Value {
    defer {
      // The watching thread is about to end the program.
      while watch.control.stopReason != nil, watch.isWatching { pause() }
    }
    return try body()
  }

  /// The answer is known: nothing but a signal can stop it from being printed, and that at once.
  func settle() {
    shared.state.withLock { $0.isSettled = true }
    watch.finish()
    display?.end()
    if stopReason == nil { Interruption.deferNone() }
  }

  /// Why the run was stopped; nil: it was not.
  var stopReason: EarlyStop? { watch.control.stopReason }

  /// How that is said, and the status that it ends with.
  static func explain(_ reason: EarlyStop) -> (text: String, status: Int32) {
    switch reason {
    case .deadline: ("stopped by the deadline", Status.stopped.rawValue)
    case .memory: ("stopped by the memory limit", Status.stopped.rawValue)
    case .cancelled: ("interrupted", 128 + (Interruption.requested ?? SIGINT))
    }
  }

  /// On the watching thread.
  private static func stop(_ shared: Shared, _ reason: EarlyStop) {
    shared.state.withLock { state in
      if state.isCollecting || state.isSettled { return }
      shared.display?.end()
      let (text, status) = explain(reason)
      let stage = shared.watch.withLock { $0?.meter.state.stage } ?? .load
      let name = shared.path == "-" ? "standard input" : shared.path
      let what =
        switch stage {
        case .load: "while \(shared.command == "generate" ? "making" : "reading") \(name): nothing was \(shared.makesGraph ? "written" : "mined")"
        case .plan: "while planning: nothing was mined"
        case .mine: "while mining: no part of the answer is known"
        case .write: shared.makesGraph ? "while writing the graph" : "while writing: the output is not complete"
        }
      Interruption.removeUnfinishedFile()
      // An answer that is half printed must not be followed by another one.
      if shared.isJSON, stage != .write {
        let answer: [(String, JSON)] = [
          ("command", .string(shared.command)), ("graph", .object([("path", .string(shared.path))])),
          ("results", .array([])), ("complete", .bool(false)), ("stopped", .string(reason.rawValue)),
        ]
        let text = JSON.object(answer).answer + "\n"
        _ = Array(text.utf8).withUnsafeBytes { FileWriting.writeAll($0, to: 1) }
      }
      Standard.report("gyr: \(text) \(what)")
      // Once more: it may have been begun meanwhile.
      Interruption.removeUnfinishedFile()
      _exit(status)
    }
  }
}
