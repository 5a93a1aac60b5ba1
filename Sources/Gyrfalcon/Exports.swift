// What a user of the library imports: one module, the public types of all layers.
@_exported import Drawing
@_exported import Execution
@_exported import GraphStore
@_exported import Mining
@_exported import PatternModel
@_exported import Planning
