import GraphStore
import Planning
import Synchronization

extension Executor {
  /// Occurrences of each of the derivation's patterns.
  ///
  /// - Throws: ``PlanningError/countTooLarge`` when one, or a sum on the way to it, exceeds 127 bits.
  package func count(
    _ derivation: Derivation, control: RunControl = RunControl()
  ) throws(PlanningError) -> [UInt128] {
    try partialCounts(derivation, control: control).map(\.occurrences)
  }

  /// The same with what is known when the run is stopped: a count that was not completed is a lower bound, which is 0
  /// where it is put together from others.
  package func partialCounts(
    _ derivation: Derivation, control: RunControl
  ) throws(PlanningError) -> [(occurrences: UInt128, isComplete: Bool)] {
    let values = try evaluate(derivation, control: control)
    return derivation.results.map { result in
      let (value, isComplete) = values[result]
      if isComplete { return (UInt128(Swift.max(0, value)), true) }
      // Part of a combination with signs says nothing.
      guard case .plan = derivation.quantities[result].source, derivation.quantities[result].terms.isEmpty else {
        return (0, false)
      }
      return (UInt128(Swift.max(0, value)), false)
    }
  }

  /// The value of every quantity of the derivation, and whether it was computed to the end. Later ones depend on earlier
  /// ones only, so that those before the stop are complete.
  private func evaluate(
    _ derivation: Derivation, control: RunControl
  ) throws(PlanningError) -> [(value: Int128, isComplete: Bool)] {
    let scalars = try tableScalars(of: derivation, control)
    var values: [(value: Int128, isComplete: Bool)] = []
    for quantity in derivation.quantities {
      var value: Int128
      switch quantity.source {
      case .none: value = 0
      case .scalar(let number): value = Int128(scalars[number])
      case .cliques(let size): value = Int128(try countCliques(size: size))
      case .plan(let plan): value = Int128(try count(plan, control: control))
      }
      var overflowed = false
      func add(_ coefficient: Int, _ factor: Int128) {
        let (product, tooLarge) = factor.multipliedReportingOverflow(by: Int128(coefficient))
        let (sum, overflow) = value.addingReportingOverflow(product)
        value = sum
        overflowed = overflowed || tooLarge || overflow
      }
      let own = value
      value = 0
      add(quantity.factor, own)
      for term in quantity.terms { add(term.coefficient, values[term.quantity].value) }
      if overflowed { throw .countTooLarge }
      assert(control.isStopped || value % Int128(quantity.divisor) == 0, "a derived count is no integer")
      values.append((value / Int128(quantity.divisor), !control.isStopped))
    }
    return values
  }

  private func tableScalars(of derivation: Derivation, _ control: RunControl) throws(PlanningError) -> [UInt128] {
    let program = derivation.program
    let wanted = Set(derivation.quantities.compactMap { if case .scalar(let number) = $0.source { number } else { nil } })
    guard !wanted.isEmpty else { return [] }
    let csr = graph.neighbours
    let live = TableProgram.Liveness(program, scalars: wanted.map { program.scalars[$0] })
    let largest = program.largestValue(
      vertices: Double(csr.vertexCount), maximumDegree: Double(csr.maximumDegree), live)
    let workers = csr.targetCount < smallGraph ? 1 : threads
    // A factor of two for rounding, one bit for the sum over vertices.
    if largest < 0x1p62 {
      return TableRunner<UInt64>(
        csr: csr, program: program, live: live, workers: workers, kernels: kernels, control: control
      ).run(wanted)
    }
    guard largest * Double(csr.vertexCount) < 0x1p125 else { throw .countTooLarge }
    return TableRunner<UInt128>(
      csr: csr, program: program, live: live, workers: workers, kernels: kernels, control: control
    ).run(wanted)
  }
}
