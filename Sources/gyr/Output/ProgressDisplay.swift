import Gyrfalcon
import Synchronization

/// Says on standard error how far a run is: as a line on a terminal that goes again, or as JSON objects, one a line.
final class ProgressDisplay: Sendable {
  private enum Form { case line, json }
  private let form: Form
  private let start = ContinuousClock.now
  private let state = Mutex<(isShown: Bool, isOver: Bool)>((false, false))

  /// Nil when nobody would see it.
  init?(_ run: RunOptions) {
    switch run.progress {
    case .none: return nil
    case .json: form = .json
    case .auto:
      guard !run.quiet, Standard.error.isTerminal else { return nil }
      form = .line
    }
  }

  /// How often it wants to be told.
  var interval: Duration { form == .line ? .milliseconds(200) : .milliseconds(500) }

  func show(_ progress: RunProgress) {
    switch form {
    case .line: line(Self.text(progress))
    case .json: object(Self.members(progress))
    }
  }

  func show(_ progress: FrequentProgress) {
    switch form {
    case .line:
      line(
        "size \(progress.level), \(progress.decided) of \(progress.candidates) candidates, "
          + "\(progress.frequent) frequent, \(Int(progress.rate)) candidates/s")
    case .json:
      object([
        ("stage", .string("mine")), ("level", JSON(progress.level)), ("decided", JSON(progress.decided)),
        ("candidates", JSON(progress.candidates)), ("frequent", JSON(progress.frequent)),
        ("rate", .number(progress.rate)), ("elapsed", .seconds(progress.elapsed / .seconds(1))),
      ])
    }
  }

  /// Takes the line away. Nothing is shown after this.
  func end() {
    state.withLock { state in
      state.isOver = true
      if state.isShown { Standard.error.text("\r\u{1B}[K") }
    }
  }

  /// Runs of less than a second need no line.
  private func line(_ text: String) {
    guard ContinuousClock.now - start > .seconds(1) else { return }
    state.withLock { state in
      if state.isOver { return }
      state.isShown = true
      Standard.error.text("\r\u{1B}[Kgyr: \(text)")
    }
  }

  private func object(_ members: [(String, JSON)]) {
    state.withLock { if !$0.isOver { Standard.error.line(JSON.object(members).text) } }
  }

  private static func text(_ progress: RunProgress) -> String {
    var parts: [String] = []
    switch progress.stage {
    case .load: parts.append("reading")
    case .plan: parts.append("planning")
    case .mine: parts.append(progress.step > 1 ? "mining, step \(progress.step)" : "mining")
    case .write: parts.append("writing")
    }
    if let fraction = progress.fraction { parts.append("\(Int(fraction * 100))%") }
    if progress.stage == .load, progress.rate > 0 { parts.append("\(Int(progress.rate / 1e6)) MB/s") }
    parts.append("\(Int(progress.elapsed / .seconds(1))) s")
    if let fraction = progress.fraction, fraction > 0.01, fraction < 1, let left = progress.remaining {
      if progress.stage == .mine { parts.append("\(tenths(progress.rate * 100)) %/s") }
      parts.append("\(Pretty.time(left / .seconds(1))) to go")
    }
    return parts.joined(separator: ", ")
  }

  private static func tenths(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }

  private static func members(_ progress: RunProgress) -> [(String, JSON)] {
    [
      ("stage", .string(progress.stage.rawValue)), ("fraction", progress.fraction.map { .number($0) } ?? .null),
      ("done", JSON(progress.done)), ("step", JSON(progress.step)), ("rate", .number(progress.rate)),
      ("elapsed", .seconds(progress.elapsed / .seconds(1))),
      ("remaining", progress.remaining.map { .seconds($0 / .seconds(1)) } ?? .null),
    ]
  }
}
