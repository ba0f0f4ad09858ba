internal import CSoxr

/// Changes the sample rate of a mono signal of any length (soxr, high quality: 20 bits, linear
/// phase, pass band to 0.913 of the lower Nyquist frequency). Without delay: sample k of the result
/// stands at k/`outputRate` seconds of the source, and n samples become n·`outputRate`/`inputRate`,
/// rounded.
@safe package final class Resampler {
  private let handle: soxr_t
  private let ratio: Double
  private var finished = false

  package init(from inputRate: Int, to outputRate: Int) {
    precondition(inputRate > 0 && outputRate > 0, "rates are positive")
    ratio = Double(outputRate) / Double(inputRate)
    var quality = unsafe soxr_quality_spec(UInt(SOXR_HQ), 0)
    var format = unsafe soxr_io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I)
    var runtime = unsafe soxr_runtime_spec(1)
    let created = unsafe soxr_create(
      Double(inputRate), Double(outputRate), 1, nil, &format, &quality, &runtime)
    // It fails for nonsensical settings (ours are fixed) and without memory.
    guard let created = unsafe created else { fatalError("soxr_create failed") }
    unsafe handle = created
  }

  deinit { unsafe soxr_delete(handle) }

  /// Appends what `count` more samples of the source make ready.
  package func process(_ samples: [Float], count: Int, into output: inout [Float]) {
    precondition(!finished && count <= samples.count)
    var consumed = 0
    while consumed < count {
      let offset = consumed
      consumed += unsafe samples.withUnsafeBufferPointer { buffer in
        unsafe run(buffer.baseAddress! + offset, count: count - offset, into: &output).consumed
      }
    }
  }

  /// Appends the rest.
  package func finish(into output: inout [Float]) {
    precondition(!finished)
    finished = true
    while unsafe run(nil, count: 0, into: &output).produced > 0 {}
  }

  @unsafe private func run(
    _ input: UnsafePointer<Float>?, count: Int, into output: inout [Float]
  ) -> (consumed: Int, produced: Int) {
    let capacity = min(Int(Double(count) * ratio) + 1024, 1 << 20)
    var consumed = 0
    var produced = 0
    let block = unsafe [Float](unsafeUninitializedCapacity: capacity) { buffer, initialized in
      let error = unsafe soxr_process(
        handle, input, count, &consumed, buffer.baseAddress!, capacity, &produced)
      unsafe precondition(error == nil, "soxr_process failed")
      initialized = produced
    }
    output += block
    return (consumed, produced)
  }
}
