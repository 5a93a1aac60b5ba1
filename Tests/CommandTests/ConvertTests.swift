import Foundation
import Testing

@Suite struct ConvertTests {
  /// A second file does not appear unsaid.
  @Test func tableOfVerticesIsSaid() throws {
    let folder = try Folder()
    folder.write("g.txt", "1 2\n2 3\n9 9\n")
    for command in ["convert g.txt", "generate erdos-renyi --vertices 20 --edges 4 -o"] {
      let run = try Program.shell("\"$gyr\" \(command) out.csv --json", in: folder)
      #expect(run.status == 0 && run.errors.contains("gyr: also wrote out.vertices.csv, the table of vertices"), "\(run.errors)")
      #expect(folder.names.contains("out.vertices.csv"))
    }
    let json = try Program.shell("\"$gyr\" convert g.txt out.csv --json --renumber", in: folder)
    #expect(try json.json()["vertices_output"] as? String == "out.vertices.csv")
    let run = try Program.shell("\"$gyr\" convert '\(Program.words)' words.csv --json", in: folder)
    #expect(run.status == 0 && !run.errors.contains("also wrote") && !run.output.contains("vertices_output"))
  }

  @Test func everyFormatCountsTheSame() throws {
    let folder = try Folder()
    for output in ["w.gyr", "w.csv", "w.txt", "w.mtx", "w.lg", "w/"] {
      let run = try Program.shell("\"$gyr\" convert '\(Program.words)' \(output) --renumber --facts && \"$gyr\" count \(output) triangle --undirected", in: folder)
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.counts == ["30508"], "\(output)")
    }
    let packed = try Program.shell(
      "\"$gyr\" convert '\(Program.words)' p.gyr --compress && \"$gyr\" count - triangle < p.gyr && \"$gyr\" info p.gyr --trust --json", in: folder)
    #expect(packed.output.contains("30508"))
    #expect(folder.names.allSatisfy { !$0.contains("partial") })
  }

  @Test func outputByPlaceOrByOption() throws {
    let folder = try Folder()
    let run = try Program.shell(
      "\"$gyr\" convert '\(Program.words)' a.gyr && \"$gyr\" convert '\(Program.words)' -o b.gyr && cmp a.gyr b.gyr", in: folder)
    #expect(run.status == 0, "\(run.errors)")
    for wrong in ["", "c.gyr -o d.gyr"] {
      let run = try Program.shell("\"$gyr\" convert '\(Program.words)' \(wrong)", in: folder)
      #expect(run.status == 64)
    }
    #expect(folder.names.sorted() == ["a.gyr", "b.gyr"])
  }

  @Test func standardOutput() throws {
    let folder = try Folder()
    let full = try Program.shell("\"$gyr\" convert '\(Program.words)' - --to edgelist --quiet > /dev/full", in: folder)
    #expect(full.status == 74 && full.errors.contains("standard output: cannot write"), "\(full.errors)")
    let closed = try Program.shell(
      "{ \"$gyr\" generate grid --rows 700 --columns 700 -o - --to edgelist --quiet; echo \"status $?\" >&2; } | head -n 1", in: folder)
    #expect(closed.errors.hasSuffix("status 0\n"), "\(closed.errors)")
  }

  @Test func whatAFormatCannotHoldIsAnError() throws {
    let folder = try Folder()
    let run = try Program.shell("\"$gyr\" convert '\(Program.words)' words.mtx", in: folder)
    #expect(run.status == 65)
    #expect(run.errors.contains("--renumber"))
    #expect(run.errors.split(separator: "\n").count == 1)
    #expect(folder.names.isEmpty)
    #expect(try Program.shell("\"$gyr\" convert '\(Program.words)' words.bin", in: folder).status == 65)
    #expect(try Program.shell("\"$gyr\" convert '\(Program.words)' x.gyr --to graphml", in: folder).status == 64)
    // A .gyr file with one flipped bit.
    let damaged = try Program.shell(
      "\"$gyr\" convert '\(Program.words)' w.gyr --quiet && printf '\\001' | dd of=w.gyr bs=1 seek=5000 conv=notrunc 2>/dev/null; \"$gyr\" count w.gyr edge", in: folder)
    #expect(damaged.status == 65)
    #expect(damaged.errors.contains("w.gyr: at byte "), "\(damaged.errors)")
  }

  @Test func generatedGraphs() throws {
    let folder = try Folder()
    let grid = try Program.shell("\"$gyr\" generate grid --rows 3 --columns 4 -o g.gyr && \"$gyr\" count g.gyr 4-cycle", in: folder)
    #expect(grid.counts == ["6"], "\(grid.errors)")
    let same = try Program.shell(
      "for t in 1 3; do \"$gyr\" generate rmat --scale 9 --seed 4 --threads $t -o - --to edgelist --quiet | cksum; done", in: folder)
    #expect(same.lines.count == 2 && same.lines[0] == same.lines[1])
    for arguments in ["rmat", "erdos-renyi --vertices 4 --edges 9", "grid --rows 2", "power-law --vertices 9 --exponent 0.5", "star"] {
      let run = try Program.shell("\"$gyr\" generate \(arguments) -o x.gyr", in: folder)
      #expect(run.status == 64, "\(arguments): \(run.errors)")
    }
  }

  @Test func tablesOfAPropertyGraph() throws {
    let folder = try Folder()
    folder.write("people.csv", "id,label,age\nada,Poet,36\nbob,Clerk,40\neve,,\n")
    folder.write("edges.csv", "source,target,type,since\nada,bob,KNOWS,1833\nbob,eve,LIKES,1840\n")
    let run = try Program.shell(
      "\"$gyr\" convert edges.csv g.gyr --vertices people.csv && \"$gyr\" info g.gyr --json && \"$gyr\" convert g.gyr - --to csv 2>/dev/null; \"$gyr\" convert g.gyr out.csv && cat out.csv", in: folder)
    #expect(run.output.contains("\"Poet\": 1"), "\(run.errors)")
    #expect(run.output.contains("source,target,type,since"))
    #expect(try folder.read("out.vertices.csv").contains("ada,Poet,36"))
  }
}
