import Foundation
import Testing

/// Files in and out when things go wrong: what was there before stays whole, and every format comes through a pipe.
@Suite struct FileSafetyTests {
  /// One small graph in every text and binary form, by the name that `--format` knows it by.
  private static let square: [(format: String, content: String)] = [
    ("edgelist", "1 2\n2 3\n3 4\n4 1\n"), ("csv", "source,target\n1,2\n2,3\n3,4\n4,1\n"),
    ("mtx", "%%MatrixMarket matrix coordinate pattern symmetric\n4 4 4\n2 1\n3 2\n4 3\n4 1\n"), ("metis", "4 4\n2 4\n1 3\n2 4\n3 1\n"),
    ("lg", "t # 0\nv 1 A\nv 2 A\nv 3 A\nv 4 A\ne 1 2\ne 2 3\ne 3 4\ne 4 1\n"), ("graph6", "Cl\n"),
    ("graphml", "<graphml><graph edgedefault=\"undirected\"><edge source=\"1\" target=\"2\"/><edge source=\"2\" target=\"3\"/><edge source=\"3\" target=\"4\"/><edge source=\"4\" target=\"1\"/></graph></graphml>"),
    ("dimacs", "p edge 4 4\ne 1 2\ne 2 3\ne 3 4\ne 4 1\n"), ("konect", "% sym unweighted\n1 2\n2 3\n3 4\n4 1\n"),
  ]

  @Test func everyFormatFromStandardInput() throws {
    let folder = try Folder()
    for (format, content) in Self.square {
      let file = folder.write("in", content)
      for script in ["\"$gyr\" count - 4-cycle --format \(format) < \(file)", "cat \(file) | \"$gyr\" count - 4-cycle --format \(format)"] {
        let run = try Program.shell(script + " --quiet", in: folder)
        #expect(run.counts == ["1"], "\(format): \(run.errors)")
      }
      // METIS looks like an edge list, and so does graph6 without its header.
      if ["metis", "graph6"].contains(format) { continue }
      let found = try Program.run("count", "-", "4-cycle", "--quiet", input: Data(content.utf8))
      #expect(found.counts == ["1"], "\(format) by content: \(found.errors)")
    }
    folder.write("in", Self.square[0].content)
    let binary = try Program.shell(
      "\"$gyr\" convert in s.gyr --quiet && \"$gyr\" count - 4-cycle --quiet < s.gyr && cat s.gyr | \"$gyr\" count - 4-cycle --quiet", in: folder)
    #expect(binary.counts == ["1", "1"], "\(binary.errors)")
  }

  /// A wrong `--format` is an error that names the place, for every format.
  @Test func forcedFormatsThatDoNotFit() throws {
    let folder = try Folder()
    folder.write("in", "this is no graph\n")
    for (format, _) in Self.square where !["edgelist", "csv"].contains(format) {
      let run = try Program.run("info", "in", "--format", format, in: folder)
      #expect(run.status == 65, "\(format): \(run.status)")
      #expect(run.output == "" && run.errors.hasPrefix("gyr: in"), "\(format): \(run.errors)")
      #expect(run.errors.split(separator: "\n").count == 1, "\(format): \(run.errors)")
    }
  }

  /// A disk that is full, or a limit on the size of files: exit 74, the old file whole, nothing left behind.
  @Test(.disabled(if: Program.sanitizer == "thread", "the sanitizer maps files of its own, which the limit cuts off"))
  func fullDisk() throws {
    let folder = try Folder()
    for name in ["w.gyr", "w.txt", "w.csv"] {
      folder.write(name, "precious")
      let run = try Program.shell("ulimit -f 16; \"$gyr\" convert '\(Program.words)' \(name)", in: folder)
      #expect(run.status == 74, "\(name): \(run.status) \(run.errors)")
      #expect(run.errors.contains("cannot write") && run.errors.split(separator: "\n").count == 1, "\(run.errors)")
      #expect(try folder.read(name) == "precious")
    }
    #expect(folder.names.sorted() == ["w.csv", "w.gyr", "w.txt"], "\(folder.names)")
    let device = try Program.shell("\"$gyr\" convert '\(Program.words)' /dev/full --to edgelist", in: folder)
    #expect(device.status == 74, "\(device.errors)")
    // Sorting needs room, too.
    let sorting = try Program.shell("ulimit -f 16; \"$gyr\" convert '\(Program.words)' w.gyr --memory 100K", in: folder)
    #expect(sorting.status == 74, "\(sorting.errors)")
    #expect(try folder.read("w.gyr") == "precious")
  }

  /// Killed at any moment: the file under its name is the old one or the new one, never half of one.
  @Test func killed() throws {
    let folder = try Folder()
    let script = """
      "$gyr" generate grid --rows 3 --columns 4 -o g.gyr --quiet
      for wait in 0.01 0.03 0.05 0.08 0.12 0.2 0.3; do
        "$gyr" generate rmat --scale 13 --edges 60000 -o g.gyr --quiet & running=$!
        sleep $wait; kill -9 $running 2>/dev/null; wait $running 2>/dev/null
        "$gyr" info g.gyr --json --quiet > info.json || exit 1
      done
      """
    let run = try Program.shell(script, in: folder)
    #expect(run.status == 0, "\(run.errors)")
  }

  @Test func memoryCap() throws {
    let folder = try Folder()
    let run = try Program.shell(
      """
      "$gyr" convert '\(Program.words)' a.gyr --quiet && "$gyr" convert '\(Program.words)' b.gyr --memory 200K && cmp a.gyr b.gyr &&
      "$gyr" convert - c.gyr --memory 200K --compress --quiet < '\(Program.words)' && "$gyr" count c.gyr triangle --quiet
      """, in: folder)
    #expect(run.status == 0 && run.counts == ["30508"], "\(run.errors)")
    #expect(folder.names.sorted() == ["a.gyr", "b.gyr", "c.gyr"])
    #expect(try Program.run("convert", "a", "b.gyr", "--memory", "much").status == 64)
  }
}
