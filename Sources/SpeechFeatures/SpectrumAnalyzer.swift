internal import CFFTW
internal import Foundation

/// From a frame of samples to its power spectrum: offset removal, pre-emphasis, window and the Fourier
/// transform (FFTW, real to complex). The plan is made once and shared; each stream has a `Workspace`.
///
/// Plans are made with `FFTW_ESTIMATE`: measuring would choose by the clock, and two runs could differ
/// in the last bit.
@safe package final class SpectrumAnalyzer: @unchecked Sendable {
  package let windowLength: Int
  package let transformLength: Int
  /// Groups of eight bins that hold bins 0 … `transformLength`/2.
  package let groupCount: Int
  private let removesOffset: Bool
  private let preEmphasis: Float
  private let magnitude: Bool
  private let energyIsRaw: Bool
  private let energyScale: Float
  /// The window times the sample scale, zero beyond the frame.
  private let window: [SIMD8<Float>]
  private let plan: fftwf_plan

  /// FFTW's planner is the one part of it that threads must not share.
  private static let planner = NSLock()

  package init(_ configuration: FeatureConfiguration) {
    windowLength = configuration.windowLength
    transformLength = configuration.transformLength
    groupCount = transformLength / 16 + 1
    removesOffset = configuration.removesOffset
    preEmphasis = configuration.preEmphasis
    magnitude = configuration.spectrum == .magnitude
    energyIsRaw = configuration.energy == .raw
    energyScale = configuration.sampleScale * configuration.sampleScale
    window = Self.windowGroups(configuration)
    let length = Int32(transformLength)
    let scratch = Workspace(transformLength: transformLength)
    Self.planner.lock()
    defer { Self.planner.unlock() }
    unsafe plan = fftwf_plan_dft_r2c_1d(
      length, scratch.samples, scratch.spectrum, UInt32(FFTW_ESTIMATE))!
  }

  deinit {
    Self.planner.withLock { unsafe fftwf_destroy_plan(plan) }
  }

  /// The window of `shape` and length `count`.
  package static func window(_ shape: FeatureConfiguration.Window, count: Int) -> [Double] {
    (0..<count).map { n in
      let cosine = cos(2 * Double.pi * Double(n) / Double(count - 1))
      return switch shape {
      case .hamming: 0.54 - 0.46 * cosine
      case .hann: 0.5 - 0.5 * cosine
      case .povey: pow(0.5 - 0.5 * cosine, 0.85)
      case .rectangular: 1
      }
    }
  }

  private static func windowGroups(_ configuration: FeatureConfiguration) -> [SIMD8<Float>] {
    let values = window(configuration.window, count: configuration.windowLength)
    var groups = [SIMD8<Float>](repeating: .zero, count: (values.count + 7) / 8)
    for (index, value) in values.enumerated() {
      groups[index / 8][index % 8] = Float(value * Double(configuration.sampleScale))
    }
    return groups
  }

  /// Memory that one stream works in, aligned as FFTW's plan wants it.
  @safe package final class Workspace {
    fileprivate let samples: UnsafeMutablePointer<Float>
    fileprivate let spectrum: UnsafeMutablePointer<fftwf_complex>

    package init(transformLength: Int) {
      let bins = transformLength / 2 + 8
      unsafe samples = fftwf_alloc_real(transformLength)
      unsafe spectrum = fftwf_alloc_complex(bins)
      unsafe samples.update(repeating: 0, count: transformLength)
      unsafe UnsafeMutableRawPointer(spectrum)
        .initializeMemory(as: Float.self, repeating: 0, count: 2 * bins)
    }

    deinit {
      unsafe fftwf_free(samples)
      unsafe fftwf_free(spectrum)
    }
  }

  /// Analyses the frame that starts at `start`.
  ///
  /// - Parameters:
  ///   - power: `groupCount` groups; out: power or magnitude of the bins, zero beyond the last.
  /// - Returns: the frame's sum of squares, raw or windowed as configured.
  package func analyze(
    _ samples: Span<Float>, at start: Int, in workspace: Workspace,
    spectrum power: inout [SIMD8<Float>]
  ) -> Float {
    precondition(start >= 0 && start + windowLength <= samples.count)
    precondition(power.count == groupCount)
    return unsafe samples.withUnsafeBufferPointer { buffer in
      let frame = unsafe UnsafeRawPointer(buffer.baseAddress! + start)
      let energy = unsafe prepare(frame, into: workspace.samples)
      unsafe fftwf_execute_dft_r2c(plan, workspace.samples, workspace.spectrum)
      unsafe readPower(workspace.spectrum, into: &power)
      return energy * energyScale
    }
  }

  /// Offset, pre-emphasis and window in one pass over the frame.
  @unsafe @inline(__always)
  private func prepare(_ frame: UnsafeRawPointer, into target: UnsafeMutablePointer<Float>) -> Float
  {
    typealias Eight = SIMD8<Float>
    let whole = windowLength / 8
    let rest = windowLength % 8
    var tail = Eight()
    var tailMask = Eight()
    for lane in 0..<rest {
      tail[lane] = unsafe frame.load(fromByteOffset: (whole * 8 + lane) * 4, as: Float.self)
      tailMask[lane] = 1
    }
    var mean: Float = 0
    if removesOffset {
      var sum = tail
      for group in 0..<whole {
        sum += unsafe frame.loadUnaligned(fromByteOffset: group * 32, as: Eight.self)
      }
      mean = sum.pairwiseSum / Float(windowLength)
    }
    let raw = UnsafeMutableRawPointer(target)
    var rawEnergy = Eight()
    var windowedEnergy = Eight()
    for group in 0..<whole {
      let current = unsafe frame.loadUnaligned(fromByteOffset: group * 32, as: Eight.self)
      let previous: Eight
      if group == 0 {
        // The sample before the first one is taken to be equal to it.
        previous = Eight(
          current[0], current[0], current[1], current[2], current[3], current[4], current[5],
          current[6])
      } else {
        previous = unsafe frame.loadUnaligned(fromByteOffset: group * 32 - 4, as: Eight.self)
      }
      let x = current - mean
      let y = (x - preEmphasis * (previous - mean)) * window[group]
      rawEnergy += x * x
      windowedEnergy += y * y
      unsafe raw.storeBytes(of: y, toByteOffset: group * 32, as: Eight.self)
    }
    if rest > 0 {
      var previous = Eight()
      for lane in 0..<rest {
        let index = max(0, whole * 8 + lane - 1)
        previous[lane] = unsafe frame.load(fromByteOffset: index * 4, as: Float.self)
      }
      let x = (tail - mean) * tailMask
      let y = (x - preEmphasis * (previous - mean)) * window[whole]
      rawEnergy += x * x
      windowedEnergy += y * y
      for lane in 0..<rest { unsafe target[whole * 8 + lane] = y[lane] }
    }
    // The window holds the sample scale; the raw samples do not.
    return energyIsRaw
      ? rawEnergy.pairwiseSum : windowedEnergy.pairwiseSum / energyScale
  }

  /// |X[k]|² or |X[k]|.
  @unsafe @inline(__always)
  private func readPower(
    _ spectrum: UnsafeMutablePointer<fftwf_complex>, into power: inout [SIMD8<Float>]
  ) {
    let raw = UnsafeRawPointer(spectrum)
    var target = power.mutableSpan
    for group in 0..<groupCount {
      let values = unsafe raw.loadUnaligned(fromByteOffset: group * 64, as: SIMD16<Float>.self)
      let (re, im) = (values.evenHalf, values.oddHalf)
      let squares = re * re + im * im
      target[group] = magnitude ? squares.squareRoot() : squares
    }
  }
}
