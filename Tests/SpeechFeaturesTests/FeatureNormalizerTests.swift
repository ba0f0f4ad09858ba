import DenseMath
import Foundation
import SpeechFeatures
import TestSupport
import Testing

@Suite struct FeatureNormalizerTests {
  private let wave: Waveform = {
    var source = RandomSource(seed: Seed.value, stream: 8)
    return Waveform(
      samples: (0..<50_000).map {
        Float(source.gaussian() * (0.02 + 0.02 * sin(Double($0) / 9000)))
      },
      sampleRate: 16_000)
  }()

  private func features(_ normalization: CepstralNormalization) throws -> Matrix {
    var configuration = FeatureConfiguration.graves2005
    configuration.normalization = normalization
    return try MFCCExtractor(configuration).features(of: wave).values
  }

  /// Mean and deviation of rows `rows` of a column, in double.
  private func moments(_ values: Matrix, _ column: Int, _ rows: Range<Int>) -> (Double, Double) {
    let column = rows.map { Double(values[$0, column]) }
    let mean = column.reduce(0, +) / Double(column.count)
    let square = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(column.count)
    return (mean, square.squareRoot())
  }

  @Test(arguments: [false, true])
  func utterance(variance: Bool) throws {
    let plain = try features(.none)
    let found = try features(.utterance(variance: variance))
    for column in 0..<26 {
      let (mean, deviation) = moments(plain, column, 0..<plain.rows)
      for row in stride(from: 0, to: plain.rows, by: 11) {
        let expected = (Double(plain[row, column]) - mean) / (variance ? deviation : 1)
        #expect(abs(Double(found[row, column]) - expected) < 1e-4)
      }
    }
  }

  @Test(arguments: [false, true])
  func sliding(variance: Bool) throws {
    let plain = try features(.none)
    let found = try features(.sliding(seconds: 0.4, variance: variance))
    #expect(found.rows == plain.rows)
    for row in stride(from: 0, to: plain.rows, by: 7) + [plain.rows - 1] {
      let reach = max(0, row - 40)..<min(plain.rows, row + 41)
      for column in 0..<26 {
        let (mean, deviation) = moments(plain, column, reach)
        let expected = (Double(plain[row, column]) - mean) / (variance ? deviation : 1)
        #expect(abs(Double(found[row, column]) - expected) < 1e-4)
      }
    }
  }

  /// Where what follows is not there yet, more of what came before counts; else as in whole recordings.
  @Test(arguments: [false, true])
  func latest(variance: Bool) throws {
    let plain = try features(.none)
    var configuration = FeatureConfiguration.graves2005
    configuration.normalization = .sliding(seconds: 0.4, variance: variance)
    let extractor = try MFCCExtractor(configuration)
    #expect(extractor.normalizationHistory == 80)
    var stream = extractor.stream(isNormalized: false)
    let first = stream.push(wave.samples)
    let isPlain = first.array + stream.finish().array == plain.array
    #expect(isPlain)
    for (history, end) in [(0, 10), (0, 60), (0, 200), (80, 200)] {
      let begin = history == 0 ? 0 : end - 150
      let rows = Matrix(
        rows: end - begin, columns: 26, Array(plain.array[begin * 26..<end * 26]))
      let found = extractor.normalizingLatest(rows, history: history)
      #expect(found.rows == rows.rows - history)
      for row in stride(from: begin + history, to: end, by: 3) {
        let reach = max(0, min(row - 40, end - 81))..<min(row + 41, end)
        for column in stride(from: 0, to: 26, by: 5) {
          let (mean, deviation) = moments(plain, column, reach)
          let expected = (Double(plain[row, column]) - mean) / (variance ? deviation : 1)
          let value = found[row - begin - history, column]
          #expect(abs(Double(value) - expected) < 1e-4, "row \(row) of \(begin)..<\(end)")
        }
      }
    }
  }

  /// Far from any sound the mean of digital silence is the silence itself.
  @Test func digitalSilenceIsNotAverageSpeech() throws {
    var configuration = FeatureConfiguration.logmel40
    configuration.normalization = .sliding(seconds: 0.4, variance: false)
    let samples = wave.samples + [Float](repeating: 0, count: 32_000) + wave.samples
    let found = try MFCCExtractor(configuration).features(
      of: Waveform(samples: samples, sampleRate: 16_000)
    ).values
    configuration.normalization = .none
    let plain = try MFCCExtractor(configuration).features(
      of: Waveform(samples: samples, sampleRate: 16_000)
    ).values
    let floor = plain[400, 0]
    var silent = 0
    for row in stride(from: 0, to: found.rows, by: 3) {
      let reach = max(0, row - 40)..<min(found.rows, row + 41)
      let isSilent = (0..<40).allSatisfy { plain[row, $0] == floor }
      silent += isSilent ? 1 : 0
      for column in stride(from: 0, to: 40, by: 13) {
        let value = Double(plain[row, column]) - moments(plain, column, reach).0
        let expected = isSilent ? min(value, -6) : value
        #expect(abs(Double(found[row, column]) - expected) < 1e-4)
      }
    }
    #expect(silent > 60)
  }

  /// Statistics of several recordings together give them zero mean and unit variance together.
  @Test func stored() throws {
    let plain = try features(.none)
    var statistics = FeatureStatistics(width: 26)
    statistics.add(plain)
    #expect(statistics.count == plain.rows)
    let found = try features(statistics.normalization)
    for column in 0..<26 {
      let (mean, deviation) = moments(found, column, 0..<found.rows)
      #expect(abs(mean) < 1e-4 && abs(deviation - 1) < 1e-4)
    }
  }

  @Test func aConstantIsNotDividedByItsDeviation() throws {
    var configuration = FeatureConfiguration.graves2005
    let silence = Waveform(samples: [Float](repeating: 0, count: 8000), sampleRate: 16_000)
    for normalization: CepstralNormalization in [
      .utterance(variance: true), .sliding(seconds: 0.1, variance: true),
      .stored(
        mean: [Float](repeating: 1, count: 26), deviation: [Float](repeating: 0, count: 26)),
    ] {
      configuration.normalization = normalization
      let found = try MFCCExtractor(configuration).features(of: silence)
      #expect(found.values.array.allSatisfy { $0.isFinite && abs($0) <= 1 })
    }
  }
}

private func + (sequence: StrideTo<Int>, last: [Int]) -> [Int] { Array(sequence) + last }
