import Foundation
import SpeechFeatures

/// Static features in double precision, straight from their definitions: sums of cosines and sines in
/// place of fast transforms, nothing precomputed. What the fast code is checked against.
struct ReferenceFeatures {
  let configuration: FeatureConfiguration

  func features(of samples: [Float]) -> [[Double]] {
    (0..<configuration.frameCount(sampleCount: samples.count)).map { frame in
      let start = frame * configuration.hopLength
      return features(
        frame: samples[start..<start + configuration.windowLength].map {
          Double($0) * Double(configuration.sampleScale)
        })
    }
  }

  private func features(frame: [Double]) -> [Double] {
    var x = frame
    if configuration.removesOffset {
      let mean = x.reduce(0, +) / Double(x.count)
      x = x.map { $0 - mean }
    }
    var energy = x.reduce(0) { $0 + $1 * $1 }
    let a = Double(configuration.preEmphasis)
    var y = x.indices.map { x[$0] - a * x[max(0, $0 - 1)] }
    for n in y.indices { y[n] *= window(n) }
    if configuration.energy == .windowed { energy = y.reduce(0) { $0 + $1 * $1 } }
    let spectrum = Self.powers(y, length: configuration.transformLength).map {
      configuration.spectrum == .magnitude ? $0.squareRoot() : $0
    }
    let floor = Double(configuration.floor)
    let bands = (0..<configuration.bandCount).map { band in
      log(
        max(floor, spectrum.indices.reduce(0) { $0 + weight(band: band, bin: $1) * spectrum[$1] }))
    }
    var result: [Double]
    if configuration.kind == .cepstra {
      result = (1...configuration.cepstrumCount).map { cepstrum($0, of: bands) }
    } else {
      result = bands
    }
    if configuration.energy != .none {
      let value =
        configuration.energy == .zerothCepstrum
        ? cepstrum(0, of: bands) : log(max(floor, energy))
      result.insert(value, at: configuration.energyFirst ? 0 : result.count)
    }
    return result
  }

  private func window(_ n: Int) -> Double {
    let cosine = cos(2 * .pi * Double(n) / Double(configuration.windowLength - 1))
    return switch configuration.window {
    case .hamming: 0.54 - 0.46 * cosine
    case .hann: 0.5 - 0.5 * cosine
    case .povey: pow(0.5 - 0.5 * cosine, 0.85)
    case .rectangular: 1
    }
  }

  /// |Σ x[n]·e^(−2πikn/N)|² for k = 0 … N/2.
  static func powers(_ samples: [Double], length: Int) -> [Double] {
    let angles = (0..<length).map { 2 * Double.pi * Double($0) / Double(length) }
    let cosines = angles.map { cos($0) }
    let sines = angles.map { sin($0) }
    return (0...length / 2).map { k in
      var (re, im) = (0.0, 0.0)
      for (n, value) in samples.enumerated() {
        re += value * cosines[k * n % length]
        im -= value * sines[k * n % length]
      }
      return re * re + im * im
    }
  }

  private func weight(band: Int, bin: Int) -> Double {
    func mel(_ hertz: Double) -> Double { 1127 * log(1 + hertz / 700) }
    let low = mel(configuration.lowFrequency)
    let high = mel(configuration.upperFrequency)
    // In units of half a band, from the lower foot of this one: 0, 1 at the centre, 2.
    let position =
      (mel(Double(bin) * Double(configuration.sampleRate) / Double(configuration.transformLength))
        - low) / (high - low) * Double(configuration.bandCount + 1) - Double(band)
    return max(0, 1 - abs(position - 1))
  }

  private func cepstrum(_ order: Int, of bands: [Double]) -> Double {
    let count = Double(bands.count)
    let sum = bands.enumerated().reduce(0) {
      $0 + $1.element * cos(.pi * Double(order) * (Double($1.offset) + 0.5) / count)
    }
    let q = Double(configuration.lifter)
    let lifter = q == 0 ? 1 : 1 + q / 2 * sin(.pi * Double(order) / q)
    return sum * lifter * ((order == 0 ? 1 : 2) / count).squareRoot()
  }
}
