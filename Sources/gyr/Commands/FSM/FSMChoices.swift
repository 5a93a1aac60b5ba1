import ArgumentParser
import Gyrfalcon

/// Which patterns are wanted, and what the search may cost.
struct FSMChoices: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Least support: a number, or a fraction (0.3, 30%) of the graphs of a set, or of one graph's vertices.",
      valueName: "s"))
  var support: String?
  @Option(help: ArgumentHelp("Patterns with at most so many edges.", valueName: "k"))
  var maxEdges: Int?
  @Option(help: ArgumentHelp("Patterns with at most so many vertices.", valueName: "k"))
  var maxVertices: Int?
  @Flag(help: "Vertex-induced patterns, grown by vertices.")
  var induced = false
  @Flag(help: "Treat all vertices alike.")
  var ignoreVertexLabels = false
  @Flag(help: "Treat all edges alike.")
  var ignoreEdgeLabels = false

  @Flag(help: "Only patterns that no larger one contains with the same support.")
  var closed = false
  @Flag(help: "Only patterns that no larger frequent one contains.")
  var maximal = false
  @Option(help: ArgumentHelp("Only the n patterns with the largest support.", valueName: "n"))
  var top: Int?
  @Flag(help: "Be content with 'at least s' where that saves a search.")
  var lowerBoundOnly = false
  @Flag(help: "Count the occurrences of every pattern, too.")
  var occurrences = false
  @Option(
    help: ArgumentHelp(
      "Only patterns with so many occurrences. This prunes nothing, so it needs a bound on the size; without --support "
        + "every support will do.", valueName: "n"))
  var minOccurrences: String?

  func options() throws -> FrequentOptions {
    var options = FrequentOptions(support: try threshold(), maxEdges: maxEdges, maxVertices: maxVertices)
    if closed && maximal { throw ValidationError("--closed and --maximal exclude each other") }
    options.inducing = induced ? .vertices : .edges
    options.ignoresVertexLabels = ignoreVertexLabels
    options.ignoresEdgeLabels = ignoreEdgeLabels
    options.selection = closed ? .closed : maximal ? .maximal : .all
    options.top = top
    options.lowerBoundOnly = lowerBoundOnly
    options.countsOccurrences = occurrences || minOccurrences != nil
    if let minOccurrences {
      guard let least = UInt128(minOccurrences) else {
        throw ValidationError("--min-occurrences '\(minOccurrences)': expected a whole number")
      }
      if maxEdges == nil, maxVertices == nil {
        throw ValidationError("--min-occurrences prunes nothing: give --max-edges or --max-vertices, too")
      }
      options.minimumOccurrences = least
    }
    do throws(FrequentError) { try options.check() } catch { throw ValidationError(error.description) }
    return options
  }

  private func threshold() throws -> FrequencyThreshold {
    guard let support else {
      if minOccurrences != nil { return .count(1) }
      throw ValidationError("missing --support: how often must a pattern be there (100, or 0.3 for a fraction)?")
    }
    let isPercentage = support.hasSuffix("%")
    // A whole number is a count, so that the fraction 1 has to be told from it: 1.0 or 100%.
    if let count = Int(support) {
      if count >= 1 { return .count(count) }
    } else if let number = Double(isPercentage ? support.dropLast() : support[...]) {
      let fraction = isPercentage ? number / 100 : number
      if fraction > 0, fraction <= 1 { return .fraction(fraction) }
    }
    throw ValidationError(
      "--support '\(support)': expected a whole number from 1 on, or a fraction such as 0.3 or 30%")
  }
}

/// What is shown of a pattern, and how.
struct FSMAnswerOptions: ParsableArguments {
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, csv, ndjson
  }

  @Flag(help: "Show a match of every pattern, in your ids.")
  var examples = false
  @Flag(help: "Show the pattern that every pattern was grown from.")
  var parents = false
  @Option(help: ArgumentHelp("text, csv, or ndjson: one object a line, as soon as a pattern is found.", valueName: "format"))
  var to = Format.text
}
