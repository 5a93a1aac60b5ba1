import Gyrfalcon

/// Exit statuses: a contract with scripts (sysexits.h where it has one).
enum Status: Int32 {
  case success = 0
  case no = 1
  case usage = 64
  case badData = 65
  case noInput = 66
  case internalError = 70
  case inputOutput = 74
  case stopped = 75
  case hungUp = 129
  case interrupted = 130
  case terminated = 143
}

/// What ends the program early: one clear line, perhaps a drawing under it, and the exit status.
struct Failure: Error {
  var status: Status
  /// Without the leading `gyr: `.
  var message: String
  /// More lines: the place in a pattern, how the command is used.
  var drawing: String?

  init(_ status: Status, _ message: String, drawing: String? = nil) {
    self.status = status
    self.message = message
    self.drawing = drawing
  }

  /// The library's errors; nil for others.
  init?(explaining error: any Error) {
    switch error {
    case let error as GraphFileError:
      switch error.kind {
      case .cannotOpen:
        let hint = Spelling.nearestFile(to: error.path).map { "; did you mean \($0)?" } ?? ""
        self.init(.noInput, error.description + hint)
      case .inputOutput: self.init(.inputOutput, error.description)
      case .malformed, .unsupported: self.init(.badData, error.description)
      case .stopped: self.init(.stopped, error.description)
      }
    case let error as PatternError: self.init(error, path: nil)
    case let error as PlanningError:
      if case .stopped = error { self.init(.stopped, error.description) } else { self.init(.usage, error.description) }
    case let error as CheckpointError:
      switch error {
      case .cannotRead, .cannotWrite: self.init(.inputOutput, error.description)
      case .damaged, .mismatch: self.init(.badData, error.description)
      }
    default: return nil
    }
  }

  /// An error in a pattern argument, or (with a path) in a pattern file.
  ///
  /// - Parameter name: what an argument is called, of several.
  init(_ error: PatternError, path: String?, called name: String = "pattern") {
    var message = error.message
    // The path stands in front of the place; the resolver's own prefix would repeat it.
    if let path, message.hasPrefix("\(path): ") { message = String(message.dropFirst(path.utf8.count + 2)) }
    let status = path == nil ? Status.usage : .badData
    guard let place = error.places.first else {
      self.init(status, path.map { "\($0): \(message)" } ?? message)
      return
    }
    self.init(
      status, "\(path ?? name):\(place.line):\(place.column): \(message)",
      drawing: error.places.map(\.drawing).joined(separator: "\n"))
  }
}
