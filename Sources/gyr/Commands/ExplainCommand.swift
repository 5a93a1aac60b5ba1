import ArgumentParser
import Gyrfalcon

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "explain", abstract: "x")
}
