import Glibc
import Gyrfalcon
import Synchronization

/// Takes batches of matches from the workers, formats them there, and writes each piece as a whole.
final class MatchWriter: Sendable {
  private struct State {
    var written = 0
    /// System error that ended the writing; 0: none.
    var trouble: Int32 = 0
    /// Rows kept for sorting, by rank of the user's ids.
    var kept: [UInt32] = []
  }
  private let formatter: RowFormatter
  private let descriptor: Int32
  private let limit: Int
  private let sorts: Bool
  private let ids: VertexIDs
  /// Position maps that turn an occurrence into its matches; only the identity when occurrences are wanted.
  private let symmetries: [[Int]]
  /// All automorphisms, when few enough: a sorted answer shows the least match of each occurrence, whatever the plan.
  private let representatives: [[Int]]
  private let state = Mutex(State())
  private let isStopped: @Sendable () -> Bool

  init(
    _ formatter: RowFormatter, symmetry: AutomorphismGroup?, ids: VertexIDs, to descriptor: Int32, limit: Int?, sorts: Bool,
    embeddings: Bool, isStopped: @escaping @Sendable () -> Bool
  ) throws {
    self.isStopped = isStopped
    self.formatter = formatter
    self.ids = ids
    self.descriptor = descriptor
    self.limit = limit ?? Int.max
    self.sorts = sorts
    let identity = [Array(0..<formatter.width)]
    let all = (embeddings || sorts) && symmetry != nil ? symmetry!.elements(limit: 40_320) : identity
    if embeddings, all == nil {
      throw Failure(.usage, "--embeddings: the pattern has \(symmetry?.order ?? 1) automorphisms, too many to list")
    }
    symmetries = embeddings ? all! : identity
    representatives = sorts && !embeddings ? all ?? identity : identity
  }

  /// Occurrences that have to be found for `limit` matches.
  var occurrencesWanted: Int? {
    limit == Int.max ? nil : limit / symmetries.count + (limit % symmetries.count == 0 ? 0 : 1)
  }

  func begin() { if !formatter.head.isEmpty { write(formatter.head) } }

  /// - Returns: Whether more are wanted.
  func take(_ batch: MatchBatch) -> Bool {
    let rows = batch.rows
    let width = formatter.width
    let total = batch.count * symmetries.count
    let allowed = state.withLock { state -> Int in
      let allowed = min(total, limit - state.written)
      state.written += allowed
      return state.trouble == 0 ? allowed : 0
    }
    guard allowed > 0 else { return false }
    var left = allowed
    if sorts {
      var kept: [UInt32] = []
      kept.reserveCapacity(allowed * width)
      for row in 0..<batch.count {
        for symmetry in symmetries where left > 0 {
          left -= 1
          appendRanks(of: rows.baseAddress! + row * width, symmetry, to: &kept)
        }
      }
      return state.withLock {
        $0.kept += kept
        return $0.written < limit
      }
    }
    let start = rows.baseAddress!
    if symmetries.count == 1 {
      return write(formatter.text(rows: allowed) { start[$0 &* width &+ $1] })
    }
    // Several maps a row: |Aut| may be large, so in pieces.
    var done = 0
    let many = symmetries.count
    while done < allowed {
      let piece = min(4096, allowed - done), first = done
      let text = formatter.text(rows: piece) { row, position in
        let (occurrence, symmetry) = (first + row).quotientAndRemainder(dividingBy: many)
        return start[occurrence * width + symmetries[symmetry][position]]
      }
      if !write(text), first + piece < allowed { return false }
      done += piece
    }
    return state.withLock { $0.trouble == 0 && $0.written < limit }
  }

  private func appendRanks(of row: UnsafePointer<UInt32>, _ symmetry: [Int], to kept: inout [UInt32]) {
    func ranks(_ map: [Int]) -> [UInt32] { map.map { ids.ranks[Int(row[symmetry[$0]])] } }
    var best = ranks(representatives[0])
    for map in representatives.dropFirst() {
      let other = ranks(map)
      if other.lexicographicallyPrecedes(best) { best = other }
    }
    kept += best
  }

  /// Writes what was kept for sorting. Returns the number of matches written, or the system's error.
  func end() -> (written: Int, trouble: Int32) {
    if sorts { writeSorted() }
    return state.withLock { ($0.written, $0.trouble) }
  }

  private func writeSorted() {
    let kept = state.withLock { state in
      defer { state.kept = [] }
      return state.kept
    }
    let width = formatter.width
    kept.withUnsafeBufferPointer { kept in
      let rows = (0..<kept.count / width).sorted { a, b in
        for i in 0..<width where kept[a * width + i] != kept[b * width + i] {
          return kept[a * width + i] < kept[b * width + i]
        }
        return false
      }
      for first in stride(from: 0, to: rows.count, by: 4096) {
        let piece = min(4096, rows.count - first)
        let text = formatter.text(rows: piece) { ids.numbers[Int(kept[rows[first + $0] * width + $1])] }
        if !write(text) { return }
      }
    }
  }

  @discardableResult
  private func write(_ bytes: [UInt8]) -> Bool {
    state.withLock { state in
      // One at a time: pieces must not mingle.
      if state.trouble == 0 {
        state.trouble = bytes.withUnsafeBytes { FileWriting.writeAll($0, to: descriptor, unless: isStopped) }
      }
      return state.trouble == 0 && (sorts || state.written < limit)
    }
  }
}
