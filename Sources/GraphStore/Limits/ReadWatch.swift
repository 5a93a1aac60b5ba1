/// The outside world of a graph that is being read: who may stop it, and who wants to know how far it is.
package struct ReadWatch: Hashable, Sendable {
  package let control: RunControl
  package let meter: ProgressMeter

  package init(control: RunControl, meter: ProgressMeter) {
    self.control = control
    self.meter = meter
  }

  package static func == (a: Self, b: Self) -> Bool { a.control === b.control }
  package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(control)) }
}

/// Bytes of a file on their way to a parser, counted; an error once reading is to stop.
final class WatchedSource: ByteSource {
  private let upstream: any ByteSource
  private let watch: ReadWatch

  init(_ upstream: any ByteSource, _ watch: ReadWatch) {
    self.upstream = upstream
    self.watch = watch
  }

  var path: String { upstream.path }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(GraphFileError) -> Int {
    try watch.check(path)
    let count = try upstream.read(into: buffer)
    watch.meter.read(bytes: count)
    return count
  }
}

extension ReadWatch {
  /// - Throws: ``GraphFileError/Kind/stopped`` when reading is to stop.
  func check(_ path: String) throws(GraphFileError) {
    if let reason = control.stopReason { throw GraphFileError(.stopped(reason), path: path, message: "reading was stopped (\(reason.rawValue))") }
  }
}
