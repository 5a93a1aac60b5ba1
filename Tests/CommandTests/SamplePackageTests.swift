import Foundation
import GyrfalconTestSupport
import Testing

/// The library used from elsewhere. `make check-install` builds Tests/SamplePackage as a package, which compiles the library
/// once more; here its source is compiled and linked against what the suite was built from, and run.
@Suite struct SamplePackageTests {
  private static let modules = [
    "SystemShims", "Machine", "PatternSyntax", "PatternModel", "GraphStore", "SetKernels", "Planning", "Execution", "Mining", "Drawing",
    "Gyrfalcon",
  ]
  private static let package = Document.root.appendingPathComponent("Tests/SamplePackage")
  private static let hasCompiler = (try? Program.shell("command -v swiftc", in: Folder()))?.status == 0

  @Test(.enabled(if: hasCompiler, "no swiftc on the PATH")) func anotherProgramImportsTheLibrary() throws {
    let folder = try Folder()
    let build = Program.binary.deletingLastPathComponent().path
    let files = FileManager.default
    let objects = try Self.modules.flatMap { module in
      try #require(files.enumerator(atPath: "\(build)/\(module).build"), "\(module)").compactMap { $0 as? String }
        .filter { $0.hasSuffix(".o") }.map { "\(build)/\(module).build/\($0)" }
    }
    let system = try files.contentsOfDirectory(atPath: Document.root.appendingPathComponent("Sources").path)
      .map { Document.root.appendingPathComponent("Sources/\($0)/module.modulemap").path }
    let maps = (Self.modules.map { "\(build)/\($0).build/module.modulemap" } + system).filter(files.fileExists)
    var options = ["-swift-version", "6", "-warnings-as-errors", "-I", "\(build)/Modules", "-module-name", "sample"]
    options += maps.flatMap { ["-Xcc", "-fmodule-map-file=\($0)"] }
    options += [Self.package.appendingPathComponent("Sources/sample/main.swift").path, "-o", folder.path("sample")] + objects
    options += ["zstd", "z", "expat", "xxhash", "numa"].map { "-l\($0)" }
    // What was built with a sanitizer needs it when it is linked.
    if let sanitizer = Program.sanitizer { options.append("-sanitize=\(sanitizer)") }
    folder.write("options", options.map { "\"\($0)\"" }.joined(separator: "\n"))
    let run = try Program.shell("swiftc @options && ./sample", in: folder)
    #expect(run.status == 0, "\(run.errors.prefix(2000))")
    #expect(run.output == "2\nann bob cat\n")
  }

  @Test(.enabled(if: hasCompiler, "no swiftc on the PATH")) func theManifestAsksForTheLibrary() throws {
    let run = try Program.shell("swift package dump-package --package-path '\(Self.package.path)'", in: Folder())
    #expect(run.status == 0, "\(run.errors.prefix(2000))")
    let path = Document.root.standardizedFileURL.path
    #expect(run.output.replacingOccurrences(of: "\\/", with: "/").contains("\"\(path)\""))
    #expect(run.output.contains("\"Gyrfalcon\""))
  }
}
