import Gyrfalcon

/// The largest and the sum of something, put together from the workers' own.
struct Extent: Sendable {
  var matches = 0
  var longest = 0
}

/// The code of the page OwnAggregation.
public func ownAggregation() throws {
  let words = try Graph(contentsOf: "Datasets/words.txt")
  let miner = Miner(words)

  let sameLength = try miner.tally(of: "(a)--(b)--(c)") { match in [match["b"]!.description.count] }
  print(sameLength.top(3).map { "\($0.key) letters: \($0.count)" })

  let query = try miner.prepareMatches(of: .clique(4))
  let extent = miner.reduce(
    query, into: Extent(),
    { own, match in
      own.matches += 1
      own.longest = max(own.longest, match.ids.map(\.description.count).max()!)
      return true
    },
    combine: { total, own in
      total.matches += own.matches
      total.longest = max(total.longest, own.longest)
    })
  print(extent.value.matches, extent.value.longest, extent.isComplete)

  let some = miner.run(query, limit: 1000) { batch in batch.count > 0 }
  print(some)
}
