/// Facts that cost more than reading the graph and are therefore kept in its file.
package struct KnownFacts: Sendable {
  package var degeneracy: Int?
  package var triangles: UInt64?
  package var components: Int?

  package init() {}
}
