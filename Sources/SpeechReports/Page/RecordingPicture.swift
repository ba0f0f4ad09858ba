internal import DenseMath
internal import Foundation
public import KeywordSpotting
public import SpeechFeatures

/// What a page shows of one recording, in bounded size whatever its length.
public struct RecordingPicture: Sendable {
  /// The widest picture, in columns.
  public static let columnLimit = 1200
  /// The longest recording whose sound goes into the page, in seconds.
  public static let soundLimit = 60.0

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
  public let duration: Double
  public let marks: [Mark]
  /// The loudest sample of each column, 0 to 255.
  let loudness: [UInt8]
  /// Log-mel energies, a byte a band from low to high, column by column.
  let spectrogram: [UInt8]
  let bandCount: Int
  /// The sound, if it is short.
  let samples: [Float]?

  static let sampleRate = 16_000

  /// Reads a recording and looks at it.
  public init(path: String, detections: [Detection]) throws(AudioError) {
    try self.init(path: path, marks: detections.map { Mark($0, .found) })
  }

  /// Reads a recording and looks at it.
  public init(path: String, marks: [Mark]) throws(AudioError) {
    let reader = try AudioReader(path: path, sampleRate: Self.sampleRate)
    guard let configuration = FeatureConfiguration.preset("logmel40"),
      let extractor = try? MFCCExtractor(configuration)
    else { preconditionFailure("a preset") }
    bandCount = configuration.featureCount
    var frames = PooledColumns(width: bandCount)
    var peaks = PooledColumns(width: 1)
    var stream = extractor.stream()
    var kept: [Float]? = []
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
      if Double(count) > Self.soundLimit * Double(Self.sampleRate) { kept = nil }
      kept?.append(contentsOf: block)
    }
    add(stream.finish())
    self.path = path
    self.marks = marks
    duration = Double(count) / Double(Self.sampleRate)
    samples = kept
    let top = max(peaks.values.max() ?? 0, 1e-3)
    loudness = peaks.values.map { UInt8(max(0, min(255, 255 * $0 / top))) }
    let high = frames.values.max() ?? 0
    // Eight nepers of energy, about 35 dB, from the loudest down.
    spectrogram = frames.values.map { UInt8(max(0, min(255, 255 * (1 + ($0 - high) / 8)))) }
  }

  /// The page's data of this recording.
  var json: [String: Any] {
    var result: [String: Any] = [
      "path": path, "duration": duration, "bands": bandCount,
      "loudness": Data(loudness).base64EncodedString(),
      "spectrogram": Data(spectrogram).base64EncodedString(),
      "detections": marks.map {
        [
          "keyword": $0.detection.keyword, "start": $0.detection.start, "end": $0.detection.end,
          "score": $0.detection.score, "kind": $0.kind.rawValue,
        ] as [String: Any]
      },
    ]
    if let samples {
      let waveform = Waveform(samples: samples, sampleRate: Self.sampleRate)
      result["sound"] = Data(waveform.wave16()).base64EncodedString()
    } else {
      result["url"] = URL(filePath: path).absoluteString
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
