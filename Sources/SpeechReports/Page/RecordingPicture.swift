internal import DenseMath
internal import Foundation
public import KeywordSpotting
public import SpeechFeatures

/// What a page shows of one recording, in bounded size whatever its length.
public struct RecordingPicture: Sendable {
  /// The widest picture, in columns.
  public static let columnLimit = 1200
  /// The most of a recording's sound that goes into the page, in seconds: all of it if it is no longer,
  /// else what is around the marks.
  public static let soundLimit = 60.0
  /// Seconds of sound before and after a mark.
  static let soundMargin = 1.5

  /// Something to show on a recording.
  public struct Mark: Sendable {
    public enum Kind: String, Sendable, CaseIterable {
      /// A detection of which nobody has said whether it is right.
      case found
      case hit
      case falseAlarm = "false alarm"
      /// Said, and not found.
      case missed
    }

    public var detection: Detection
    public var kind: Kind

    public init(_ detection: Detection, _ kind: Kind) {
      self.detection = detection
      self.kind = kind
    }
  }

  public let path: String
  /// The channel that is shown, from 1; `nil` is the mean of all.
  let channel: Int?
  public let duration: Double
  public let marks: [Mark]
  /// The loudest sample of each column, 0 to 255.
  let loudness: [UInt8]
  /// Log-mel energies, a byte a band from low to high, column by column.
  let spectrogram: [UInt8]
  let bandCount: Int
  /// What there is of the sound, in order.
  private(set) var sounds: [SoundExcerpt]
  /// Whether that is all of it.
  private(set) var isSoundWhole: Bool

  static let sampleRate = 16_000

  /// Reads a recording and looks at it.
  public init(
    path: String, reading options: AudioReader.Options = .init(), detections: [Detection]
  ) throws(AudioError) {
    try self.init(path: path, reading: options, marks: detections.map { Mark($0, .found) })
  }

  /// Reads a recording and looks at it.
  public init(
    path: String, reading options: AudioReader.Options = .init(), marks: [Mark]
  ) throws(AudioError) {
    let reader = try AudioReader(path: path, sampleRate: Self.sampleRate, options: options)
    guard let configuration = FeatureConfiguration.preset("logmel40"),
      let extractor = try? MFCCExtractor(configuration)
    else { preconditionFailure("a preset") }
    bandCount = configuration.featureCount
    var frames = PooledColumns(width: bandCount)
    var peaks = PooledColumns(width: 1)
    var stream = extractor.stream()
    var whole: [Int16]? = []
    var cutter = Self.cutter(marks)
    var count = 0
    func add(_ features: Matrix) {
      for row in 0..<features.rows {
        let values = features.row(row)
        frames.add((0..<values.count).map { values[$0] })
      }
    }
    while true {
      let block = try reader.read(atMost: 1 << 14)
      if block.isEmpty { break }
      add(stream.push(block))
      for start in stride(from: 0, to: block.count, by: 160) {
        peaks.add([block[start..<min(start + 160, block.count)].reduce(0) { max($0, abs($1)) }])
      }
      count += block.count
      let samples = SoundExcerpt.samples(block)
      cutter.add(samples)
      if count > Self.sampleLimit { whole = nil }
      whole?.append(contentsOf: samples)
    }
    add(stream.finish())
    self.path = path
    channel = options.channel
    self.marks = marks
    duration = Double(count) / Double(Self.sampleRate)
    isSoundWhole = whole != nil
    sounds = whole.map { [SoundExcerpt(first: 0, samples: $0)] } ?? cutter.excerpts
    let top = max(peaks.values.max() ?? 0, 1e-3)
    loudness = peaks.values.map { UInt8(max(0, min(255, 255 * $0 / top))) }
    let high = frames.values.max() ?? 0
    // Eight nepers of energy, about 35 dB, from the loudest down.
    spectrogram = frames.values.map { UInt8(max(0, min(255, 255 * (1 + ($0 - high) / 8)))) }
  }

  private static let sampleLimit = Int(soundLimit) * sampleRate

  private static func cutter(_ marks: [Mark]) -> ExcerptCutter {
    // Times beyond a day are no places in a recording that is looked at.
    func place(_ seconds: Double) -> Int {
      Int((max(0, min(86_400, seconds)) * Double(sampleRate)).rounded())
    }
    return ExcerptCutter(
      marks.map {
        let start = place($0.detection.start - soundMargin)
        return start..<max(start, place($0.detection.end + soundMargin))
      }, limit: sampleLimit)
  }

  /// Seconds of sound that are held.
  var soundDuration: Double {
    Double(sounds.reduce(0) { $0 + $1.samples.count }) / Double(Self.sampleRate)
  }

  /// Lets go of the sound that is not around a mark.
  mutating func keepSoundOfMarks() {
    guard isSoundWhole, let whole = sounds.first else { return }
    var cutter = Self.cutter(marks)
    cutter.add(whole.samples)
    sounds = cutter.excerpts
    isSoundWhole = soundDuration == duration
  }

  mutating func dropSound() { (sounds, isSoundWhole) = ([], false) }

  /// Whether a mark cannot be heard in the page.
  var lacksSound: Bool {
    !isSoundWhole
      && marks.contains { mark in
        let place = Int(max(0, min(86_400, mark.detection.start)) * Double(Self.sampleRate))
        return !sounds.contains { $0.first <= place && place < $0.first + $0.samples.count }
      }
  }

  /// The bytes of a WAV file with all of the sound, if that is held.
  var wave: Data? { isSoundWhole ? sounds.first?.wave(sampleRate: Self.sampleRate) : nil }

  /// The page's data of this recording.
  var json: [String: Any] {
    let rate = Double(Self.sampleRate)
    let detections: [[String: Any]] = marks.map {
      [
        "keyword": $0.detection.keyword, "start": $0.detection.start, "end": $0.detection.end,
        "score": $0.detection.score, "kind": $0.kind.rawValue,
      ]
    }
    let stretches: [[String: Any]] = sounds.map {
      [
        "start": Double($0.first) / rate, "duration": Double($0.samples.count) / rate,
        "data": $0.wave(sampleRate: Self.sampleRate).base64EncodedString(),
      ]
    }
    var result: [String: Any] = [
      "path": path, "duration": duration, "bands": bandCount,
      "loudness": Data(loudness).base64EncodedString(),
      "spectrogram": Data(spectrogram).base64EncodedString(),
      "detections": detections, "sounds": stretches,
    ]
    if let channel { result["channel"] = channel }
    if !isSoundWhole {
      result["url"] = URL(filePath: path).absoluteString
      result["lacksSound"] = lacksSound
    }
    return result
  }
}

/// Columns whose number stays bounded: whenever there are twice too many, neighbours become one, of
/// the larger of their values.
struct PooledColumns {
  private let width: Int
  private var columns: [[Float]] = []
  private var pending: [Float]?
  private var pendingCount = 0
  /// Vectors a column.
  private var factor = 1

  init(width: Int) { self.width = width }

  mutating func add(_ vector: [Float]) {
    precondition(vector.count == width)
    pending = pending.map { zip($0, vector).map { max($0, $1) } } ?? vector
    pendingCount += 1
    guard pendingCount == factor, let full = pending else { return }
    columns.append(full)
    (pending, pendingCount) = (nil, 0)
    if columns.count == 2 * RecordingPicture.columnLimit {
      columns = stride(from: 0, to: columns.count, by: 2).map { place in
        zip(columns[place], columns[place + 1]).map { max($0, $1) }
      }
      factor *= 2
    }
  }

  var values: [Float] { (columns + (pending.map { [$0] } ?? [])).flatMap { $0 } }
}
