import ArgumentParser
import Gyrfalcon

/// A part of the work instead of the whole.
struct ShardOptions: ParsableArguments {
  @Option(help: ArgumentHelp(
    "Do only part i of n, from 1, and print JSON for `gyr merge`: for job arrays and clusters.", valueName: "i/n"))
  var shard: String?

  func validate() throws { _ = try parsed() }

  func parsed() throws -> Shard? {
    guard let shard else { return nil }
    guard let parsed = Shard(parsing: shard) else {
      throw ValidationError("--shard '\(shard)': expected i/n with 1 <= i <= n <= \(Shard.largestCount), such as 2/8")
    }
    return parsed
  }
}

/// Work that can be taken up again.
struct CheckpointOptions: ParsableArguments {
  @Option(help: ArgumentHelp(
    "Remember in this file what has been counted, and go on from there when it exists: for runs of hours.",
    valueName: "file"))
  var checkpoint: String?

  var parsed: Checkpoint? { checkpoint.map { Checkpoint(path: $0) } }
}

extension Miner {
  /// Runs a part of the work, if one is asked for, and what can be taken up again.
  ///
  /// - Parameter works: what is counted and how, for the checkpoint; described only when there is one.
  func divided<Value>(
    _ shard: Shard?, _ checkpoint: Checkpoint?, works: @autoclosure () -> [WorkIdentity], _ body: (Miner) throws -> Value
  ) throws -> Value {
    guard let checkpoint else { return try body(shard == nil ? self : dividing(shard)) }
    return try keeping(checkpoint, works(), shard: shard) { ledger in try body(dividing(shard, ledger)) }
  }
}
