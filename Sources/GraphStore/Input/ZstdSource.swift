#if Zstd
  import CZstd

  /// Decompresses zstd: any number of frames. Memory is the frame's window, not its content.
  final class ZstdSource: ByteSource {
    private let upstream: any ByteSource
    var path: String { upstream.path }
    private let stream: OpaquePointer
    private let input = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 17, alignment: 16)
    private var pending = ZSTD_inBuffer(src: nil, size: 0, pos: 0)
    /// What the last call expected next: 0 at the end of a frame.
    private var expected = 0

    init(_ upstream: any ByteSource) throws(GraphFileError) {
      guard let stream = ZSTD_createDStream() else {
        input.deallocate()
        throw GraphFileError(.inputOutput, path: upstream.path, message: "cannot start zstd: out of memory")
      }
      self.stream = stream
      self.upstream = upstream
    }

    deinit {
      ZSTD_freeDStream(stream)
      input.deallocate()
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(GraphFileError) -> Int {
      var output = ZSTD_outBuffer(dst: buffer.baseAddress, size: buffer.count, pos: 0)
      while output.pos == 0 {
        if pending.pos == pending.size {
          let count = try upstream.read(into: input)
          pending = ZSTD_inBuffer(src: input.baseAddress, size: count, pos: 0)
          if count == 0, expected == 0 { return 0 }
        }
        let isDry = pending.size == 0
        let outcome = ZSTD_decompressStream(stream, &output, &pending)
        if ZSTD_isError(outcome) != 0 {
          throw failure("the zstd data is damaged: \(String(cString: ZSTD_getErrorName(outcome)))")
        }
        // Without input the decoder may still hold output; if it does not, the frame is incomplete.
        if isDry, output.pos == 0 {
          if outcome == 0 { return 0 }
          throw failure("the zstd data stops in the middle; is the file cut short?")
        }
        expected = outcome
      }
      return output.pos
    }

    private func failure(_ message: String) -> GraphFileError {
      GraphFileError(.malformed, path: upstream.path, message: message)
    }
  }
#endif
