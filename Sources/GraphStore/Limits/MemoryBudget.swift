import Glibc
import Machine
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
    let bytes = [physical, ControlGroup.current.memoryLimit].compactMap { $0 }.min() ?? Int.max
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

/// Asked before much is allocated: what does not fit ends the run, instead of the system ending the process.
package struct MemoryGate: Sendable {
  /// Nil: nobody watches, and everything fits.
  private let budget: MemoryBudget?
  private let control: RunControl

  package init(_ budget: MemoryBudget?, _ control: RunControl) {
    self.budget = budget
    self.control = control
  }

  /// Whether so many bytes may be allocated now. If not, the run is stopped.
  package func admits(_ bytes: Int) -> Bool {
    guard let budget, bytes > budget.left else { return true }
    control.stop(.memory)
    return false
  }
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
