import PatternModel

extension SupportDecider {
  /// Helps with an open job of another worker; false when there is none.
  func help() -> Bool { board.help(walk, limits) }

  /// Adds the occurrences and the example that were asked for. Does nothing once the run is stopped.
  func complete(_ record: Record, _ options: FrequentOptions) {
    var wantsCount = (options.countsOccurrences || options.minimumOccurrences != nil) && record.occurrences == nil
    let wantsExample = options.givesExamples && record.example == nil
    guard wantsCount || wantsExample else { return }
    let pattern = PatternExport(index, options).publicPattern(record.pattern)
    if wantsCount, let counter {
      record.occurrences = counter.count(pattern, limits)
      wantsCount = record.occurrences == nil && !limits.isStopped
      guard wantsCount || wantsExample else { return }
    }
    let canonicalizer = Canonicalizer(index.relations)
    let candidate = Candidate(canonicalizer.canonicalise(record.pattern))
    // The record's own domains where they are still there: they hold every image.
    guard var domains = Domains(candidate, index, threshold: 1), domains.prune() else { return }
    if let kept = record.domains, candidate.orbitOf == record.orbitOf {
      for (mine, own) in zip(domains.bits, kept) { mine.formIntersection(own) }
    }
    let states = domains.bits.indices.map { orbit in
      PlaceStates(
        domains.bits[orbit],
        count: index.data.classes[Int(candidate.pattern.classes[candidate.representatives[orbit]])].count)
    }
    let program = SearchProgram(
      candidate.pattern, index, root: 0, vertices: Array(0..<candidate.pattern.vertexCount),
      states: candidate.orbitOf.map { states[$0] }, sizes: candidate.orbitOf.map { domains.counts[$0] },
      isInduced: isInduced)
    if wantsExample { record.example = firstMatch(candidate, program, domains.bits[0]) }
    if wantsCount {
      var embeddings: UInt128 = 0
      domains.bits[0].forEach { place in
        if !limits.isStopped { embeddings += program.count(place, walk) }
      }
      if limits.isStopped { return }
      record.occurrences = embeddings / pattern.automorphisms.order
    }
  }

  private func firstMatch(_ candidate: Candidate, _ program: SearchProgram, _ roots: Bits) -> [UInt32]? {
    var found: [UInt32]?
    roots.forEach { place in
      if found != nil || limits.isStopped || !program.exists(place, walk) { return }
      var vertices = [UInt32](repeating: 0, count: program.depth)
      for (step, v) in program.order.enumerated() {
        vertices[v] = index.members[Int(candidate.pattern.classes[v])][Int(walk.image[step])]
      }
      found = vertices
    }
    return found
  }
}
