import Glibc

/// Reads lines: at a terminal through libedit, if it is installed, with history and completion; otherwise plainly.
///
/// libedit is looked for when it is needed, so that the program neither needs it to be built nor to run.
final class LineEditor {
  let isInteractive: Bool
  private var readLineFunction: (@convention(c) (UnsafePointer<CChar>?) -> UnsafeMutablePointer<CChar>?)?
  private var addHistory: (@convention(c) (UnsafePointer<CChar>?) -> CInt)?

  /// - Parameter words: what completion offers.
  init(words: [String]) {
    isInteractive = isatty(0) == 1 && isatty(2) == 1
    guard isInteractive, let library = dlopen("libedit.so.2", RTLD_NOW | RTLD_LOCAL) else { return }
    func symbol<T>(_ name: String, _ type: T.Type) -> T? {
      dlsym(library, name).map { unsafeBitCast($0, to: type) }
    }
    readLineFunction = symbol(
      "readline", (@convention(c) (UnsafePointer<CChar>?) -> UnsafeMutablePointer<CChar>?).self)
    addHistory = symbol("add_history", (@convention(c) (UnsafePointer<CChar>?) -> CInt).self)
    LineEditor.words = words.sorted()
    typealias Generator = @convention(c) (UnsafePointer<CChar>?, CInt) -> UnsafeMutablePointer<CChar>?
    // The variable of that name holds the function that completion asks for one word after the other.
    dlsym(library, "rl_completion_entry_function")?.assumingMemoryBound(to: Generator?.self).pointee = { start, state in
      LineEditor.completion(start, state)
    }
  }

  /// The next line without its end; nil at the end of the input.
  func next(_ prompt: String) -> String? {
    if isInteractive, let readLineFunction {
      guard let line = readLineFunction(prompt) else { return nil }
      defer { free(line) }
      if line.pointee != 0 { _ = addHistory?(line) }
      return String(cString: line)
    }
    if isInteractive { Standard.error.text(prompt) }
    return readLine()
  }

  // The library calls a C function, which can only look at static storage; the prompt is on one thread.
  private nonisolated(unsafe) static var words: [String] = []
  private nonisolated(unsafe) static var matches: [String] = []

  /// The `state`-th word that starts as typed; the library frees it.
  private static func completion(_ start: UnsafePointer<CChar>?, _ state: CInt) -> UnsafeMutablePointer<CChar>? {
    if state == 0 {
      let typed = start.map { String(cString: $0) } ?? ""
      matches = words.filter { $0.hasPrefix(typed) }
    }
    return Int(state) < matches.count ? strdup(matches[Int(state)]) : nil
  }
}
