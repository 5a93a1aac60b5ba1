#if Zlib
  import CZlib
#endif

/// Writes pixels as PNG (ISO 15948): 8 bits a colour, one compressed block.
enum PNG {
  static func encode(_ raster: Raster) throws(DrawingError) -> [UInt8] {
    #if Zlib
      let pixels = raster.bytes, stride = 3 * raster.width
      var rows: [UInt8] = []
      rows.reserveCapacity((stride + 1) * raster.height)
      for y in 0..<raster.height {
        // Filter 0: rows as they are.
        rows.append(0)
        rows += pixels[y * stride..<(y + 1) * stride]
      }
      var size = compressBound(UInt(rows.count))
      var packed = [UInt8](repeating: 0, count: Int(size))
      let status = compress2(&packed, &size, rows, UInt(rows.count), 9)
      precondition(status == Z_OK, "zlib was given enough room")
      var out: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
      chunk("IHDR", bigEndian(UInt32(raster.width)) + bigEndian(UInt32(raster.height)) + [8, 2, 0, 0, 0], to: &out)
      chunk("IDAT", Array(packed[..<Int(size)]), to: &out)
      chunk("IEND", [], to: &out)
      return out
    #else
      throw .needsZlib
    #endif
  }

  #if Zlib
    private static func chunk(_ name: String, _ data: [UInt8], to out: inout [UInt8]) {
      let body = Array(name.utf8) + data
      out += bigEndian(UInt32(data.count)) + body + bigEndian(UInt32(crc32(0, body, UInt32(body.count))))
    }

    private static func bigEndian(_ value: UInt32) -> [UInt8] {
      [UInt8(value >> 24), UInt8(value >> 16 & 255), UInt8(value >> 8 & 255), UInt8(value & 255)]
    }
  #endif
}
