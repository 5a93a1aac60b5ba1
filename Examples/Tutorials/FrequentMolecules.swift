import Gyrfalcon

/// The code of the page FrequentMolecules.
public func frequentMolecules() throws {
  let molecules = try GraphSet(contentsOf: "Docs/Samples/molecules.lg")
  for found in try molecules.frequentSubgraphs(FrequentOptions(support: 0.4)).patterns {
    print(found.support, found.pattern)
  }

  var options = FrequentOptions(support: 0.25)
  options.selection = .maximal
  options.givesExamples = true
  switch try molecules.frequentSubgraphs(options) {
  case .complete(let patterns):
    for found in patterns { print(found.support, found.edgeCount, "bonds, first in", found.exampleGraph ?? "-") }
  case .partial(_, let reason):
    print("stopped:", reason)
  }
}
