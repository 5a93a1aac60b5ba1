import ArgumentParser
import Gyrfalcon

struct MatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "match", abstract: "x")
}
