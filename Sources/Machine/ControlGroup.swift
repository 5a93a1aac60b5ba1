/// What the control groups of this process (containers, `systemd` slices, batch systems) allow it, versions 1 and 2.
package struct ControlGroup: Sendable, Equatable {
  /// Processors' worth of time; nil: no quota.
  package var processorQuota: Double?
  /// Bytes of memory; nil: no limit.
  package var memoryLimit: Int?
  /// Bytes in use by everything in the group that has the limit, caches included.
  package var memoryUsed: Int?

  package init(processorQuota: Double? = nil, memoryLimit: Int? = nil, memoryUsed: Int? = nil) {
    self.processorQuota = processorQuota
    self.memoryLimit = memoryLimit
    self.memoryUsed = memoryUsed
  }

  /// Read once, when first asked for: some twenty small files.
  package static let current = ControlGroup(reading: SystemFile.text)

  /// A group's limits bind all groups inside it, so that every level up to the mount's root is looked at.
  ///
  /// - Parameter text: gives a file's content by its path.
  package init(reading text: (String) -> String?) {
    self.init()
    guard let own = text("/proc/self/cgroup"), let mounts = text("/proc/self/mountinfo") else { return }
    let places = own.split(separator: "\n").compactMap { line -> (controllers: [Substring], path: Substring)? in
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      return parts.count == 3 ? (parts[1].split(separator: ","), parts[2]) : nil
    }
    for line in mounts.split(separator: "\n") {
      // id parent device root place options ... - type source options
      let words = line.split(separator: " ")
      guard let dash = words.firstIndex(of: "-"), dash > 5, words.count > dash + 3 else { continue }
      let root = words[3], place = Self.unescaped(words[4])
      switch words[dash + 1] {
      case "cgroup2":
        guard let path = places.first(where: { $0.controllers.isEmpty })?.path else { continue }
        for folder in Self.folders(place, root, path) {
          note(quota: text("\(folder)/cpu.max").flatMap(Self.quota))
          note(text("\(folder)/memory.max"), text("\(folder)/memory.current"))
        }
      case "cgroup":
        let held = words[dash + 3].split(separator: ",")
        for wanted in ["cpu", "memory"] where held.contains(Substring(wanted)) {
          guard let path = places.first(where: { $0.controllers.contains(Substring(wanted)) })?.path else { continue }
          for folder in Self.folders(place, root, path) {
            if wanted == "cpu" {
              let limit = text("\(folder)/cpu.cfs_quota_us"), period = text("\(folder)/cpu.cfs_period_us")
              note(quota: limit.flatMap { limit in period.flatMap { Self.quota("\(limit) \($0)") } })
            } else {
              note(text("\(folder)/memory.limit_in_bytes"), text("\(folder)/memory.usage_in_bytes"))
            }
          }
        }
      default: continue
      }
    }
  }

  private mutating func note(quota: Double?) {
    if let quota { processorQuota = min(processorQuota ?? quota, quota) }
  }

  private mutating func note(_ limit: String?, _ used: String?) {
    // "No limit" is `max` in version 2 and a number near 2^63 in version 1.
    guard let limit = limit.flatMap(Self.number), limit < 1 << 60, limit < memoryLimit ?? .max else { return }
    memoryLimit = limit
    memoryUsed = used.flatMap(Self.number)
  }

  /// From the group's own folder up to the mount.
  private static func folders(_ place: String, _ root: Substring, _ path: Substring) -> [String] {
    // In a container the mount shows the part of the tree below its root.
    var below = path
    if root != "/", path.hasPrefix(root) { below = path.dropFirst(root.count) } else if root != "/" { below = "" }
    var parts = below.split(separator: "/")
    // A path above one's own root (`/../..`) cannot be followed.
    if parts.contains("..") { parts = [] }
    return (0...parts.count).reversed().map { ([Substring(place)] + parts[..<$0]).joined(separator: "/") }
  }

  /// `quota period`, both in microseconds.
  private static func quota(_ text: String) -> Double? {
    let words = text.split(whereSeparator: \.isWhitespace)
    guard words.count == 2, let quota = Double(words[0]), let period = Double(words[1]), quota > 0, period > 0 else { return nil }
    return quota / period
  }

  private static func number(_ text: String) -> Int? { text.split(whereSeparator: \.isWhitespace).first.flatMap { Int($0) } }

  /// Blanks in paths are written `\040`.
  private static func unescaped(_ word: Substring) -> String {
    guard word.contains("\\") else { return String(word) }
    return word.split(separator: "\\040", omittingEmptySubsequences: false).joined(separator: " ")
  }
}
