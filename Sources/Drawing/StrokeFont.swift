/// A font of strokes for rasters: printable ASCII, everything else as a box.
///
/// A glyph is a width and strokes on a grid; a stroke is a row of points of two digits, x and y. The baseline is y = 2,
/// small letters reach 7, capitals 9. A stroke that starts with ~ is rounded.
enum StrokeFont {
  /// Grid units of the height that a font size stands for.
  private static let unitsPerSize = 10.2
  private static let gap = 1.9

  static func width(_ text: String, size: Double) -> Double {
    let units = text.reduce(0.0) { $0 + Double(glyph($1).width) + gap } - gap
    return max(0, units) * size / unitsPerSize
  }

  /// The strokes of a text whose middle line runs through y = 0, y downwards, starting at x = 0.
  static func strokes(_ text: String, size: Double) -> [[(x: Double, y: Double)]] {
    let scale = size / unitsPerSize
    var strokes: [[(x: Double, y: Double)]] = []
    var left = 0.0
    for character in text {
      let glyph = glyph(character)
      for stroke in glyph.strokes {
        strokes.append(stroke.map { (($0.x + left) * scale, (5.3 - $0.y) * scale) })
      }
      left += Double(glyph.width) + gap
    }
    return strokes
  }

  private struct Glyph {
    var width: Int
    var strokes: [[(x: Double, y: Double)]]
  }

  private static func glyph(_ character: Character) -> Glyph {
    let (width, text) = table[character] ?? (4, "0209494202")
    return Glyph(width: width, strokes: text.split(separator: " ").map { stroke in
      let isRound = stroke.first == "~"
      let digits = stroke.compactMap(\.wholeNumberValue)
      let points = stride(from: 0, to: digits.count - 1, by: 2).map { (x: Double(digits[$0]), y: Double(digits[$0 + 1])) }
      return isRound ? rounded(rounded(points)) : points
    })
  }

  /// Chaikin's corner cutting; a closed stroke stays closed.
  private static func rounded(_ points: [(x: Double, y: Double)]) -> [(x: Double, y: Double)] {
    guard points.count > 2 else { return points }
    let isClosed = points[0] == points[points.count - 1]
    var result = isClosed ? [] : [points[0]]
    for (index, (a, b)) in zip(points, points.dropFirst()).enumerated() {
      // The ends of an open stroke stay where they are.
      if isClosed || index > 0 { result.append((0.75 * a.x + 0.25 * b.x, 0.75 * a.y + 0.25 * b.y)) }
      if isClosed || index < points.count - 2 { result.append((0.25 * a.x + 0.75 * b.x, 0.25 * a.y + 0.75 * b.y)) }
    }
    result.append(isClosed ? result[0] : points[points.count - 1])
    return result
  }

  private static let bowl = "~463717060312324346"
  private static let table: [Character: (Int, String)] = [
    " ": (2, ""), "a": (4, bowl + " 4742"), "b": (4, "0902 ~061737464332120306"), "c": (4, "~4637170603123243"),
    "d": (4, bowl + " 4942"), "e": (4, "0545 ~454637170603123243"), "f": (3, "~39291812 0727"),
    "g": (4, bowl + " ~4741301001"), "h": (4, "0902 ~0617374642"), "i": (0, "0702 0909"), "j": (2, "~27211000 2929"),
    "k": (4, "0902 0447 1542"), "l": (0, "0902"), "m": (6, "0702 ~0617273632 ~3647576662"), "n": (4, "0702 ~0617374642"),
    "o": (4, bowl), "p": (4, "0700 ~061737464332120306"), "q": (4, bowl + " 4740"), "r": (3, "0702 ~061737"),
    "s": (4, "~46371706153443321203"), "t": (3, "~19132232 0737"), "u": (4, "~0703123243 4742"), "v": (4, "072247"),
    "w": (6, "0712365267"), "x": (4, "0742 0247"), "y": (4, "0722 4710"), "z": (4, "07470242"),
    "A": (6, "023962 1454"), "B": (5, "0902 ~094958574606 ~064655534202"), "C": (5, "~5849190803124253"),
    "D": (5, "0902 ~093957543202"), "E": (4, "49090242 0636"), "F": (4, "490902 0636"),
    "G": (5, "~5849190803124253 535535"), "H": (5, "0902 5952 0656"), "I": (0, "0902"), "J": (3, "~3933221203"),
    "K": (5, "0902 5905 2652"), "L": (4, "090242"), "M": (6, "0209346962"), "N": (5, "02095259"),
    "O": (6, "~492907042242646749"), "P": (5, "0902 ~094958564505"), "Q": (6, "~492907042242646749 4462"),
    "R": (5, "0902 ~094958564505 2552"), "S": (5, "~584919080716455453421203"), "T": (4, "0949 2922"),
    "U": (5, "~090312425359"), "V": (6, "093269"), "W": (8, "0922476289"), "X": (5, "0952 0259"),
    "Y": (4, "0925 4925 2522"), "Z": (5, "09590252"),
    "0": (4, "~193948433212030819"), "1": (2, "072922"), "2": (4, "~081939484702 0242"),
    "3": (4, "~08193948473626 ~26364543321203"), "4": (4, "390444 3932"), "5": (4, "490906 ~06364543321203"),
    "6": (4, "~483919080312324345361605"), "7": (4, "094912"),
    "8": (4, "~193948473616070819 ~163645433212030516"), "9": (4, "~031232434839190806153546"),
    ".": (0, "0202"), ",": (1, "1201"), ":": (0, "0202 0606"), ";": (1, "1201 1616"), "-": (3, "0535"), "_": (4, "0141"),
    "+": (4, "2327 0545"), "=": (4, "0444 0646"), "<": (4, "480542"), ">": (4, "084502"), "!": (0, "0904 0202"),
    "|": (0, "0900"), "/": (4, "0149"), "\\": (4, "0941"), "(": (2, "~29070321"), ")": (2, "~09272301"),
    "[": (2, "29090121"), "]": (2, "09292101"), "{": (2, "~291916051421 2131"), "}": (2, "~091916251401"),
    "'": (0, "0907"), "\"": (2, "0907 2927"), "*": (4, "2448 0448 2149 0646"), "#": (5, "1918 1912 4942 0757 0454"),
    "%": (5, "0259 ~19090818190919 ~43425253434243"), "?": (4, "~08193948472624 2222"), "~": (4, "~0516353546"),
    "^": (4, "072947"), "$": (4, "~48170615344302 2921"), "`": (1, "0917"),
    "&": (5, "~5204071928170412325"), "@": (6, "~4636262544 ~456669290703226262"),
  ]
}
