/// Plain values (nothing reference-counted) that a worker reads in its loops, in memory of its own, to be deallocated by
/// the caller.
///
/// An array would be retained and released at every look at it, and workers that count the references of the same array
/// wait for one another: with two of them a pass over a small graph took twice as long.
func ownCopy<Element>(_ elements: [Element]) -> UnsafeMutableBufferPointer<Element> {
  let copy = UnsafeMutableBufferPointer<Element>.allocate(capacity: elements.count)
  _ = copy.initialize(from: elements)
  return copy
}

/// The same behind one pointer, owned by whoever holds it.
final class Flat<Element>: @unchecked Sendable {  // immutable after init
  let base: UnsafeMutablePointer<Element>
  let count: Int
  init(_ elements: [Element]) {
    let copy = ownCopy(elements)
    base = copy.baseAddress.unsafelyUnwrapped
    count = copy.count
  }
  deinit { base.deallocate() }
}
