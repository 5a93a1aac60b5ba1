import ArgumentParser
import Gyrfalcon

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Writes a page about a graph: motifs, cliques, degrees, busiest vertices.",
    discussion: """
      One HTML file that needs nothing else: it can be mailed, printed, read on a phone and in the dark. Every figure is a \
      table, so that it can be read aloud. What would take longer than --seconds is left out, and the page says so.

      Examples:
        gyr report words.txt -o words.html
        gyr report regulation.txt --directed -o regulation.html
        gyr report ppi.txt --labels kinds.txt -o ppi.html --seconds 60
      """)

  @OptionGroup var input: GraphOptions
  @Option(name: [.short, .long], help: ArgumentHelp("File to write, or - for standard output.", valueName: "file"))
  var output: String
  @Option(help: ArgumentHelp("Heading of the page (default: the graph's name).", valueName: "text"))
  var title: String?
  @Option(help: ArgumentHelp("About how long to go on.", valueName: "n"))
  var seconds = 20.0
  @OptionGroup(title: "Running") var running: RunOptions

  func validate() throws {
    guard seconds > 0, seconds <= 1e6 else { throw ValidationError("--seconds \(seconds): expected more than 0") }
    if running.json, output == "-" { throw ValidationError("--json and --output - both want standard output") }
  }

  func run() throws {
    var session = try Session("report", input, running)
    let current = session
    let data = try session.mining { _ in try ReportData(current, budget: seconds) }
    let page = ReportPage(data, title: title)
    try OutputFile.write(Array(page.html.utf8), to: output == "-" ? nil : output)
    for omission in data.omissions { session.note("left out: \(omission)") }
    if running.json {
      Standard.out.line(JSON.object(session.jsonHead + [
        ("output", .string(output)), ("omitted", .array(data.omissions.map(JSON.string))),
      ] + session.jsonTail).answer)
    } else if output != "-" {
      Standard.out.line(output)
    }
    session.finish()
  }
}
