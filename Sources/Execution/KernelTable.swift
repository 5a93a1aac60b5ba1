import Glibc
import SetKernels

/// The variants of the set kernels that this machine can run.
public struct KernelTable: Sendable, CustomStringConvertible {
  // Points at constants of the kernels library.
  package nonisolated(unsafe) let table: UnsafePointer<gyr_kernels>

  /// `scalar`, `avx2` or `avx512`.
  public var name: String { String(cString: table.pointee.name) }
  public var description: String { name }

  /// Best first.
  public static let available: [KernelTable] = {
    var count: Int32 = 0
    guard let list = gyr_available_kernels(&count) else { return [] }
    return (0..<Int(count)).compactMap { list[$0].map { KernelTable(table: $0) } }
  }()

  /// The variant that the environment variable GYR_KERNELS names, else the best one.
  public static let current: KernelTable = {
    if let wanted = getenv("GYR_KERNELS").map({ String(cString: $0) }),
      let found = available.first(where: { $0.name == wanted })
    {
      return found
    }
    return available[0]
  }()
}

