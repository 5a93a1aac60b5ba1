/// Finds out whether a source is compressed, and undoes it.
enum Decompression {
  /// The content of a source: decompressed if its first bytes say that it is compressed, otherwise as it is.
  ///
  /// - Parameter options: say when a file is taken for a bomb.
  static func content(of raw: any ByteSource, _ options: ReadOptions) throws(GraphFileError) -> any ByteSource {
    let source = PeekableSource(raw)
    let magic = try source.peek(4)
    if magic.starts(with: [0x1f, 0x8b]) {
      #if Zlib
        return ExpansionGuard(try GzipSource(source), of: source, options)
      #else
        throw GraphFileError(
          .unsupported, path: raw.path, message: "is compressed with gzip; build with the trait Zlib to read it")
      #endif
    }
    // A zstd frame, or a skippable frame before one.
    let isSkippable = magic.count == 4 && magic[0] & 0xf0 == 0x50 && magic[1...] == [0x2a, 0x4d, 0x18]
    if magic == [0x28, 0xb5, 0x2f, 0xfd] || isSkippable {
      #if Zstd
        return ExpansionGuard(try ZstdSource(source), of: source, options)
      #else
        throw GraphFileError(
          .unsupported, path: raw.path, message: "is compressed with zstd; build with the trait Zstd to read it")
      #endif
    }
    return source
  }
}

/// Stops a small file from becoming an endless one.
private final class ExpansionGuard: ByteSource {
  private let content: any ByteSource
  private let compressed: PeekableSource
  private let limit: Int
  private let free: Int
  private var count = 0

  init(_ content: any ByteSource, of compressed: PeekableSource, _ options: ReadOptions) {
    self.content = content
    self.compressed = compressed
    limit = max(1, options.maximumExpansion)
    free = options.freeExpansion
  }

  var path: String { content.path }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(GraphFileError) -> Int {
    let got = try content.read(into: buffer)
    count += got
    if count > free, count / limit > compressed.count {
      throw GraphFileError(
        .malformed, path: path,
        message: "decompresses to more than \(limit) times its size and is taken for a bomb; decompress it first if it is a graph")
    }
    return got
  }
}
