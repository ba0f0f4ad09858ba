extension Detection {
  /// Detections in order of their starts, those of one keyword free of overlaps.
  ///
  /// Of one keyword, two that share more than half of the shorter one's time are the same word seen
  /// twice: they become one with the surer one's times and the probability that either is right,
  /// 1 − (1 − p)(1 − q). Others that overlap are said in quick succession and part in the middle.
  package static func merged(_ detections: [Detection]) -> [Detection] {
    var result: [Detection] = []
    /// For each keyword the place in `result` of its latest detection.
    var latest: [String: Int] = [:]
    for one in inOrder(detections) {
      guard let place = latest[one.keyword], result[place].end > one.start else {
        latest[one.keyword] = result.count
        result.append(one)
        continue
      }
      let held = result[place]
      let shared = min(held.end, one.end) - one.start
      if shared > 0.5 * min(held.end - held.start, one.end - one.start) {
        result[place] = held.score >= one.score ? held : one
        result[place].score = 1 - (1 - held.score) * (1 - one.score)
      } else {
        let middle = (held.end + one.start) / 2
        result[place].end = middle
        latest[one.keyword] = result.count
        result.append(one)
        result[result.count - 1].start = middle
      }
    }
    return inOrder(result)
  }

  static func inOrder(_ detections: [Detection]) -> [Detection] {
    detections.sorted { ($0.start, $0.end, $0.keyword) < ($1.start, $1.end, $1.keyword) }
  }
}
