#if XXHash
  import CXXHash
#endif

/// XXH3, 64 bits (Collet): checked at the speed of memory, unlike CRCs in software.
enum GyrChecksum {
  static func of(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    #if XXHash
      return XXH3_64bits(bytes.baseAddress, bytes.count)
    #else
      preconditionFailure("a .gyr file without the trait XXHash")
    #endif
  }

  /// Of one block of a section.
  static func block(_ section: UnsafeRawBufferPointer, _ index: Int) -> UInt64 {
    of(bytes(ofBlock: index, section))
  }

  static func bytes(ofBlock index: Int, _ section: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    let start = index * GyrLayout.blockSize
    return UnsafeRawBufferPointer(rebasing: section[start..<min(section.count, start + GyrLayout.blockSize)])
  }

  static func blockCount(_ size: Int) -> Int { (size + GyrLayout.blockSize - 1) / GyrLayout.blockSize }

  static func combine(_ blocks: [UInt64]) -> UInt64 { blocks.map(\.littleEndian).withUnsafeBytes { of($0) } }

  /// Of a whole section, on the caller's thread.
  static func section(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    combine((0..<blockCount(bytes.count)).map { block(bytes, $0) })
  }

  static func requireTrait(_ path: String) throws(GraphFileError) {
    #if !XXHash
      throw GraphFileError(.unsupported, path: path, message: "is a .gyr file; build with the trait XXHash to use it")
    #endif
  }
}
