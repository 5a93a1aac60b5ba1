/// The layout of a `.gyr` file; Docs/formats.md describes every byte. All numbers are little-endian.
enum GyrLayout {
  /// As PNG does it: a high bit and line ends of both kinds show what a text transfer breaks.
  static let magic: [UInt8] = [0x89, 0x47, 0x59, 0x52, 0x0d, 0x0a, 0x1a, 0x0a]
  static let version: UInt32 = 1
  static let headerSize = 64
  static let entrySize = 48
  /// Sections start at multiples of this, and at least as many zero bytes follow each: kernels may read past the end.
  static let alignment = 64
  /// Checksums are taken of blocks of this size, so that one section can be checked on many threads.
  static let blockSize = 1 << 22

  enum Kind: UInt32, CaseIterable {
    case summary = 1
    case neighbourOffsets = 2, neighbourTargets, neighbourLower
    case outgoingOffsets = 5, outgoingTargets, outgoingLower
    case incomingOffsets = 8, incomingTargets, incomingLower
    case integerIDs = 11, stringBytes, stringOffsets, ranks, numbers
    case vertexLabelNames = 16, vertexLabelOffsets, vertexLabelCodes, singleLabels, labelListOffsets, labelLists
    case edgeLabelNames = 22, edgeLabelOffsets, edgeLabelPairs
    case attributes = 25, attributeRows, attributePresence, attributeTextBytes, attributeTextOffsets
    case statistics = 30
  }

  enum Codec: UInt32 { case raw, zstd }

  /// Words of the section `summary`, each 64 bits.
  enum Summary: Int, CaseIterable {
    case vertices, neighbourTargets, outgoingTargets, incomingTargets
    case maximumDegree, maximumOut, maximumIn
    /// 0: first, first + 1, ...; 1: integers; 2: strings.
    case idKind, firstID
    case hasSeveralLabels
    case linesRead, edgesGiven, selfLoopsDropped, duplicatesMerged, parallelLabelsKept, isolatedVertices
    case linesWithExtraColumns, attributeConflicts, attributeRowsIgnored
    /// Facts; all ones: not known.
    case degeneracy, triangles, components
  }

  struct Entry {
    var kind: UInt32
    /// Number of the column, for sections that exist once a column.
    var index: UInt32
    var codec: UInt32
    /// Bytes of one element, for programs that swap bytes.
    var width: UInt32
    var offset: UInt64
    var storedSize: UInt64
    var size: UInt64
    /// XXH3-64 of the checksums of the stored blocks.
    var checksum: UInt64
  }
}

/// Bytes of numbers, least significant first.
struct LittleEndianBytes {
  private(set) var bytes: [UInt8] = []

  mutating func append(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }
  mutating func append(_ more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }

  /// A text with its length in front.
  mutating func append(text: String) {
    append(UInt32(text.utf8.count))
    append(text.utf8)
  }
}
