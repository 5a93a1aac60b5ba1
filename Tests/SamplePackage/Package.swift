// swift-tools-version: 6.1
// A program that uses the library as any other package would: `Scripts/check-install` builds and runs it.
import PackageDescription

let package = Package(
  name: "SamplePackage",
  dependencies: [.package(name: "Gyrfalcon", path: "../..")],
  targets: [
    .executableTarget(name: "sample", dependencies: [.product(name: "Gyrfalcon", package: "Gyrfalcon")])
  ],
  swiftLanguageModes: [.v6]
)
