import Glibc

/// Peregrine's directory: data.bin, ids.bin and, for a labelled graph, labels.bin. Its vertex numbers are ours plus one: both go
/// by descending degree. Isolated vertices are kept.
enum PeregrineWriter {
  static func write(_ graph: Graph, to path: String) throws(GraphFileError) {
    func refuse(_ what: String) -> GraphFileError {
      GraphFileError(.unsupported, path: path, message: "Peregrine's directory cannot hold \(what); csv and gyr can")
    }
    guard !graph.isDirected else { throw refuse("directed graphs") }
    guard graph.edgeLabels == nil, graph.attributes.isEmpty else { throw refuse("labels of edges and attributes") }
    let n = graph.vertexCount
    var ids = LittleEndianBytes()
    for v in 0..<n {
      guard let id = graph.ids.integerID(of: v), let word = UInt32(exactly: id) else {
        throw refuse("ids other than numbers below 2^32 (\(graph.ids.id(of: v).description.shortened)); write gyr or csv, or renumber (--renumber)")
      }
      ids.append(word)
    }
    var labels = LittleEndianBytes()
    if let own = graph.vertexLabels {
      guard !own.hasSeveral else { throw refuse("vertices with several labels") }
      for v in 0..<n where own.single[v] != VertexLabels.none {
        let name = own.dictionary.names[Int(own.single[v])]
        guard let word = UInt32(name), String(word) == name else { throw refuse("labels other than numbers (\(name.shortened))") }
        labels.append(UInt32(v + 1))
        labels.append(word)
      }
    }
    if mkdir(path, 0o777) != 0, errno != EEXIST {
      throw GraphFileError(.inputOutput, path: path, message: "cannot make the directory: \(FileSource.reason(errno))")
    }
    let data = try AtomicFile("\(path)/data.bin")
    var head = LittleEndianBytes()
    head.append(UInt32(n))
    head.append(UInt64(graph.edgeCount))
    try data.write(head.bytes)
    for v in 0..<n {
      var list = LittleEndianBytes()
      list.append(UInt32(graph.neighbours.degree(v)))
      for w in graph.neighbours.neighbours(v) { list.append(w + 1) }
      try data.write(list.bytes)
    }
    let idFile = try AtomicFile("\(path)/ids.bin")
    try idFile.write(ids.bytes)
    // Labels of a graph that was here before would be taken for this one's.
    if labels.bytes.isEmpty { unlink("\(path)/labels.bin") } else {
      let file = try AtomicFile("\(path)/labels.bin")
      try file.write(labels.bytes)
      try file.finish()
    }
    try idFile.finish()
    try data.finish()
  }
}
