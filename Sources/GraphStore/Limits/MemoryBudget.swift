import Glibc
import Synchronization

/// How many bytes a process may use. A value: whoever is about to allocate much asks it for what is left.
///
/// Counted is memory of the process's own: pages of mapped files do not count, since the system can take them back.
public struct MemoryBudget: Hashable, Sendable {
  /// Bytes of the whole process.
  public var limit: Int

  /// - Parameter limit: nil: ``available``.
  public init(limit: Int? = nil) { self.limit = limit ?? Self.available }

  /// What this machine gives: its memory, or what the control groups of the process leave of it, less a sixteenth for
  /// everybody else.
  public static let available: Int = {
    let bytes = [physical, ControlGroup.memoryLimit].compactMap { $0 }.min() ?? Int.max
    return bytes - bytes / 16
  }()

  private static var physical: Int? {
    let pages = sysconf(Int32(_SC_PHYS_PAGES)), size = sysconf(Int32(_SC_PAGESIZE))
    return pages > 0 && size > 0 ? pages * size : nil
  }

  /// Bytes that may still be allocated.
  public var left: Int { Swift.max(0, limit - Self.used) }

  /// Bytes that the process uses now.
  public static var used: Int { ProcessMemory.shared.bytes }
}

/// The process's own memory as the kernel counts it; a few microseconds a look.
private final class ProcessMemory: Sendable {
  static let shared = ProcessMemory()
  private let descriptor = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
  private let pageSize = Int(sysconf(Int32(_SC_PAGESIZE)))

  /// Resident pages less those that are shared with files.
  var bytes: Int {
    guard descriptor >= 0 else { return 0 }
    return withUnsafeTemporaryAllocation(byteCount: 256, alignment: 8) { buffer -> Int in
      let count = pread(descriptor, buffer.baseAddress!, buffer.count, 0)
      guard count > 0 else { return 0 }
      let fields = buffer[..<count].split(separator: UInt8(ascii: " "))
      guard fields.count > 2 else { return 0 }
      func number(_ field: Slice<UnsafeMutableRawBufferPointer>) -> Int {
        field.reduce(0) { $0 * 10 + Int($1) - 48 }
      }
      return Swift.max(0, number(fields[1]) - number(fields[2])) * pageSize
    }
  }
}

/// Limits that a container or a service manager has set.
enum ControlGroup {
  /// The lowest limit of the process's group and of those above it; nil: none.
  static var memoryLimit: Int? {
    guard let groups = read("/proc/self/cgroup") else { return nil }
    var limits: [Int] = []
    for line in groups.split(separator: "\n") {
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { continue }
      // Version 2 has one tree and no controllers in the line, version 1 a tree a controller.
      let (root, file): (String, String)
      if fields[1].isEmpty {
        (root, file) = ("/sys/fs/cgroup", "memory.max")
      } else if fields[1].split(separator: ",").contains("memory") {
        (root, file) = ("/sys/fs/cgroup/memory", "memory.limit_in_bytes")
      } else {
        continue
      }
      var path = fields[2] == "/" ? "" : String(fields[2])
      while true {
        if let text = read("\(root)\(path)/\(file)"), let limit = Int(text.prefix { $0.isNumber }) { limits.append(limit) }
        guard let slash = path.lastIndex(of: "/") else { break }
        path = String(path[..<slash])
      }
    }
    return limits.min()
  }

  private static func read(_ path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    return withUnsafeTemporaryAllocation(byteCount: 1 << 14, alignment: 8) { buffer -> String? in
      let count = Glibc.read(descriptor, buffer.baseAddress!, buffer.count)
      return count >= 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
    }
  }
}
