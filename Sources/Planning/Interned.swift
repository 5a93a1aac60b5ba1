/// Different values, numbered in the order in which they came: as a dictionary from values to numbers and an array back,
/// but what came last can be taken back, and copies are two arrays.
///
/// - Complexity: O(1) expected for each value added or looked up.
struct Interned<Element: Hashable & Sendable>: Sendable {
  private(set) var elements: [Element] = []
  /// 1 + number by hash, where that place is taken the next one; 0: free. A power of two, at most half of it taken.
  private var places: [Int32] = []

  var count: Int { elements.count }

  /// The number of a value, a new one where it was not there.
  mutating func add(_ element: Element) -> Int {
    if elements.count * 2 >= places.count { grow() }
    let place = place(of: element)
    if places[place] != 0 { return Int(places[place]) - 1 }
    elements.append(element)
    places[place] = Int32(elements.count)
    return elements.count - 1
  }

  /// Forgets all values but the first ones.
  mutating func keep(first count: Int) {
    // The last one stands in nobody's way: whatever came after it is gone.
    while elements.count > count {
      places[place(of: elements[elements.count - 1])] = 0
      elements.removeLast()
    }
  }

  /// Where the value is, or would go.
  private func place(of element: Element) -> Int {
    let mask = places.count - 1
    var place = element.hashValue & mask
    while places[place] != 0, elements[Int(places[place]) - 1] != element { place = (place + 1) & mask }
    return place
  }

  private mutating func grow() {
    places = Array(repeating: 0, count: max(16, places.count * 2))
    for (number, element) in elements.enumerated() { places[place(of: element)] = Int32(number + 1) }
  }
}
