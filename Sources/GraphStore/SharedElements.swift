import Glibc

/// Elements in memory that an owner keeps alive: an allocation of our own, or a file mapped into memory.
package struct SharedElements<Element: BitwiseCopyable & Sendable>: RandomAccessCollection, @unchecked Sendable {
  // Immutable, whoever owns it.
  package let start: UnsafePointer<Element>
  package let count: Int
  private let owner: AnyObject

  /// - Parameter owner: keeps `count` elements from `start` on alive and unchanged.
  package init(start: UnsafePointer<Element>, count: Int, owner: AnyObject) {
    self.start = start
    self.count = count
    self.owner = owner
  }

  /// A copy.
  package init(_ elements: some Collection<Element>) {
    let memory = OwnedMemory(byteCount: Swift.max(1, elements.count) * MemoryLayout<Element>.stride)
    let start = memory.bytes.bindMemory(to: Element.self, capacity: Swift.max(1, elements.count))
    _ = UnsafeMutableBufferPointer(start: start, count: elements.count).initialize(from: elements)
    self.init(start: UnsafePointer(start), count: elements.count, owner: memory)
  }

  package var startIndex: Int { 0 }
  package var endIndex: Int { count }

  @inline(__always)
  package subscript(_ index: Int) -> Element {
    precondition(index >= 0 && index < count)
    return start[index]
  }

  package func withUnsafeBufferPointer<R>(_ body: (UnsafeBufferPointer<Element>) throws -> R) rethrows -> R {
    try withExtendedLifetime(owner) { try body(UnsafeBufferPointer(start: start, count: count)) }
  }

  package func withContiguousStorageIfAvailable<R>(_ body: (UnsafeBufferPointer<Element>) throws -> R) rethrows -> R? {
    try withExtendedLifetime(owner) { try body(UnsafeBufferPointer(start: start, count: count)) }
  }
}

/// An allocation that goes when nobody refers to it any more.
final class OwnedMemory: @unchecked Sendable {
  let bytes: UnsafeMutableRawPointer
  let byteCount: Int

  init(byteCount: Int) {
    self.byteCount = byteCount
    bytes = .allocate(byteCount: byteCount, alignment: 64)
  }

  /// Nil when the system has not so much.
  init?(ifAvailable byteCount: Int) {
    var raw: UnsafeMutableRawPointer?
    guard posix_memalign(&raw, 64, max(1, byteCount)) == 0, let raw else { return nil }
    self.byteCount = byteCount
    bytes = raw
  }

  deinit { bytes.deallocate() }
}
