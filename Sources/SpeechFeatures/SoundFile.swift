internal import CSndFile
internal import Foundation
internal import Synchronization

/// A recording open in libsndfile.
@safe final class SoundFile {
  let sampleRate: Int
  let channelCount: Int
  /// Frames by the header, or `nil` where it does not say.
  let frameCount: Int64?
  /// Fewer frames than this mean that the recording was cut short.
  let leastFrameCount: Int64

  private let handle: OpaquePointer
  private let isMPEG: Bool
  private let descriptor: Int32
  private let size: Int64?

  /// Opens a file, or the standard input for `-`, and refuses what the header shows to be no good.
  ///
  /// - Parameter rawSampleRate: that of samples without a header, 16 bits and one channel; half a sample
  ///   at the end is left out.
  init(path: String, rawSampleRate: Int? = nil) throws(AudioError) {
    let source = try AudioDescriptor.open(path, isRaw: rawSampleRate != nil)
    let promise =
      rawSampleRate == nil
      ? source.size.map { HeaderPromise(descriptor: source.descriptor, size: $0) } : nil
    let (opened, info, reason) = unsafe Self.open(source, rawSampleRate: rawSampleRate)
    guard let opened = unsafe opened else {
      throw Self.refusal(path: path, reason: reason, promise: promise)
    }
    unsafe handle = opened
    channelCount = Int(info.channels)
    sampleRate = Int(info.samplerate)
    frameCount = Self.knows(info, isPipe: source.size == nil) ? info.frames : nil
    isMPEG = Int(info.format) & SF_FORMAT_TYPEMASK == SF_FORMAT_MPEG
    // An MP3 file's length may be an estimate.
    leastFrameCount = isMPEG ? (frameCount ?? 0) * 9 / 10 - 4 * 1152 : frameCount ?? 0
    descriptor = source.descriptor
    size = source.size
    guard channelCount > 0 else { throw .noChannels(path: path) }
    guard AudioReader.supportedSampleRates.contains(sampleRate) else {
      throw .unsupportedSampleRate(path: path, found: sampleRate)
    }
    // Ogg tells its length in its last page.
    if source.size != nil && frameCount == nil { throw .truncated(path: path, expected: nil) }
    guard let found = frameCount, source.size != nil else { return }
    if let expected = promise?.expectedFrames(found: found), expected > found {
      throw .truncated(path: path, expected: expected, found: found)
    }
    if found <= 0 { throw .empty(path: path) }
  }

  deinit { unsafe sf_close(handle) }

  /// libsndfile keeps one reason of a failure to open for the whole process: it must be read before
  /// another file fails. A pipe is not waited for.
  private static let opening = Mutex<Void>(())

  /// The handle and what the header says, or why there is none. The descriptor is closed by
  /// libsndfile, also when it fails.
  private static func open(
    _ source: AudioDescriptor, rawSampleRate: Int?
  ) -> (handle: OpaquePointer?, info: SF_INFO, reason: String) {
    func attempt() -> (OpaquePointer?, SF_INFO, String) {
      var info = SF_INFO()
      if let rawSampleRate {
        info.format = Int32(SF_FORMAT_RAW | SF_FORMAT_PCM_16 | SF_ENDIAN_LITTLE)
        info.channels = 1
        info.samplerate = Int32(rawSampleRate)
      }
      let handle = unsafe sf_open_fd(source.descriptor, Int32(SFM_READ), &info, 1)
      return unsafe (handle, info, handle == nil ? String(cString: sf_strerror(nil)) : "")
    }
    guard source.size != nil else { return unsafe attempt() }
    nonisolated(unsafe) var result: (OpaquePointer?, SF_INFO, String) = (nil, SF_INFO(), "")
    opening.withLock { _ in unsafe result = attempt() }
    return unsafe result
  }

  /// Reads as many whole frames as fit, interleaved; 0 at the end.
  func read(into buffer: inout [Float]) -> Int {
    let capacity = buffer.count / channelCount
    return unsafe buffer.withUnsafeMutableBufferPointer { target in
      max(0, Int(unsafe sf_readf_float(handle, target.baseAddress!, Int64(capacity))))
    }
  }

  /// At the end: what went wrong, if anything.
  var failure: String? {
    if unsafe sf_error(handle) != 0 { return unsafe String(cString: sf_strerror(handle)) }
    // libsndfile 1.2.0 stops where it guessed the end to be.
    if isMPEG, let size, size - Int64(lseek(descriptor, 0, SEEK_CUR)) > max(4096, size / 20) {
      return "MP3 of varying bit rate without its length in the header; convert it first"
    }
    return nil
  }

  /// Whether the number of frames is more than a stand-in for "unknown": libsndfile has one, and
  /// computes others from the sizes that are written to pipes.
  private static func knows(_ info: SF_INFO, isPipe: Bool) -> Bool {
    guard info.frames >= 0 && info.frames < 1 << 40 else { return false }
    guard isPipe else { return true }
    let sampleSize: Int64 =
      switch Int(info.format) & SF_FORMAT_SUBMASK {
      case SF_FORMAT_PCM_S8, SF_FORMAT_PCM_U8, SF_FORMAT_ULAW, SF_FORMAT_ALAW: 1
      case SF_FORMAT_PCM_24: 3
      case SF_FORMAT_PCM_32, SF_FORMAT_FLOAT: 4
      case SF_FORMAT_DOUBLE: 8
      default: 2
      }
    return info.frames * Int64(max(1, info.channels)) * sampleSize < HeaderPromise.unknownSize
  }

  /// The error for a file that libsndfile refuses.
  private static func refusal(
    path: String, reason: String, promise: HeaderPromise?
  ) -> AudioError {
    if promise?.channelCount == 0 || reason.hasPrefix("Channel count is zero") {
      return .noChannels(path: path)
    }
    if let rate = promise?.sampleRate, !AudioReader.supportedSampleRates.contains(rate) {
      return .unsupportedSampleRate(path: path, found: rate)
    }
    return .notAudio(path: path, reason: reason)
  }
}
