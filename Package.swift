// swift-tools-version: 6.1
// One row a target; products and settings are derived from the table.
import CompilerPluginSupport
import PackageDescription

enum Kind { case exported, hidden, macro, program, examples, exampleRunner, tool, support, test, system(String, apt: String) }

struct Row {
  var kind: Kind
  var name: String
  var uses: [Target.Dependency] = []
}

// Optional system libraries. Without its trait a feature answers with an error that names the trait.
let zstd = Target.Dependency.target(name: "CZstd", condition: .when(traits: ["Zstd"]))
let zlib = Target.Dependency.target(name: "CZlib", condition: .when(traits: ["Zlib"]))
let expat = Target.Dependency.target(name: "CExpat", condition: .when(traits: ["Expat"]))
let xxhash = Target.Dependency.target(name: "CXXHash", condition: .when(traits: ["XXHash"]))
// Only with its trait is swift-syntax fetched and built: it takes minutes.
let syntax = ["SwiftCompilerPlugin", "SwiftDiagnostics", "SwiftSyntax", "SwiftSyntaxMacros"].map {
  Target.Dependency.product(name: $0, package: "swift-syntax", condition: .when(traits: ["PatternMacro"]))
}
let patternMacro = Target.Dependency.target(name: "PatternMacros", condition: .when(traits: ["PatternMacro"]))
let numa = Target.Dependency.target(name: "CNUMA", condition: .when(platforms: [.linux], traits: ["NUMA"]))
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

let table: [Row] = [
  Row(kind: .system("libzstd", apt: "libzstd-dev"), name: "CZstd"),
  Row(kind: .system("zlib", apt: "zlib1g-dev"), name: "CZlib"),
  Row(kind: .system("expat", apt: "libexpat1-dev"), name: "CExpat"),
  Row(kind: .system("libxxhash", apt: "libxxhash-dev"), name: "CXXHash"),
  Row(kind: .system("numa", apt: "libnuma-dev"), name: "CNUMA"),

  Row(kind: .hidden, name: "SystemShims"),
  Row(kind: .hidden, name: "Machine", uses: ["SystemShims", numa]),
  Row(kind: .hidden, name: "PatternSyntax"),
  Row(kind: .hidden, name: "PatternModel", uses: ["PatternSyntax"]),
  Row(kind: .hidden, name: "GraphStore", uses: ["Machine", zstd, zlib, expat, xxhash]),
  Row(kind: .hidden, name: "SetKernels"),
  Row(kind: .hidden, name: "Planning", uses: ["PatternSyntax", "PatternModel", "GraphStore"]),
  Row(kind: .hidden, name: "Execution", uses: ["Planning", "SetKernels", "Machine"]),
  Row(kind: .hidden, name: "Mining", uses: ["Execution"]),
  Row(kind: .macro, name: "PatternMacros", uses: ["PatternModel"] + syntax),
  Row(kind: .hidden, name: "Drawing", uses: ["PatternModel", zlib]),
  Row(kind: .exported, name: "Gyrfalcon", uses: ["Mining", "Drawing", patternMacro]),
  Row(kind: .program, name: "gyr", uses: ["PatternSyntax", "Gyrfalcon", arguments]),

  Row(kind: .examples, name: "Examples", uses: ["Gyrfalcon"]),
  Row(kind: .exampleRunner, name: "gyr-examples", uses: ["Examples"]),
  Row(kind: .tool, name: "PlanGrid", uses: ["Execution", "GyrfalconTestSupport"]),
  Row(kind: .tool, name: "ScheduleReplay", uses: ["Gyrfalcon", "Machine"]),

  Row(kind: .support, name: "GyrfalconTestSupport", uses: ["PatternModel", "GraphStore"]),
  Row(kind: .test, name: "GyrfalconTestSupportTests", uses: ["PatternModel", "GraphStore", "GyrfalconTestSupport"]),
  Row(kind: .test, name: "MachineTests", uses: ["Machine"]),
  Row(kind: .test, name: "PatternModelTests", uses: ["PatternModel", "GyrfalconTestSupport"]),
  Row(kind: .test, name: "GraphStoreTests", uses: ["GraphStore", "GyrfalconTestSupport"]),
  Row(kind: .test, name: "PlanningTests", uses: ["Planning", "GyrfalconTestSupport"]),
  Row(kind: .test, name: "ExecutionTests", uses: ["Execution", "GyrfalconTestSupport"]),
  Row(kind: .test, name: "DrawingTests", uses: ["Drawing"]),
  Row(kind: .test, name: "MiningTests", uses: ["Gyrfalcon", "GyrfalconTestSupport"]),
  Row(kind: .test, name: "GyrfalconTests", uses: ["Gyrfalcon", "Examples", "gyr-examples", "GyrfalconTestSupport"]),
  Row(kind: .test, name: "CommandTests", uses: ["gyr", "GyrfalconTestSupport"]),
]

let package = Package(
  name: "Gyrfalcon",
  products: table.compactMap { row in
    switch row.kind {
    case .exported: .library(name: row.name, targets: [row.name])
    case .program: .executable(name: row.name, targets: [row.name])
    default: nil
    }
  },
  traits: [
    .trait(name: "Zstd", description: "Read zstd-compressed files (libzstd)"),
    .trait(name: "Zlib", description: "Read gzip-compressed files (zlib)"),
    .trait(name: "Expat", description: "Read GraphML (libexpat)"),
    .trait(name: "XXHash", description: "Read and write .gyr files, which carry XXH3 checksums (libxxhash)"),
    .trait(name: "NUMA", description: "Place workers and graphs on memory nodes (libnuma)"),
    .trait(name: "PatternMacro", description: "#pattern(\"...\"): pattern text checked by the compiler (swift-syntax)"),
    .default(enabledTraits: ["Zstd", "Zlib", "Expat", "XXHash", "NUMA"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/swiftlang/swift-syntax", "600.0.1"..<"604.0.0"),
  ],
  targets: table.map { row in
    switch row.kind {
    case .exported, .hidden: .target(name: row.name, dependencies: row.uses)
    case .macro: .macro(name: row.name, dependencies: row.uses)
    case .program: .executableTarget(name: row.name, dependencies: row.uses)
    case .examples: .target(name: row.name, dependencies: row.uses, path: row.name, exclude: ["Runner"])
    case .exampleRunner: .executableTarget(name: row.name, dependencies: row.uses, path: "Examples/Runner")
    case .tool: .executableTarget(name: row.name, dependencies: row.uses, path: "Bench/\(row.name)")
    case .support: .target(name: row.name, dependencies: row.uses, path: "Tests/\(row.name)")
    case .test: .testTarget(name: row.name, dependencies: row.uses)
    case .system(let library, let apt):
      .systemLibrary(name: row.name, pkgConfig: library, providers: [.apt([apt])])
    }
  },
  swiftLanguageModes: [.v6]
)
