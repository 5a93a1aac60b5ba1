import Foundation
import Testing

@Suite struct VerifyTests {
  @Test(arguments: ["house", "(a)--(b)--(c), a !-- c", "@induced (a)--(b)--(c)--(d)--(a)", "(a)--(b)--(c); absent (x): a--x--c"])
  func allAgrees(pattern: String) throws {
    let json = try Program.json("verify", Program.words, pattern, "--seconds", "4")
    #expect(json["passed"] as? Bool == true)
    let checks = try #require(json["results"] as? [[String: Any]])
    func comparisons(_ name: String) -> Int { checks.first { $0["check"] as? String == name }?["comparisons"] as? Int ?? 0 }
    #expect(comparisons("brute force") >= 8)
    #expect(comparisons("symmetries") == 1)
    #expect((json["seed"] as? Int) == 1)
  }

  @Test func labelledAndDirected() throws {
    let folder = try Folder()
    var lines = ""
    var state: UInt64 = 5
    func next(_ limit: UInt64) -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state >> 33) % limit
    }
    for _ in 0..<900 { lines += "\(next(150)) \(next(150)) \(["x", "y"][Int(next(2))])\n" }
    let graph = folder.write("g.txt", lines)
    let labels = folder.write("l.txt", (0..<150).map { "\($0) \(["A", "B", "C"][$0 % 3])" }.joined(separator: "\n") + "\n")
    for pattern in ["(a:A)-[:x]->(b)->(c:!A), a !-> c", "(a)->(b:B)->(c), c -- a; absent (z:C): z->a, z-[:y]->b"] {
      let run = try Program.run(
        "verify", graph, pattern, "--directed", "--columns", "src,dst,label", "--labels", labels, "--seconds", "3")
      #expect(run.status == 0 && run.output.contains("all agree"), "\(run.output)")
    }
    let loose = try Program.run("verify", graph, "(a)--(b)--(c)", "--columns", "src,dst,label", "--morphism", "homomorphic", "--seconds", "2")
    #expect(loose.status == 0, "\(loose.output)")
  }

  @Test func mistakes() throws {
    #expect(try Program.run("verify", Program.words, "a -> b").status == 64)
    #expect(try Program.run("verify", Program.words, "house", "--seconds", "0").status == 64)
  }
}
