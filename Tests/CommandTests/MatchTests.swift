import Foundation
import Testing

@Suite struct MatchTests {
  /// As in CSV: an id with a comma stands in quotes.
  @Test func quotedAnchors() throws {
    let folder = try Folder()
    folder.write("q.csv", "source,target\n\"Smith, John\",Ann\nAnn,Bob\n\"say \"\"hi\"\"\",Bob\n@x,Ann\n")
    func found(_ anchors: String...) throws -> Set<String> {
      let run = try Program.run(["match", folder.path("q.csv"), "edge", "--to", "csv", "--quiet"] + anchors.flatMap { ["--where", $0] })
      #expect(run.status == 0 && run.errors == "", "\(run.errors)")
      return Set(run.lines.dropFirst())
    }
    #expect(try found(#"a="Smith, John""#) == [#""Smith, John",Ann"#])
    #expect(try found(#"a="Smith, John","@x""#) == [#""Smith, John",Ann"#, "@x,Ann"])
    #expect(try found(#"a="say ""hi""""#, "b=Bob") == [#""say ""hi""",Bob"#])
    let unquoted = try Program.run("count", folder.path("q.csv"), "edge", "--where", "a=Smith, John")
    #expect(unquoted.counts == ["0"] && unquoted.errors.contains("an id with a comma stands in double quotes"))
    // Several for one variable are a union.
    #expect(try found(#"a="@x""#, #"a="Smith, John""#) == found(#"a="Smith, John","@x""#))
    for (anchor, message) in [
      (#"a="Smith, John"#, "a double quote is not closed"), (#"a="x"y"#, "expected a comma or the end after \"x\""), ("a=,", "expected ids"),
      (#"a="x"""#, "a double quote is not closed"), ("a=", "expected VARIABLE=ID"),
    ] {
      let run = try Program.run("match", folder.path("q.csv"), "edge", "--where", anchor)
      #expect(run.status == 64 && run.errors.contains(message), "\(run.errors)")
    }
  }

  private func object(_ line: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
  }

  @Test func everyOccurrenceOnceInTheUsersIDs() throws {
    let run = try Program.run("match", Program.words, "triangle")
    #expect(run.status == 0)
    #expect(run.lines.count == 30508)
    let sets = try run.lines.map { Set(try object($0).values.map { $0 as! String }) }
    #expect(Set(sets).count == 30508)
    let edges = Set(
      try String(contentsOfFile: Program.words, encoding: .utf8).split(separator: "\n").filter { !$0.hasPrefix("#") }
        .map { Set($0.split(separator: " ").map(String.init)) })
    for set in sets {
      let words = Array(set)
      #expect(words.count == 3)
      #expect(edges.contains([words[0], words[1]]) && edges.contains([words[1], words[2]]) && edges.contains([words[0], words[2]]))
    }
  }

  @Test(arguments: [0, 1, 2, 1023, 1024, 1025, 30507, 30508, 30509, 1_000_000]) func limitIsExact(limit: Int) throws {
    let run = try Program.run("match", Program.words, "triangle", "--limit", "\(limit)", "--threads", "2")
    #expect(run.status == 0)
    #expect(run.lines.count == min(limit, 30508))
    #expect(Set(run.lines).count == run.lines.count)
  }

  @Test func embeddingsListEverySymmetry() throws {
    let folder = try Folder()
    let graph = folder.write("g.txt", "1 2\n2 3\n1 3\n")
    let run = try Program.run("match", graph, "triangle", "--embeddings", "--sort")
    #expect(run.lines == [
      #"{"a": 1, "b": 2, "c": 3}"#, #"{"a": 1, "b": 3, "c": 2}"#, #"{"a": 2, "b": 1, "c": 3}"#,
      #"{"a": 2, "b": 3, "c": 1}"#, #"{"a": 3, "b": 1, "c": 2}"#, #"{"a": 3, "b": 2, "c": 1}"#,
    ])
    for limit in 0...7 {
      let some = try Program.run("match", graph, "triangle", "--embeddings", "--limit", "\(limit)")
      #expect(some.lines.count == min(limit, 6))
    }
  }

  /// A sorted answer does not depend on threads, nor on how the plan broke the symmetry.
  @Test func sorted() throws {
    let one = try Program.run("match", Program.words, "4-cycle", "--sort", "--threads", "1", "--induced")
    let two = try Program.run("match", Program.words, "(d)--(c)--(b)--(a)--(d)", "--sort", "--threads", "2", "--induced", "--to", "csv")
    #expect(one.lines.count == 13613)
    let rows = try one.lines.map { line -> [String] in
      let match = try object(line)
      return ["a", "b", "c", "d"].map { match[$0] as! String }
    }
    #expect(rows.map { $0.joined(separator: ",") }.sorted() == rows.map { $0.joined(separator: ",") })
    #expect(two.lines[0] == "d,c,b,a")
    #expect(Array(two.lines.dropFirst()) == rows.map { $0.joined(separator: ",") })
  }

  @Test func integersAreNumbersAndStringsAreQuoted() throws {
    let folder = try Folder()
    let numbers = folder.write("n.txt", "-5 9007199254740993\n")
    #expect(try Program.run("match", numbers, "edge", "--sort").output == "{\"a\": -5, \"b\": 9007199254740993}\n")
    let strings = folder.write("s.txt", "say\"hi 7\n")
    #expect(try Program.run("match", strings, "edge", "--sort").output == "{\"a\": \"7\", \"b\": \"say\\\"hi\"}\n")
    #expect(try Program.run("match", strings, "edge", "--sort", "--to", "csv").output == "a,b\n7,\"say\"\"hi\"\n")
  }

  @Test func variablesAreKeys() throws {
    let folder = try Folder()
    let graph = folder.write("g.txt", "hub x\nhub y\n")
    let run = try Program.run("match", graph, "(centre)--(left), (centre)--(right)")
    let match = try object(run.output)
    #expect(match["centre"] as? String == "hub")
    #expect(Set([match["left"] as? String, match["right"] as? String]) == ["x", "y"])
  }

  @Test func outputFileAppearsWhole() throws {
    let folder = try Folder()
    let run = try Program.run("match", Program.words, "5-clique", "--output", "out.ndjson", "--json", in: folder)
    #expect(run.status == 0)
    #expect(folder.names == ["out.ndjson"])
    #expect(try folder.read("out.ndjson").split(separator: "\n").count == 39041)
    #expect(try run.results()[0]["count"] as? Int == 39041)
    // Over an older file, which keeps its permissions.
    _ = try Program.shell("chmod 600 out.ndjson", in: folder)
    let again = try Program.run("match", Program.words, "5-clique", "-o", "out.ndjson", "--limit", "2", in: folder)
    #expect(again.status == 0)
    #expect(try folder.read("out.ndjson").split(separator: "\n").count == 2)
    #expect(try Program.shell("stat -c %a out.ndjson", in: folder).output == "600\n")
  }

  @Test func aDeviceIsWrittenNotReplaced() throws {
    let folder = try Folder()
    let run = try Program.shell(
      "mkfifo pipe; cat pipe > got & \"$gyr\" match '\(Program.words)' triangle -o pipe; s=$?; wait; test -p pipe && exit $s", in: folder)
    #expect(run.status == 0)
    #expect(try folder.read("got").split(separator: "\n").count == 30508)
  }

  @Test func closedPipeEndsQuietly() throws {
    let folder = try Folder()
    let run = try Program.shell(
      "(\"$gyr\" match '\(Program.words)' 4-path --quiet; echo $? > status) | head -n 1", in: folder)
    #expect(run.lines.count == 1)
    #expect(run.errors == "")
    #expect(try folder.read("status") == "0\n")
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"))) func aFullDiskIsSaid() throws {
    let folder = try Folder()
    for command in ["match '\(Program.words)' triangle", "count '\(Program.words)' triangle", "match '\(Program.words)' triangle -o /dev/full"] {
      let run = try Program.shell("\"$gyr\" \(command) > \(command.hasSuffix("full") ? "/dev/null" : "/dev/full")", in: folder)
      #expect(run.status == 74, "\(command)")
      #expect(run.errors.contains("cannot write: No space left on device"))
    }
  }

  /// What was found before the signal stays, in whole lines; status and message say that it is not all. SIGINT cannot be
  /// tested like this: a shell lets its background jobs ignore it, and `gyr` respects that.
  @Test(arguments: [("TERM", 143), ("HUP", 129)]) func interruptionLeavesWholeLines(signal: String, status: Int) throws {
    let folder = try Folder()
    // A star with more matches than can be listed in the time; the signal comes when the file has begun.
    let graph = folder.write("star.txt", (1...3000).map { "0 \($0)" }.joined(separator: "\n"))
    let run = try Program.shell(
      """
      ulimit -f 1000000
      "$gyr" match '\(graph)' 4-star -o out.ndjson 2>err & p=$!
      i=0; while [ $i -lt 500 ] && ! ls | grep -q partial; do sleep 0.02; i=$((i+1)); done
      kill -\(signal) $p
      for i in $(seq 1000); do kill -0 $p 2>/dev/null || break; sleep 0.02; done
      kill -KILL $p 2>/dev/null
      wait $p; exit $?
      """, in: folder)
    #expect(run.status == Int32(status))
    #expect(try folder.read("err").contains("interrupted: there may be more matches"))
    #expect(Set(folder.names) == ["star.txt", "err", "out.ndjson"])
    let lines = try folder.read("out.ndjson")
    #expect(lines.isEmpty || lines.hasSuffix("}\n"))
    for line in lines.split(separator: "\n").suffix(3) {
      #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(line.utf8)) }
    }
  }

  @Test func exists() throws {
    let yes = try Program.run("exists", Program.words, "13-clique", "--json")
    #expect(yes.status == 0)
    #expect(try yes.json()["exists"] as? Bool == true)
    let match = try #require(try yes.json()["match"] as? [String: String])
    #expect(Set(match.values).count == 13)
    let no = try Program.run("exists", Program.words, "14-clique", "--json")
    #expect(no.status == 1)
    #expect(try no.json()["exists"] as? Bool == false)
    #expect(try no.json()["match"] is NSNull)
    #expect(try Program.run("exists", Program.words, "diamond").lines.last?.hasPrefix("yes: a = ") == true)
    let induced = try Program.run("exists", Program.words, "diamond", "--induced")
    #expect(induced.status == 1)
    #expect(induced.lines.last == "no")
    #expect(induced.errors == "")
  }
}
