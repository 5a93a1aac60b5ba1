import Examples

// `swift run gyr-examples NAME`: runs one of the programs that the pages show, from the project's folder.
let programs: [String: () async throws -> Void] = [
  "README": readme, "FirstCensus": firstCensus, "FraudRing": fraudRing, "FrequentMolecules": frequentMolecules,
  "OwnAggregation": ownAggregation, "fsm": frequentPage,
]
guard CommandLine.arguments.count == 2, let program = programs[CommandLine.arguments[1]] else {
  print("usage: gyr-examples NAME, one of: \(programs.keys.sorted().joined(separator: ", "))")
  throw ExamplesError.usage
}
try await program()

enum ExamplesError: Error { case usage }
