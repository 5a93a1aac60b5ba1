#if Zlib
  import CZlib

  /// Decompresses gzip: one or more members, then perhaps zero bytes (tapes pad with them).
  final class GzipSource: ByteSource {
    private let upstream: any ByteSource
    var path: String { upstream.path }
    /// On the heap because zlib keeps its address.
    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    private let input = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    private var isBetweenMembers = false
    private var isAtEnd = false

    init(_ upstream: any ByteSource) throws(GraphFileError) {
      self.upstream = upstream
      stream.initialize(to: z_stream())
      // 15 + 16: the largest window, gzip wrapper with its checksum.
      let status = inflateInit2_(stream, 31, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
      if status != Z_OK {
        throw GraphFileError(.inputOutput, path: upstream.path, message: "cannot start zlib (status \(status))")
      }
    }

    deinit {
      inflateEnd(stream)
      stream.deallocate()
      input.deallocate()
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(GraphFileError) -> Int {
      stream.pointee.next_out = buffer.baseAddress!.assumingMemoryBound(to: UInt8.self)
      let wanted = UInt32(clamping: buffer.count)
      stream.pointee.avail_out = wanted
      while !isAtEnd, stream.pointee.avail_out == wanted {
        if stream.pointee.avail_in == 0 {
          let count = try upstream.read(into: input)
          if count == 0 {
            if !isBetweenMembers { throw failure("the gzip data stops in the middle; is the file cut short?") }
            isAtEnd = true
            break
          }
          stream.pointee.next_in = input.baseAddress!.assumingMemoryBound(to: UInt8.self)
          stream.pointee.avail_in = UInt32(count)
        }
        if isBetweenMembers {
          if stream.pointee.next_in.pointee == 0 {
            stream.pointee.next_in += 1
            stream.pointee.avail_in -= 1
            continue
          }
          inflateReset(stream)
          isBetweenMembers = false
        }
        let status = inflate(stream, Z_NO_FLUSH)
        switch status {
        case Z_OK, Z_BUF_ERROR: break
        case Z_STREAM_END: isBetweenMembers = true
        default:
          let reason = stream.pointee.msg.map { String(cString: $0) } ?? "status \(status)"
          throw failure("the gzip data is damaged: \(reason)")
        }
      }
      return Int(wanted - stream.pointee.avail_out)
    }

    private func failure(_ message: String) -> GraphFileError {
      GraphFileError(.malformed, path: upstream.path, message: message)
    }
  }
#endif
