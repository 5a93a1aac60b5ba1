// swift-tools-version: 6.1
// A package of its own, so that the library depends on nothing that only measuring needs.
import PackageDescription

let package = Package(
  name: "GyrfalconBench",
  dependencies: [
    .package(name: "Gyrfalcon", path: ".."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
  ],
  targets: [
    .target(name: "Yardstick"),
    .executableTarget(
      name: "gyr-bench",
      dependencies: [
        "Yardstick",
        .product(name: "Gyrfalcon", package: "Gyrfalcon"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
  ],
  swiftLanguageModes: [.v6]
)
