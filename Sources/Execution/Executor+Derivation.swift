import GraphStore
import Machine
import Planning
import Synchronization

extension Executor {
  /// Occurrences of each of the derivation's patterns.
  ///
  /// - Throws: ``PlanningError/countTooLarge`` when one, or a sum on the way to it, exceeds 127 bits.
  package func count(_ derivation: Derivation) throws(PlanningError) -> [UInt128] {
    try countSoFar(derivation).map { $0 ?? 0 }
  }

  /// The same of a run that may be stopped; nil: not all that the count is made of was summed up in time.
  package func countSoFar(_ derivation: Derivation) throws(PlanningError) -> [UInt128?] {
    let sums = try sums(of: derivation)
    let values = try derivation.combination.values(of: sums.sums, isComplete: sums.isComplete)
    return derivation.results.map { values[$0].map { UInt128(Swift.max(0, $0)) } }
  }

  /// What the sources of a derivation's quantities add up to, and whether they came to their end.
  package struct SourceSums: Sendable {
    package var sums: [Int128] = []
    package var isComplete: [Bool] = []
  }

  package func sums(of derivation: Derivation) throws(PlanningError) -> SourceSums {
    meter?.expect(work: derivation.work)
    let matching = derivation.plans.reduce(0) { $0 + $1.estimate.work }
    let scalars = try tableScalars(of: derivation, expectedWork: derivation.work - matching)
    let tablesAreWhole = !control.isStopped
    var result = SourceSums()
    for (number, quantity) in derivation.quantities.enumerated() {
      let executor = at("\(number)")
      var isWhole = true
      switch quantity.source {
      case .none: result.sums.append(0)
      case .scalar(let number):
        result.sums.append(Int128(scalars[number]))
        isWhole = tablesAreWhole
      case .cliques(let size):
        result.sums.append(Int128(try executor.countCliques(size: size)))
        isWhole = !control.isStopped
      case .plan(let plan):
        result.sums.append(try executor.sum(plan))
        isWhole = !control.isStopped
      }
      result.isComplete.append(isWhole)
    }
    return result
  }

  private func tableScalars(
    of derivation: Derivation, expectedWork: Double
  ) throws(PlanningError) -> [UInt128] {
    let program = derivation.program
    let wanted = Set(derivation.quantities.compactMap { if case .scalar(let number) = $0.source { number } else { nil } })
    guard !wanted.isEmpty else { return [] }
    meter?.begin(tasks: 1, work: expectedWork)
    let csr = graph.neighbours
    let live = TableProgram.Liveness(program, scalars: wanted.map { program.scalars[$0] })
    let largest = largestValue(of: program, live)
    let isNarrow = largest < TableProgram.largestInWords
    guard let workers = workers(program, live, word: isNarrow ? 8 : 16) else {
      return Array(repeating: 0, count: program.scalars.count)
    }
    csr.place(placement, for: Crew(workers))
    func run<Word: TableWord>(_ type: Word.Type) -> [UInt128] {
      var runner = TableRunner<Word>(
        graph: graph, program: program, live: live, workers: workers, kernels: kernels, control: control,
        memory: memory)
      runner.division = division?.at("tables")
      return runner.run(wanted)
    }
    if isNarrow { return run(UInt64.self) }
    guard largest * Double(csr.vertexCount) < 0x1p125 else { throw .countTooLarge }
    return run(UInt128.self)
  }

  /// An upper bound of what tables hold: what the largest degree says, where that is small enough, else what a look at all
  /// edges says.
  func largestValue(of program: TableProgram, _ live: TableProgram.Liveness) -> Double {
    let csr = graph.neighbours
    let bound = program.largestValue(.init(vertices: csr.vertexCount, degree: csr.maximumDegree), live)
    return bound < TableProgram.largestInWords ? bound : program.largestValue(TableLimits(csr, workers: threads, control), live)
  }

  /// How many workers of a table program find room beside its tables; nil, and the end of the run, when not even one
  /// does.
  func workers(
    _ program: TableProgram, _ live: TableProgram.Liveness, results: Set<Int> = [], word: Double, beside other: Int = 0
  ) -> Int? {
    let wanted = graph.neighbours.targetCount < smallGraph ? 1 : threads
    guard let memory else { return wanted }
    let bytes = program.bytes(TableSizes(graph.neighbours), live, results: results, word: word)
    let fitting = ((Double(memory.left) - bytes.shared - Double(other)) / bytes.perWorker).rounded(.down)
    if fitting < 1 { control.stop(.memory) }
    return fitting < 1 ? nil : Int(Swift.min(Double(wanted), fitting))
  }
}

extension TableSizes {
  /// What is known of a graph for sure.
  init(_ csr: CSR) {
    self.init()
    vertices = Double(csr.vertexCount)
    slots = Double(csr.targetCount)
    maximumDegree = Double(csr.maximumDegree)
  }
}
