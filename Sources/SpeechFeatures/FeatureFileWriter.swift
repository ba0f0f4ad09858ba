public import DenseMath
internal import Foundation

/// Writes a feature file as the vectors come. What stands at `path` changes only when `finish`
/// has everything on disk: before that, all goes to a temporary file beside it, which goes away with
/// the writer.
public final class FeatureFileWriter {
  private let path: String
  private let format: FeatureFileFormat
  private let configuration: FeatureConfiguration
  /// What of it is there before `finish`.
  package let temporaryPath: String
  /// Where `path` leads: a link to a file stays one.
  private let target: String
  private var descriptor: Int32
  private var frames = 0

  public init(
    path: String, format: FeatureFileFormat, configuration: FeatureConfiguration
  ) throws(FeatureFileError) {
    self.path = path
    self.format = format
    self.configuration = configuration
    // A name that stands for a device or pipe must not be renamed over.
    var status = stat()
    if unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFREG {
      let isFolder = status.st_mode & S_IFMT == S_IFDIR
      throw .unwritable(
        path: path, reason: isFolder ? "it is a folder" : "it is not a regular file")
    }
    target = URL(filePath: path).resolvingSymlinksInPath().path
    // mkstemp would make it private to the user; what a plain redirection makes is wanted here.
    temporaryPath = "\(target).\(getpid())-\(UInt32.random(in: 0...UInt32.max)).tmp"
    descriptor = unsafe open(temporaryPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw .unwritable(path: path, reason: Self.reason(errno))
    }
    try write(header(frames: 0))
  }

  deinit {
    if descriptor >= 0 {
      close(descriptor)
      _ = unsafe unlink(temporaryPath)
    }
  }

  /// Appends vectors, R × N.
  public func append(_ values: Matrix) throws(FeatureFileError) {
    precondition(descriptor >= 0, "the file is finished")
    precondition(values.columns == configuration.featureCount, "vectors have another width")
    let firstFrame = frames
    frames += values.rows
    switch format {
    case .npy:
      try write(values.array.map(\.bitPattern.littleEndian))
    case .htk:
      try write(values.array.map(\.bitPattern.bigEndian))
    case .csv:
      var text = ""
      for row in 0..<values.rows {
        let position = (firstFrame + row) * configuration.hopLength
        let centre = Double(position) + Double(configuration.windowLength) / 2
        text += "\(centre / Double(configuration.sampleRate))"
        for column in 0..<values.columns { text += ",\(values[row, column])" }
        text += "\n"
      }
      try write(Array(text.utf8))
    }
  }

  /// Completes the file and puts it in its place.
  public func finish() throws(FeatureFileError) {
    precondition(descriptor >= 0, "the file is finished")
    let final = try header(frames: frames)
    if format != .csv {
      guard lseek(descriptor, 0, SEEK_SET) == 0 else { throw failure() }
      try write(final)
    }
    guard fsync(descriptor) == 0 else { throw failure() }
    let closed = close(descriptor)
    descriptor = -1
    guard closed == 0, unsafe rename(temporaryPath, target) == 0 else {
      let error = failure()
      _ = unsafe unlink(temporaryPath)
      throw error
    }
  }

  /// The bytes before the values; as many whatever the number of frames.
  private func header(frames: Int) throws(FeatureFileError) -> [UInt8] {
    switch format {
    case .npy:
      return NumPyHeader.bytes(rows: frames, columns: configuration.featureCount)
    case .htk:
      guard let count = Int32(exactly: frames),
        let size = Int16(exactly: 4 * configuration.featureCount)
      else {
        throw .tooLarge(path: path, frames: frames, width: configuration.featureCount)
      }
      // In units of 100 ns.
      let period = Int32((configuration.hopDuration * 1e7).rounded())
      return bytes(of: count.bigEndian) + bytes(of: period.bigEndian) + bytes(of: size.bigEndian)
        + bytes(of: configuration.htkParameterKind.bigEndian)
    case .csv:
      return Array((["time"] + configuration.featureNames).joined(separator: ",").utf8) + [10]
    }
  }

  private func bytes(of value: some FixedWidthInteger) -> [UInt8] {
    (0..<value.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
  }

  /// Writes the memory of numbers that stand in the file's byte order.
  private func write<Number: FixedWidthInteger>(_ numbers: [Number]) throws(FeatureFileError) {
    let size = numbers.count * MemoryLayout<Number>.stride
    var done = 0
    while done < size {
      let offset = done
      let count = unsafe numbers.withUnsafeBytes {
        unsafe Foundation.write(descriptor, $0.baseAddress! + offset, size - offset)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw failure() }
      done += count
    }
  }

  private func failure() -> FeatureFileError {
    .unwritable(path: path, reason: Self.reason(errno))
  }

  private static func reason(_ code: Int32) -> String { unsafe String(cString: strerror(code)) }
}

extension FeatureConfiguration {
  /// HTK's number for what the vectors are. Vectors that lead with the energy, which HTK's never do,
  /// are `USER`.
  package var htkParameterKind: Int16 {
    if energyFirst && energy != .none || kind == .logMelEnergies && energy != .none { return 9 }
    var result: Int16 = kind == .cepstra ? 6 : 7
    switch energy {
    case .none: break
    case .raw, .windowed: result |= 0o100
    case .zerothCepstrum: result |= 0o20000
    }
    if deltaOrder >= 1 { result |= 0o400 }
    if deltaOrder >= 2 { result |= 0o1000 }
    if case .utterance(variance: false) = normalization { result |= 0o4000 }
    return result
  }
}
