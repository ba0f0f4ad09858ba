package import SpeechFeatures

/// The samples of an utterance, 16 bits each, so that hours of speech fit in memory.
package struct SpeechClip: Sendable {
  package let samples: [Int16]
  package let sampleRate: Int

  package init(_ waveform: Waveform) {
    samples = waveform.samples.map { Int16(max(-32768, min(32767, ($0 * 32768).rounded()))) }
    sampleRate = waveform.sampleRate
  }

  package var waveform: Waveform {
    Waveform(samples: samples.map { Float($0) * 0x1p-15 }, sampleRate: sampleRate)
  }

  package var duration: Double { Double(samples.count) / Double(sampleRate) }
}
