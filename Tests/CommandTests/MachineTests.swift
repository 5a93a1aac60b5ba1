import Foundation
import Testing

/// What the program says of, and does on, machines with several memory nodes, which `GYR_NODES` makes up.
@Suite struct MachineCommandTests {
  static let nodes = ["GYR_NODES": "2"]

  @Test func describesTheMachine() throws {
    let text = try Program.run("info", "--machine", environment: Self.nodes)
    #expect(text.output.contains("on 2 nodes") && text.output.contains("node 1") && text.output.contains("by default"))
    let json = try Program.run("info", "--machine", "--json", environment: Self.nodes).json()
    let nodes = try #require(json["nodes"] as? [[String: Any]])
    #expect(nodes.count == 2)
    let threads = try #require(json["threads"] as? Int), processors = try #require(json["processors"] as? Int)
    #expect((1...processors).contains(threads))
  }

  @Test(arguments: ["auto", "replicate", "interleave", "off"], ["1", "2", "4"])
  func answersDoNotDependOnPlacement(_ numa: String, _ threads: String) throws {
    for pattern in ["triangle", "4-clique", "house", "6-clique", "(a)--(b)--(c)--(d)--(e)--(a)"] {
      let here = try Program.run("count", Program.words, pattern).output
      let there = try Program.run("count", Program.words, pattern, "--numa", numa, "--threads", threads, environment: Self.nodes)
      #expect(there.output == here, "\(pattern) \(there.errors)")
    }
  }

  @Test func explainsWhoWorks() throws {
    let arguments = ["explain", Program.words, "house", "--induced", "--analyze", "--threads", "4", "--numa", "replicate"]
    let answer = try Program.run(arguments, environment: Self.nodes)
    #expect(answer.output.contains("workers: 4 on 2 memory nodes, a copy of the graph"), "\(answer.output)")
    let json = try Program.run(arguments + ["--json"], environment: Self.nodes)
    let result = try #require(try json.results().first)
    let machine = try #require(result["machine"] as? [String: Any])
    #expect(machine["placement"] as? String == "replicate")
    let workers = try #require(machine["workers"] as? [[String: Any]])
    #expect(workers.count == 4)
    #expect(Set(workers.compactMap { $0["node"] as? Int }) == [0, 1])
  }

  @Test func refusesUnknownPlacements() throws {
    let answer = try Program.run("count", Program.words, "triangle", "--numa", "everywhere")
    #expect(answer.status == 64)
    #expect(answer.errors.contains("replicate") && answer.errors.contains("interleave"))
  }
}
