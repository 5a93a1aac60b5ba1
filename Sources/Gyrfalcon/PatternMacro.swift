#if PatternMacro
import PatternModel

/// A pattern whose text is checked when the program is compiled; mistakes are shown at their place in the literal.
///
/// ```swift
/// let feedForward = #pattern("(a)->(b)->(c), (a)->(c)")
/// ```
///
/// The text means what it means for `Pattern(_:)`. This needs the package trait `PatternMacro`:
/// `.package(url: ..., from: ..., traits: [.defaults, "PatternMacro"])`.
@freestanding(expression)
public macro pattern(_ text: String) -> Pattern = #externalMacro(module: "PatternMacros", type: "PatternMacro")
#endif
