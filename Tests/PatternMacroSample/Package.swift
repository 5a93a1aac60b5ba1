// swift-tools-version: 6.1
// What a user of the macro writes; built and run by `make test-macro`.
import PackageDescription

let package = Package(
  name: "PatternMacroSample",
  dependencies: [.package(name: "Gyrfalcon", path: "../..", traits: [.defaults, "PatternMacro"])],
  targets: [
    .executableTarget(name: "Sample", dependencies: [.product(name: "Gyrfalcon", package: "Gyrfalcon")])
  ],
  swiftLanguageModes: [.v6]
)
