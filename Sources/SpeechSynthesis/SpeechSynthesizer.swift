internal import CEspeak
internal import KeywordSpotting
public import SpeechCorpora
public import SpeechFeatures
internal import Synchronization

/// A way of speaking that espeak-ng has.
public struct SyntheticVoice: Sendable, Hashable {
  /// espeak-ng's English accents, by their voice files.
  public static let accents = [
    "gmw/en-US", "gmw/en", "gmw/en-GB-x-rp", "gmw/en-GB-scotland", "gmw/en-GB-x-gbclan",
    "gmw/en-GB-x-gbcwmd", "gmw/en-029", "gmw/en-US-nyc",
  ]
  /// Variants of the voice itself: men and women.
  public static let variants = [
    "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "f1", "f2", "f3", "f4", "f5", "adam", "anika",
    "belinda", "benjamin", "david", "edward", "iven", "linda", "michael", "pablo", "paul", "quincy",
    "rob", "robert", "shelby", "steph", "travis", "victor", "zac",
  ]

  public var accent: String
  public var variant: String
  /// Words a minute, 80 to 450.
  public var rate: Int
  /// 0 to 100; 50 is the variant's own.
  public var pitch: Int
  /// How much the pitch moves, 0 to 100.
  public var range: Int

  public init(accent: String, variant: String, rate: Int = 175, pitch: Int = 50, range: Int = 50) {
    self.accent = accent
    self.variant = variant
    self.rate = rate
    self.pitch = pitch
    self.range = range
  }
}

/// What a synthesizer said: the sound, and where its phones and words are, in samples of it.
public struct SyntheticSpeech: Sendable {
  public var waveform: Waveform
  /// The 39 phones of the CMU dictionary and SIL, without gaps, over the whole waveform.
  public var phones: [Segment]
  public var words: [Segment]
}

/// English speech by espeak-ng's rules, with exact phone times from the engine itself.
///
/// Calls wait for each other: the engine is one for the whole process. Some 100 times real time.
/// What the engine said before leaves traces, a sample here and there, so that only the same calls
/// from the start of a process on give the same sound.
public struct SpeechSynthesizer: Sendable {
  private struct Event {
    var isWord: Bool
    var sample: Int
    /// A phone in IPA.
    var name: String
    /// A word's place among the characters of the text.
    var characters: Range<Int>
  }

  private struct Heard {
    var samples: [Int16] = []
    var events: [Event] = []
  }

  /// What the engine hands over while it speaks.
  private static let heard = Mutex(Heard())

  private let engine: LetterToSound
  private let rate: Int

  /// - Throws: `PronunciationError.engineUnavailable` where espeak-ng's data is not installed.
  public init() throws {
    engine = try LetterToSound()
    rate = engine.withEngine { $0 }
  }

  /// Says a text at `sampleRate`; `nil` if the voice is not installed, if nothing is said, or if
  /// the engine has a phone that is none of the 39.
  public func speech(
    _ text: String, voice: SyntheticVoice, sampleRate: Int = 16_000
  ) -> SyntheticSpeech? {
    guard let heard = heard(text, voice), !heard.samples.isEmpty else { return nil }
    let resampler = Resampler(from: rate, to: sampleRate)
    var samples: [Float] = []
    resampler.process(
      heard.samples.map { Float($0) / 32768 }, count: heard.samples.count, into: &samples)
    resampler.finish(into: &samples)
    let scale = Double(sampleRate) / Double(rate)
    let end = samples.count
    func place(_ sample: Int) -> Int { min(end, Int((Double(sample) * scale).rounded())) }

    let sounds = heard.events.filter { !$0.isWord }
    var phones: [Segment] = []
    for (number, event) in sounds.enumerated() {
      guard let names = Self.phones(event.name) else { return nil }
      let start = place(event.sample)
      let stop = number + 1 < sounds.count ? place(sounds[number + 1].sample) : end
      let labels = names.isEmpty ? ["SIL"] : names
      // Two phones in one of the engine's share its time.
      for (part, label) in labels.enumerated() {
        Self.append(
          Segment(
            start: start + (stop - start) * part / labels.count,
            end: start + (stop - start) * (part + 1) / labels.count, label: label), to: &phones)
      }
    }
    guard let first = phones.first, phones.contains(where: { $0.label != "SIL" }) else {
      return nil
    }
    if first.start > 0 { phones.insert(Segment(start: 0, end: first.start, label: "SIL"), at: 0) }
    return SyntheticSpeech(
      waveform: Waveform(samples: samples, sampleRate: sampleRate), phones: phones,
      words: Self.words(
        text, heard.events.filter(\.isWord).map { (place($0.sample), $0.characters) },
        phones))
  }

  /// Adds a segment; nothing of no length, and silence to silence.
  private static func append(_ segment: Segment, to phones: inout [Segment]) {
    guard segment.end > segment.start else { return }
    if segment.label == "SIL", let last = phones.last, last.label == "SIL" {
      phones[phones.count - 1].end = segment.end
    } else {
      phones.append(segment)
    }
  }

  /// The phones of one of the engine's; empty for a pause, `nil` for one unknown here.
  private static func phones(_ name: String) -> [String]? {
    PhoneAlphabet.phones(ofIPA: name, flap: "T")
  }

  /// Words from their beginnings, each to the end of its last phone.
  private static func words(
    _ text: String, _ starts: [(sample: Int, characters: Range<Int>)], _ phones: [Segment]
  ) -> [Segment] {
    let characters = Array(text)
    return starts.enumerated().compactMap { number, word in
      let next = number + 1 < starts.count ? starts[number + 1].sample : .max
      let own = phones.filter { $0.label != "SIL" && $0.end > word.sample && $0.start < next }
      guard let first = own.first, let last = own.last,
        word.characters.upperBound <= characters.count
      else { return nil }
      return Segment(
        start: max(first.start, word.sample), end: min(last.end, next),
        label: String(characters[word.characters]))
    }
  }

  /// The engine at times drops the events of the first word, after it was asked for pronunciations
  /// in between: then it is asked again.
  private func heard(_ text: String, _ voice: SyntheticVoice) -> Heard? {
    let first = text.prefix { $0.isWhitespace }.count
    for _ in 0..<3 {
      guard let heard = synthesize(text, voice) else { return nil }
      let word = heard.events.firstIndex(where: \.isWord)
      let phone = heard.events.firstIndex { !$0.isWord }
      if let word, let phone, word < phone, heard.events[word].characters.lowerBound == first {
        return heard
      }
    }
    return nil
  }

  private func synthesize(_ text: String, _ voice: SyntheticVoice) -> Heard? {
    engine.withEngine { _ in
      guard unsafe espeak_SetVoiceByName("\(voice.accent)+\(voice.variant)") == EE_OK else {
        return nil
      }
      espeak_SetParameter(espeakRATE, Int32(clamping: voice.rate), 0)
      espeak_SetParameter(espeakPITCH, Int32(clamping: voice.pitch), 0)
      espeak_SetParameter(espeakRANGE, Int32(clamping: voice.range), 0)
      Self.heard.withLock { $0 = Heard() }
      unsafe espeak_SetSynthCallback { samples, count, events in
        unsafe SpeechSynthesizer.take(samples, Int(count), events)
        return 0
      }
      let clean = text.filter { $0 != "\0" }
      let status = unsafe clean.withCString { start in
        unsafe espeak_Synth(
          start, clean.utf8.count + 1, 0, POS_CHARACTER, 0, UInt32(espeakCHARS_UTF8), nil, nil)
      }
      guard status == EE_OK else { return nil }
      return Self.heard.withLock { $0 }
    }
  }

  /// One of the engine's calls: samples, and a list of events that ends with one of its own.
  private static func take(
    _ samples: UnsafeMutablePointer<Int16>?, _ count: Int,
    _ events: UnsafeMutablePointer<espeak_EVENT>?
  ) {
    heard.withLock { heard in
      if let samples = unsafe samples, count > 0 {
        unsafe heard.samples += UnsafeBufferPointer(start: samples, count: count)
      }
      guard var event = unsafe events else { return }
      while unsafe event.pointee.type != espeakEVENT_LIST_TERMINATED {
        let one = unsafe event.pointee
        if unsafe one.type == espeakEVENT_PHONEME {
          // Eight bytes, shorter names with a zero after them.
          let bytes = unsafe withUnsafeBytes(of: one.id.string) { unsafe Array($0) }
          heard.events.append(
            unsafe Event(
              isWord: false, sample: Int(one.sample),
              name: String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self), characters: 0..<0))
        } else if unsafe one.type == espeakEVENT_WORD {
          let first = unsafe max(0, Int(one.text_position) - 1)
          heard.events.append(
            unsafe Event(
              isWord: true, sample: Int(one.sample), name: "",
              characters: first..<first + max(0, Int(one.length))))
        }
        unsafe event += 1
      }
    }
  }
}
