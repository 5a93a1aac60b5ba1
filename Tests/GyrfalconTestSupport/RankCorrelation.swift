/// Spearman's rank correlation: 1 when two series order things the same way, -1 when the opposite, near 0 when neither.
package enum RankCorrelation {
  package static func spearman(_ a: [Double], _ b: [Double]) -> Double {
    precondition(a.count == b.count)
    let x = ranks(a), y = ranks(b)
    let n = Double(a.count)
    let mean = (n + 1) / 2
    var covariance = 0.0, varianceX = 0.0, varianceY = 0.0
    for i in x.indices {
      covariance += (x[i] - mean) * (y[i] - mean)
      varianceX += (x[i] - mean) * (x[i] - mean)
      varianceY += (y[i] - mean) * (y[i] - mean)
    }
    return varianceX > 0 && varianceY > 0 ? covariance / (varianceX * varianceY).squareRoot() : 1
  }

  /// Ranks from 1; equal values share the mean of theirs.
  private static func ranks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var first = 0
    while first < order.count {
      var end = first + 1
      while end < order.count, values[order[end]] == values[order[first]] { end += 1 }
      for position in first..<end { ranks[order[position]] = Double(first + end + 1) / 2 }
      first = end
    }
    return ranks
  }
}
