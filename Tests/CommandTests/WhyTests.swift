import Foundation
import Testing

@Suite struct WhyTests {
  /// A triangle 1 2 3 with a tail 3-4, and 5 joined to 1 and 2.
  private func graph() throws -> String { try Program.file("1 2\n2 3\n1 3\n3 4\n1 5\n2 5\n") }

  private func clauses(_ arguments: String...) throws -> [[String: Any]] {
    let run = try Program.run(["why"] + arguments + ["--json"])
    #expect(run.status == 0 || run.status == 1, "\(run.errors)")
    return try #require(try run.results().first?["clauses"] as? [[String: Any]])
  }

  @Test func aMatchAndWhatIsNone() throws {
    let graph = try graph()
    let yes = try Program.run("why", graph, "triangle", "a=1", "b=2", "c=3")
    #expect(yes.status == 0 && yes.output.contains("yes: a match"))
    let no = try Program.run("why", graph, "triangle", "a=1", "b=2", "c=4")
    #expect(no.status == 1)
    #expect(no.output.contains("1 and 4 are not joined") && no.output.contains("2 and 4 are not joined"))
    #expect(try Program.run("why", graph, "triangle", "a=1", "b=2", "c=2").output.contains("both are 2"))
    // A path read in the wrong order.
    let other = try Program.run("why", graph, "(a)--(b)--(c)--(d)", "a=4", "b=1", "c=3", "d=2")
    #expect(other.status == 1 && other.output.contains("In another order they are a match: a=4 b=3"))
  }

  @Test func whatIsAbsent() throws {
    let graph = try graph()
    let anti = try Program.run("why", graph, "(a)--(b)--(c), a !-- c", "a=1", "b=2", "c=3")
    #expect(anti.status == 1 && anti.output.contains("no: a !-- c fails: 1 and 3 are joined"))
    let clauses = try clauses(graph, "(a)--(b)--(c); absent (x): a--x--b", "a=1", "b=2", "c=3")
    let absent = try #require(clauses.first { $0["kind"] as? String == "anti-vertex" })
    #expect(absent["state"] as? String == "fails" && absent["offenders"] as? [Int] == [5])
    let induced = try Program.run("why", graph, "(a)--(b)--(c)", "a=1", "b=2", "c=3", "--induced")
    #expect(induced.status == 1 && induced.output.contains("1 -- 3 is there"))
  }

  @Test func labelsDirectionsAndConditions() throws {
    let folder = try Folder()
    let graph = folder.write("g.txt", "1 2 owns\n2 3 pays\n3 1 owns\n")
    let labels = folder.write("l.txt", "1 A\n2 B\n")
    let ages = folder.write("a.csv", "id,age\n1,30\n2,20\n")
    let reading = ["--directed", "--columns", "src,dst,label", "--labels", labels, "--vertex-attributes", ages]
    func why(_ pattern: String, _ vertices: String...) throws -> Program.Answer {
      try Program.run(["why", graph, pattern] + vertices + reading)
    }
    #expect(try why("(a:A)-[:owns]->(b:B)", "a=1", "b=2").status == 0)
    let label = try why("(a:B)->(b)", "a=1", "b=2")
    #expect(label.status == 1 && label.output.contains("(a:B) fails: 1 is A"))
    let edge = try why("(a)-[:owns]->(b)", "a=2", "b=3")
    #expect(edge.status == 1 && edge.output.contains("2 -> 3 (pays)"))
    let arc = try why("(a)->(b)", "a=2", "b=1")
    #expect(arc.status == 1 && arc.output.contains("there is 1 -> 2"))
    let condition = try why("(a)->(b) where a.age < b.age", "a=1", "b=2")
    #expect(condition.status == 1 && condition.output.contains("age of 1 is 30, age of 2 is 20"))
    #expect(try why("(a)->(b) where a.age > b.age", "a=2", "b=3").output.contains("age of 3 is missing"))
    #expect(try why("(a)->(b)", "a=1", "b=2", "--morphism", "edge-distinct").status == 0)
  }

  @Test func someVariablesOnly() throws {
    let graph = try graph()
    let yes = try Program.run("why", graph, "triangle", "a=3")
    #expect(yes.status == 0 && yes.output.contains("can be completed, for example a=3"))
    #expect(try Program.run("why", graph, "triangle", "a=4").status == 1)
    let json = try Program.run("why", graph, "triangle", "a=3", "--json").results()
    #expect((json[0]["completion"] as? [String: Any])?["a"] as? Int == 3)
    #expect(json[0]["match"] as? Bool == false)
  }

  @Test func mistakes() throws {
    let graph = try graph()
    let name = try Program.run("why", graph, "(alice)--(bob)", "alise=1", "bob=2")
    #expect(name.status == 64 && name.errors.contains("did you mean 'alice'?"))
    let id = try Program.run("why", graph, "edge", "a=1", "b=99")
    #expect(id.status == 64 && id.errors.contains("the graph has no vertex 99"))
    #expect(try Program.run("why", Program.words, "edge", "a=catt").errors.contains("did you mean"))
    #expect(try Program.run("why", graph, "edge", "a").status == 64)
    #expect(try Program.run("why", graph, "edge", "a=1", "a=2").errors.contains("given twice"))
    #expect(try Program.run("why", graph, "a -> b", "a=1", "b=2").status == 64)
  }
}
