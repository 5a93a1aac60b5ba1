import GraphStore
import Gyrfalcon
import Machine

/// What `gyr info --machine` says of processors, memory nodes and limits.
struct MachineFacts {
  private let topology = Topology.current
  private let group = ControlGroup.current

  var rows: [(String, String)] {
    var rows = [("processors", "\(topology.processorCount)\(topology.nodes.count == 1 ? "" : " on \(topology.nodes.count) nodes")")]
    if topology.nodes.count > 1 {
      for (position, node) in topology.nodes.enumerated() {
        var text = "processors \(Self.ranges(node.processors))"
        if node.memory > 0 { text += ", memory \(Pretty.bytes(node.memory))" }
        if let free = NodeMemory.free(on: node), topology.isReal { text += ", \(Pretty.bytes(free)) free" }
        text += ", distances \(topology.distances[position].map(String.init).joined(separator: " "))"
        rows.append(("node \(topology.isReal ? node.number : position)", text))
      }
    }
    if let quota = group.processorQuota { rows.append(("quota", "\(Pretty.decimal(quota)) processors' worth of time")) }
    if let limit = group.memoryLimit { rows.append(("memory limit", Pretty.bytes(limit))) }
    rows.append(("threads", "\(Topology.usableProcessors) by default"))
    return rows
  }

  var json: [(String, JSON)] {
    let nodes = topology.nodes.enumerated().map { position, node in
      JSON.object([
        ("number", JSON(topology.isReal ? node.number : position)), ("processors", .array(node.processors.map { JSON($0) })),
        ("memory", node.memory > 0 ? JSON(node.memory) : .null),
        ("free", (topology.isReal ? NodeMemory.free(on: node) : nil).map { JSON($0) } ?? .null),
        ("distances", .array(topology.distances[position].map { JSON($0) })),
      ])
    }
    return [
      ("nodes", .array(nodes)), ("processor_quota", group.processorQuota.map(JSON.number) ?? .null),
      ("memory_limit", group.memoryLimit.map { JSON($0) } ?? .null), ("threads", JSON(Topology.usableProcessors)),
    ]
  }

  /// `0-3, 8`.
  static func ranges(_ numbers: [Int]) -> String {
    var runs: [ClosedRange<Int>] = []
    for number in numbers {
      if let last = runs.last, last.upperBound + 1 == number {
        runs[runs.count - 1] = last.lowerBound...number
      } else {
        runs.append(number...number)
      }
    }
    return runs.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }.joined(separator: ", ")
  }
}

/// What `gyr explain` says of the workers of a run: where they and the graph's lists are and, after a run, what each did.
struct WorkerFacts {
  private let crew: Crew
  private let lists: CSR
  private let placement: MemoryPlacement
  private let recorder: TaskRecorder?

  init(_ session: Session, _ recorder: TaskRecorder?) {
    crew = Crew(session.miner.threads)
    lists = session.graph.neighbours
    self.recorder = recorder
    let wish = session.miner.placement
    placement = lists.placement
      ?? (!crew.spansNodes ? .off : wish == .automatic ? .chosen(bytes: lists.byteCount, topology: crew.topology) : wish)
  }

  private var placementText: String {
    switch placement {
    case .replicate: "a copy of the graph (\(Pretty.bytes(lists.byteCount))) on each"
    case .interleave: "the graph (\(Pretty.bytes(lists.byteCount))) interleaved over them"
    case .off, .automatic: "the graph where it was read"
    }
  }

  var lines: [String] {
    var lines: [String] = []
    if crew.spansNodes { lines.append("workers: \(crew.count) on \(crew.nodesInUse.count) memory nodes, \(placementText)") }
    if let shares = recorder?.shares, shares.count > 1 {
      for share in shares {
        let node = crew.spansNodes ? " on node \(share.home)" : ""
        lines.append(
          "worker \(share.worker)\(node): \(Pretty.count(share.tasks, "task", "tasks")), \(Pretty.time(Double(share.nanoseconds) * 1e-9)) of processor time")
      }
    }
    return lines
  }

  var json: JSON {
    var members: [(String, JSON)] = [
      ("nodes", JSON(crew.topology.nodes.count)), ("placement", .string(placement.rawValue)),
    ]
    if let recorder {
      let workers = recorder.shares.map { share -> JSON in
        let binding = share.worker < crew.count ? crew.binding(of: share.worker) : nil
        return .object([
          ("worker", JSON(share.worker)), ("node", JSON(share.home)), ("tasks", JSON(share.tasks)),
          ("seconds", .seconds(Double(share.nanoseconds) * 1e-9)),
          ("processors", binding.map { .array($0.map { JSON($0) }) } ?? .null),
        ])
      }
      members.append(("workers", .array(workers)))
      if crew.spansNodes {
        // By node of the reader, where the pages lie that it reads.
        let pages = lists.pagesRead(topology: crew.topology)
        members.append(("pages", .array(pages.map { .array($0.map { JSON($0) }) })))
      }
    }
    return .object(members)
  }
}
