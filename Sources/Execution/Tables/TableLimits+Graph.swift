import GraphStore
import Planning
import Synchronization

extension TableLimits {
  /// By a look at all edges. Of a run that is stopped meanwhile they say nothing.
  init(_ csr: CSR, workers: Int, _ control: RunControl) {
    let walks = Atomic(0), common = Atomic(0)
    let ranges = RootRanges(csr, workers: workers, walks: false)
    Parallel.run(workers) { _ in
      let csr = csr.local
      var most = 0, shared = 0
      while !control.isStopped, let range = ranges.take() {
        for v in range {
          var sum = 0
          let own = csr.degree(v)
          for slot in Int(csr.offsets[v])..<Int(csr.offsets[v + 1]) {
            let degree = csr.degree(Int(csr.targets[slot]))
            sum &+= degree
            shared = Swift.max(shared, Swift.min(own, degree))
          }
          most = Swift.max(most, sum)
        }
      }
      walks.max(most, ordering: .relaxed)
      common.max(shared, ordering: .relaxed)
    }
    self.init(
      vertices: csr.vertexCount, degree: csr.maximumDegree, walks: Double(walks.load(ordering: .relaxed)),
      common: common.load(ordering: .relaxed))
  }
}
