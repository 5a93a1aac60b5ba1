import Synchronization

/// The decision about all candidate images of one pattern vertex, which several workers may share.
final class SearchJob: @unchecked Sendable {
  private let program: SearchProgram
  private let places: [UInt32]
  private let own: UnsafeMutablePointer<Atomic<UInt8>>
  /// More rejected places than this settle it.
  private let allowance: Int
  /// As many witnessed places (graphs) as this settle it; nil: all are wanted.
  private let enough: Int?
  /// Transactional: the graph of a vertex, and which graphs have a match.
  private let units: UnitStates?
  private let members: UnsafePointer<UInt32>

  private let next = Atomic<Int>(0)
  private let rejected = Atomic<Int>(0)
  private let found = Atomic<Int>(0)
  private let settled = Atomic<Bool>(false)
  /// Workers inside `work`.
  let helpers = Atomic<Int>(0)
  private static let chunk = 16

  init(
    _ program: SearchProgram, places: [UInt32], members: UnsafePointer<UInt32>, allowance: Int, enough: Int?,
    alreadyFound: Int, units: UnitStates?
  ) {
    self.program = program
    self.places = places
    own = program.states(of: 0)
    self.members = members
    self.allowance = allowance
    self.enough = enough
    self.units = units
    found.store(alreadyFound, ordering: .relaxed)
    if let enough, alreadyFound >= enough { settled.store(true, ordering: .relaxed) }
  }

  var isOpen: Bool { !settled.load(ordering: .relaxed) && next.load(ordering: .relaxed) < places.count }
  /// More places have no match than the threshold can spare.
  var isRejected: Bool { rejected.load(ordering: .relaxed) > allowance }
  var isLarge: Bool { places.count > 4 * Self.chunk }

  /// Takes chunks of places until none is left.
  func work(_ walk: SearchProgram.Walk, _ limits: RunLimits) {
    var chunks = 0
    while isOpen {
      let start = next.wrappingAdd(Self.chunk, ordering: .relaxed).oldValue
      if start >= places.count { return }
      for i in start..<min(start + Self.chunk, places.count) {
        if settled.load(ordering: .relaxed) || limits.isStopped { return }
        decide(places[i], walk, limits)
      }
      // A chunk may take a microsecond: the clock is for many of them.
      chunks &+= 1
      if chunks & 15 == 0 ? limits.poll() : limits.isStopped { return }
    }
  }

  @inline(__always)
  private func decide(_ place: UInt32, _ walk: SearchProgram.Walk, _ limits: RunLimits) {
    if let units {
      if units.isMarked(members[Int(place)]) { return }
    } else if own[Int(place)].load(ordering: .relaxed) == PlaceStates.witnessed {
      return
    }
    if program.exists(place, walk) {
      if let units {
        if units.mark(members[Int(place)]) { count() }
        return
      }
      // One match speaks for one image of every vertex.
      for step in 0..<program.depth {
        let states = program.states(of: step), image = Int(walk.image[step])
        // Most images have been seen before; only the first to see one pays for an exchange.
        if states[image].load(ordering: .relaxed) == PlaceStates.witnessed { continue }
        let old = states[image].exchange(PlaceStates.witnessed, ordering: .relaxed)
        if states == own, old != PlaceStates.witnessed { count() }
      }
    } else if !limits.isStopped {
      own[Int(place)].store(PlaceStates.excluded, ordering: .relaxed)
      if units == nil, rejected.wrappingAdd(1, ordering: .relaxed).newValue > allowance {
        settled.store(true, ordering: .relaxed)
      }
    }
  }

  @inline(__always)
  private func count() {
    let now = found.wrappingAdd(1, ordering: .relaxed).newValue
    if let enough, now >= enough { settled.store(true, ordering: .relaxed) }
  }
}

/// Which graphs of a set have a match of the pattern at hand.
final class UnitStates: @unchecked Sendable {
  private let marks: UnsafeMutablePointer<Atomic<UInt8>>
  private let data: MiningData

  init(_ data: MiningData) {
    self.data = data
    marks = .allocate(capacity: max(1, data.graphs.count))
    for i in data.graphs.indices { (marks + i).initialize(to: Atomic(0)) }
  }

  deinit {
    marks.deinitialize(count: data.graphs.count)
    marks.deallocate()
  }

  @inline(__always)
  func isMarked(_ vertex: UInt32) -> Bool { marks[Int(data.units[Int(vertex)])].load(ordering: .relaxed) != 0 }

  /// True if this is the first match in the vertex's graph.
  func mark(_ vertex: UInt32) -> Bool {
    marks[Int(data.units[Int(vertex)])].exchange(1, ordering: .relaxed) == 0
  }

  var count: Int { data.graphs.indices.reduce(0) { $0 + Int(marks[$1].load(ordering: .relaxed)) } }
}

/// Open jobs of a level, so that workers without a candidate of their own can help.
final class JobBoard: Sendable {
  private let jobs = Mutex<[SearchJob]>([])
  /// Candidates that some worker is still deciding.
  let active = Atomic<Int>(0)

  /// Runs a job together with whoever is idle; returns when all work on it has ended.
  func run(_ job: SearchJob, _ walk: SearchProgram.Walk, _ limits: RunLimits, isShared: Bool) {
    guard isShared, job.isLarge else { return job.work(walk, limits) }
    jobs.withLock { $0.append(job) }
    job.work(walk, limits)
    jobs.withLock { jobs in jobs.removeAll { $0 === job } }
    // Helpers enter under the lock, so nobody new comes now.
    while job.helpers.load(ordering: .acquiring) > 0 { pause() }
  }

  /// Helps with some open job; false when there is none.
  func help(_ walk: SearchProgram.Walk, _ limits: RunLimits) -> Bool {
    let job = jobs.withLock { jobs -> SearchJob? in
      let job = jobs.first { $0.isOpen }
      job?.helpers.wrappingAdd(1, ordering: .relaxed)
      return job
    }
    guard let job else { return false }
    job.work(walk, limits)
    job.helpers.wrappingSubtract(1, ordering: .releasing)
    return true
  }
}
