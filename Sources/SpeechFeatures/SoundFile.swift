internal import CSndFile
internal import Foundation

/// A file open in libsndfile.
@safe final class SoundFile {
  let sampleRate: Int
  let channelCount: Int
  /// Frames by the header, or `nil` where it does not say.
  let frameCount: Int64?
  /// `frameCount` where fewer frames than that mean that the file was cut short.
  let promisedFrameCount: Int64?

  private let handle: OpaquePointer

  /// Opens a file, or the standard input for `-`.
  init(path: String) throws(AudioError) {
    var descriptor = Int32(0)
    if path != "-" {
      descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else {
        let code = errno
        throw code == ENOENT || code == ENOTDIR
          ? .missing(path: path) : .unreadable(path: path, reason: Self.reason(code))
      }
    }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      throw .unreadable(path: path, reason: Self.reason(errno))
    }
    if status.st_mode & S_IFMT == S_IFDIR {
      close(descriptor)
      throw .folder(path: path)
    }
    if status.st_mode & S_IFMT == S_IFREG && status.st_size == 0 {
      close(descriptor)
      throw .empty(path: path)
    }
    var info = SF_INFO()
    guard let opened = unsafe sf_open_fd(descriptor, Int32(SFM_READ), &info, 1) else {
      let reason = unsafe String(cString: sf_strerror(nil))
      throw .notAudio(path: path, reason: reason)
    }
    unsafe handle = opened
    channelCount = Int(info.channels)
    sampleRate = Int(info.samplerate)
    let known = info.frames >= 0 && info.frames < Int64.max
    frameCount = known ? info.frames : nil
    promisedFrameCount = known ? info.frames : nil
    guard channelCount > 0 else { throw .noChannels(path: path) }
    guard AudioReader.supportedSampleRates.contains(sampleRate) else {
      throw .unsupportedSampleRate(path: path, found: sampleRate)
    }
  }

  deinit { unsafe sf_close(handle) }

  /// Reads as many whole frames as fit, interleaved; 0 at the end.
  func read(into buffer: inout [Float]) -> Int {
    let capacity = buffer.count / channelCount
    return unsafe buffer.withUnsafeMutableBufferPointer { target in
      max(0, Int(unsafe sf_readf_float(handle, target.baseAddress!, Int64(capacity))))
    }
  }

  /// What libsndfile says went wrong, if anything.
  var failure: String? {
    unsafe sf_error(handle) == 0 ? nil : String(cString: sf_strerror(handle))
  }

  private static func reason(_ code: Int32) -> String {
    unsafe String(cString: strerror(code))
  }
}
