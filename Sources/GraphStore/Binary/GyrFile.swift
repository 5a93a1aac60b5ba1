import Glibc

#if Zstd
  import CZstd
#endif

/// An open `.gyr` file: mapped if it can be, its header and table of sections checked.
final class GyrFile {
  let path: String
  let isDirected: Bool
  let vertexCount: Int
  let edgeCount: Int
  private let bytes: UnsafeRawBufferPointer
  private let owner: AnyObject
  private var entries: [UInt64: GyrLayout.Entry] = [:]
  private let threads: Int

  init(_ input: GraphInput, threads: Int) throws(GraphFileError) {
    try GyrChecksum.requireTrait(input.path)
    path = input.path
    self.threads = threads
    if let file = input.mappable, let size = file.size, let mapping = MappedFile(file.descriptor, size: size) {
      owner = mapping
      bytes = mapping.bytes
    } else {
      let content = try input.readAll()
      let memory = OwnedMemory(byteCount: content.count + GyrLayout.alignment)
      content.withUnsafeBytes { memory.bytes.copyMemory(from: $0.baseAddress!, byteCount: content.count) }
      owner = memory
      bytes = UnsafeRawBufferPointer(start: memory.bytes, count: content.count)
    }
    func fail(_ offset: Int, _ message: String) -> GraphFileError {
      GraphFileError(.malformed, path: input.path, offset: offset, message: message)
    }
    let bytes = bytes
    func word(_ offset: Int) -> UInt32 { UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)) }
    func long(_ offset: Int) -> UInt64 { UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) }
    guard bytes.count >= GyrLayout.headerSize else { throw fail(bytes.count, "the file ends in its header; is it cut short?") }
    guard bytes.prefix(8).elementsEqual(GyrLayout.magic) else {
      throw fail(0, "expected a .gyr file; the first bytes are damaged, perhaps by a transfer as text")
    }
    guard word(8) == GyrLayout.version else {
      throw GraphFileError(
        .unsupported, path: path, offset: 8,
        message: "version \(word(8)) of the .gyr format; this program reads version \(GyrLayout.version)")
    }
    guard long(56) == GyrChecksum.of(UnsafeRawBufferPointer(rebasing: bytes[..<56])) else {
      throw fail(56, "the header is damaged: its checksum differs")
    }
    guard long(16) == UInt64(bytes.count) else {
      throw fail(16, "the file should have \(long(16)) bytes and has \(bytes.count); is it cut short?")
    }
    let count = Int(word(24))
    let tableEnd = GyrLayout.headerSize + count * GyrLayout.entrySize
    guard tableEnd <= bytes.count else { throw fail(24, "the table of \(count) sections does not fit in the file") }
    isDirected = word(28) & 1 != 0
    guard long(32) <= UInt64(AssemblyInput.maximumVertexCount), let edges = Int(exactly: long(40)) else {
      throw fail(32, "\(long(32)) vertices and \(long(40)) edges; a graph holds at most \(AssemblyInput.maximumVertexCount) vertices")
    }
    vertexCount = Int(long(32))
    edgeCount = edges
    guard long(48) == GyrChecksum.of(UnsafeRawBufferPointer(rebasing: bytes[GyrLayout.headerSize..<tableEnd])) else {
      throw fail(48, "the table of sections is damaged: its checksum differs")
    }
    for number in 0..<count {
      let place = GyrLayout.headerSize + number * GyrLayout.entrySize
      let entry = GyrLayout.Entry(
        kind: word(place), index: word(place + 4), codec: word(place + 8), width: word(place + 12), offset: long(place + 16),
        storedSize: long(place + 24), size: long(place + 32), checksum: long(place + 40))
      let (end, overflow) = entry.offset.addingReportingOverflow(entry.storedSize)
      guard !overflow, entry.offset % UInt64(GyrLayout.alignment) == 0, end <= UInt64(bytes.count - GyrLayout.alignment),
        entry.codec != GyrLayout.Codec.raw.rawValue || entry.size == entry.storedSize
      else { throw fail(place, "section \(number) lies outside of the file") }
      entries[UInt64(entry.kind) << 32 | UInt64(entry.index)] = entry
    }
  }

  func failure(_ kind: GyrLayout.Kind, _ message: String) -> GraphFileError {
    GraphFileError(.malformed, path: path, message: "the section \(kind) \(message)")
  }

  func contains(_ kind: GyrLayout.Kind, _ index: Int = 0) -> Bool { entry(kind, index) != nil }

  private func entry(_ kind: GyrLayout.Kind, _ index: Int) -> GyrLayout.Entry? {
    entries[UInt64(kind.rawValue) << 32 | UInt64(index)]
  }

  private func stored(_ entry: GyrLayout.Entry) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: bytes[Int(entry.offset)..<Int(entry.offset + entry.storedSize)])
  }

  /// The elements of a section: where they lie in the file, or decompressed.
  ///
  /// - Parameter count: how many there must be; nil: as many as there are.
  func elements<T: BitwiseCopyable & Sendable & FixedWidthInteger>(
    _ kind: GyrLayout.Kind, _ index: Int = 0, of type: T.Type = T.self, count: Int?
  ) throws(GraphFileError) -> SharedElements<T> {
    guard let entry = entry(kind, index) else { throw failure(kind, "is missing") }
    let width = UInt64(MemoryLayout<T>.size)
    guard entry.width == UInt32(width), entry.size % width == 0, count == nil || entry.size / width == UInt64(count!) else {
      throw failure(kind, "has \(entry.size) bytes; expected \(count.map { "\($0) elements" } ?? "elements") of \(width)")
    }
    let elements = Int(entry.size / width)
    switch GyrLayout.Codec(rawValue: entry.codec) {
    case .raw:
      let start = stored(entry).baseAddress!.assumingMemoryBound(to: T.self)
      return SharedElements(start: start, count: elements, owner: owner)
    case .zstd:
      let memory = try decompress(entry, kind)
      return SharedElements(start: UnsafePointer(memory.bytes.assumingMemoryBound(to: T.self)), count: elements, owner: memory)
    case nil: throw failure(kind, "is compressed in a way (\(entry.codec)) that this program does not know")
    }
  }

  private func decompress(_ entry: GyrLayout.Entry, _ kind: GyrLayout.Kind) throws(GraphFileError) -> OwnedMemory {
    #if Zstd
      let source = stored(entry)
      // One frame a block: a prefix of block sizes, then the frames.
      guard entry.size <= 1 << 46 else { throw failure(kind, "is damaged: it claims \(entry.size) bytes") }
      let frames = GyrChecksum.blockCount(Int(entry.size))
      guard source.count >= 8 * frames else { throw failure(kind, "is damaged: its frames are missing") }
      var starts: [Int] = [8 * frames]
      for frame in 0..<frames {
        let size = UInt64(littleEndian: source.loadUnaligned(fromByteOffset: 8 * frame, as: UInt64.self))
        guard size <= UInt64(source.count - starts[frame]) else { throw failure(kind, "is damaged: a frame is longer than it") }
        starts.append(starts[frame] + Int(size))
      }
      guard let memory = OwnedMemory(ifAvailable: Int(entry.size) + GyrLayout.alignment) else {
        throw failure(kind, "needs \(entry.size) bytes of memory, which there are not")
      }
      memset(memory.bytes + Int(entry.size), 0, GyrLayout.alignment)
      let workers = max(1, min(threads, frames))
      let failed = Flags(workers)
      let size = Int(entry.size)
      Parallel.run(workers) { worker in
        for frame in stride(from: worker, to: frames, by: workers) {
          let start = frame * GyrLayout.blockSize, length = min(GyrLayout.blockSize, size - start)
          let got = ZSTD_decompress(
            memory.bytes + start, length, source.baseAddress! + starts[frame], starts[frame + 1] - starts[frame])
          if got != length { failed.set(worker) }
        }
      }
      if failed.any { throw failure(kind, "is damaged: it cannot be decompressed") }
      return memory
    #else
      throw GraphFileError(.unsupported, path: path, message: "is compressed with zstd; build with the trait Zstd to read it")
    #endif
  }

  /// Checks the checksums of all sections, on all threads.
  func checkSums() throws(GraphFileError) {
    var blocks: [(section: UnsafeRawBufferPointer, index: Int)] = []
    let all = entries.values.sorted { $0.offset < $1.offset }
    var starts: [Int] = []
    for entry in all {
      starts.append(blocks.count)
      for index in 0..<GyrChecksum.blockCount(Int(entry.storedSize)) { blocks.append((stored(entry), index)) }
    }
    starts.append(blocks.count)
    var sums = [UInt64](repeating: 0, count: blocks.count)
    let mapping = owner as? MappedFile
    let workers = max(1, min(threads, blocks.count))
    sums.withUnsafeMutableBufferPointer { sums in
      nonisolated(unsafe) let sums = sums
      nonisolated(unsafe) let blocks = blocks
      Parallel.run(workers) { worker in
        for block in stride(from: worker, to: blocks.count, by: workers) {
          mapping?.populate(GyrChecksum.bytes(ofBlock: blocks[block].index, blocks[block].section))
          sums[block] = GyrChecksum.block(blocks[block].section, blocks[block].index)
        }
      }
    }
    for (number, entry) in all.enumerated() {
      guard GyrChecksum.combine(Array(sums[starts[number]..<starts[number + 1]])) != entry.checksum else { continue }
      let name = GyrLayout.Kind(rawValue: entry.kind).map { "\($0)" } ?? "\(entry.kind)"
      throw GraphFileError(
        .malformed, path: path, offset: Int(entry.offset), message: "the section \(name) is damaged: its checksum differs")
    }
  }
}

/// A read-only mapping of a whole file. The file must not be shortened while it is in use.
final class MappedFile: @unchecked Sendable {
  let bytes: UnsafeRawBufferPointer

  /// Nil when the system refuses, or for an empty file.
  init?(_ descriptor: Int32, size: Int) {
    guard size > 0, let start = mmap(nil, size, PROT_READ, MAP_SHARED, descriptor, 0), start != MAP_FAILED else { return nil }
    bytes = UnsafeRawBufferPointer(start: start, count: size)
  }

  /// Brings pages in at once instead of one fault after the other; where the system cannot, faults do it.
  func populate(_ part: UnsafeRawBufferPointer) {
    guard let start = part.baseAddress else { return }
    let skipped = UInt(bitPattern: start) % UInt(getpagesize())
    // MADV_POPULATE_READ, Linux 5.14.
    madvise(UnsafeMutableRawPointer(mutating: start - Int(skipped)), part.count + Int(skipped), 22)
  }

  deinit { munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress!), bytes.count) }
}

/// A flag a worker: each writes its own only.
final class Flags: @unchecked Sendable {
  private let flags: UnsafeMutablePointer<Bool>
  private let count: Int

  init(_ count: Int) {
    self.count = count
    flags = .allocate(capacity: count)
    flags.initialize(repeating: false, count: count)
  }
  deinit { flags.deallocate() }

  func set(_ worker: Int) { flags[worker] = true }
  var any: Bool { UnsafeBufferPointer(start: flags, count: count).contains(true) }
}
