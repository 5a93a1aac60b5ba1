import CZlib
import CZstd
import Glibc

@testable import GraphStore

/// A file that goes when the value does.
final class TemporaryFile {
  let path: String
  init(_ bytes: [UInt8], suffix: String = ".txt") {
    var template = Array("/tmp/graphstore-XXXXXX\(suffix)".utf8CString)
    let descriptor = mkstemps(&template, Int32(suffix.utf8.count))
    precondition(descriptor >= 0, "cannot make a temporary file")
    path = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    var written = 0
    bytes.withUnsafeBytes { buffer in
      while written < buffer.count {
        let count = write(descriptor, buffer.baseAddress! + written, buffer.count - written)
        precondition(count > 0, "cannot write a temporary file")
        written += count
      }
    }
    close(descriptor)
  }
  convenience init(_ text: String, suffix: String = ".txt") { self.init(Array(text.utf8), suffix: suffix) }
  deinit { unlink(path) }
}

enum Compression: CaseIterable {
  case plain, gzip, gzipMembers, zstd, zstdFrames

  func encode(_ bytes: [UInt8]) -> [UInt8] {
    let half = bytes.count / 2
    switch self {
    case .plain: return bytes
    case .gzip: return Self.gzip(bytes)
    case .gzipMembers: return Self.gzip(Array(bytes[..<half])) + Self.gzip(Array(bytes[half...]))
    case .zstd: return Self.zstd(bytes)
    case .zstdFrames: return Self.zstd(Array(bytes[..<half])) + Self.zstd(Array(bytes[half...]))
    }
  }

  static func gzip(_ bytes: [UInt8]) -> [UInt8] {
    var stream = z_stream()
    deflateInit2_(&stream, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    defer { deflateEnd(&stream) }
    var input = bytes
    var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))) + 64)
    let capacity = output.count
    input.withUnsafeMutableBufferPointer { input in
      output.withUnsafeMutableBufferPointer { output in
        stream.next_in = input.baseAddress
        stream.avail_in = UInt32(input.count)
        stream.next_out = output.baseAddress
        stream.avail_out = UInt32(capacity)
        precondition(deflate(&stream, Z_FINISH) == Z_STREAM_END)
      }
    }
    return Array(output[..<(capacity - Int(stream.avail_out))])
  }

  static func zstd(_ bytes: [UInt8]) -> [UInt8] {
    var output = [UInt8](repeating: 0, count: ZSTD_compressBound(bytes.count))
    let count = ZSTD_compress(&output, output.count, bytes, bytes.count, 3)
    precondition(ZSTD_isError(count) == 0)
    return Array(output[..<count])
  }
}

func read(_ text: String, suffix: String = ".txt", _ options: ReadOptions = ReadOptions()) throws(GraphFileError) -> Graph
{
  try read(Array(text.utf8), suffix: suffix, options)
}

func read(
  _ bytes: [UInt8], suffix: String = ".txt", _ options: ReadOptions = ReadOptions()
) throws(GraphFileError) -> Graph {
  let file = TemporaryFile(bytes, suffix: suffix)
  do throws(GraphFileError) {
    return try Graph(contentsOf: file.path, options: options)
  } catch {
    // The name is different every time; tests compare the rest.
    var error = error
    if error.path == file.path { error.path = "F" }
    throw error
  }
}

func failure(_ text: String, suffix: String = ".txt", _ options: ReadOptions = ReadOptions()) -> String? {
  failure(Array(text.utf8), suffix: suffix, options)
}

/// The description of the error, or nil if the file could be read.
func failure(_ bytes: [UInt8], suffix: String = ".txt", _ options: ReadOptions = ReadOptions()) -> String? {
  do throws(GraphFileError) {
    _ = try read(bytes, suffix: suffix, options)
    return nil
  } catch {
    return error.description
  }
}
