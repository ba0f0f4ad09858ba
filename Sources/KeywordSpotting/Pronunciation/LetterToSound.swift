internal import CEspeak
internal import Synchronization

/// espeak-ng's spelling rules for English: words, numbers and abbreviations to phones.
///
/// The engine is one for the whole process and not made for threads: calls wait for each other.
/// A word takes some 20 µs, and a change of accent, which reads files, some 100 µs: many words are
/// better asked for together.
public struct LetterToSound: Sendable {
  /// Accents by espeak-ng's voice files: General American, and southern British.
  public static let accents = ["gmw/en-US", "gmw/en"]

  /// How far the engine is.
  private enum State {
    case asleep
    case unavailable
    /// It knows its rules, and no more: speaking looks for a sound server, which spelling has no need of.
    case spelling
    case speaking(sampleRate: Int)
  }

  private static let engine = Mutex<State>(.asleep)

  /// - Throws: `.engineUnavailable` where espeak-ng's data is not installed.
  public init() throws(PronunciationError) {
    let isThere = Self.engine.withLock { state in
      if case .asleep = state {
        espeak_ng_InitializePath(nil)
        state = espeak_ng_Initialize(nil) == ENS_OK ? .spelling : .unavailable
      }
      if case .unavailable = state { return false }
      return true
    }
    guard isThere else { throw .engineUnavailable }
  }

  /// The pronunciations of a word or phrase, most common accent first, without repetitions.
  ///
  /// - Throws: `.unpronounceable` if nothing of it can be said, or if it has letters of other scripts.
  public func pronunciations(of phrase: String) throws(PronunciationError) -> [[String]] {
    let result = pronunciations(ofAll: [phrase])[0]
    guard !result.isEmpty else { throw .unpronounceable(phrase) }
    return result
  }

  /// The same of many, none for what cannot be said; the accent is changed once for all.
  public func pronunciations(ofAll phrases: [String]) -> [[[String]]] {
    var result = [[[String]]](repeating: [], count: phrases.count)
    let places = phrases.indices.filter { !Self.hasForeignLetters(phrases[$0]) }
    for accent in Self.accents {
      let spoken = Self.ipa(ofAll: places.map { phrases[$0] }, accent: accent) ?? []
      for (place, ipa) in zip(places, spoken) {
        for flap in ipa.contains("ɾ") ? ["T", "D"] : ["T"] {
          if let phones = PhoneAlphabet.phones(ofIPA: ipa, flap: flap), !phones.isEmpty,
            !result[place].contains(phones)
          {
            result[place].append(phones)
          }
        }
      }
    }
    return result
  }

  /// Whether there are letters of other scripts than the Latin one, of which English rules know no more
  /// than their names.
  private static func hasForeignLetters(_ phrase: String) -> Bool {
    // Letters that all scripts share, such as the apostrophe U+02BC, are none of these.
    let foreign = /[\p{L}--[\p{Script=Latin}\p{Script=Common}]]/.matchingSemantics(.unicodeScalar)
    return !phrase.utf8.allSatisfy { $0 < 0x80 } && phrase.contains(foreign)
  }

  /// Calls `body` with the sample rate of the engine's speech, 0 if it cannot speak, while nobody else uses the
  /// engine.
  package func withEngine<Result: Sendable>(_ body: (_ sampleRate: Int) -> Result) -> Result {
    Self.engine.withLock { state in
      if case .speaking(let sampleRate) = state { return body(sampleRate) }
      // No sound is made; with DONT_EXIT a missing data folder is a result and not an exit. Speech
      // comes with its phones in IPA.
      let options =
        espeakINITIALIZE_DONT_EXIT | espeakINITIALIZE_PHONEME_EVENTS | espeakINITIALIZE_PHONEME_IPA
      let sampleRate = Int(espeak_Initialize(AUDIO_OUTPUT_SYNCHRONOUS, 0, nil, Int32(options)))
      guard sampleRate > 0 else { return body(0) }
      state = .speaking(sampleRate: sampleRate)
      return body(sampleRate)
    }
  }

  /// What espeak-ng says for each phrase, in IPA; `nil` if the accent is not installed.
  static func ipa(ofAll phrases: [String], accent: String) -> [String]? {
    engine.withLock { _ in
      guard unsafe espeak_SetVoiceByName(accent) == EE_OK else { return nil }
      return phrases.map { phrase in
        var result = ""
        // A NUL would end the text early; espeak-ng reads bytes up to one.
        let text = phrase.filter { $0 != "\0" }
        unsafe text.withCString { start in
          var rest: UnsafeRawPointer? = unsafe UnsafeRawPointer(start)
          while unsafe rest != nil {
            // Bit 1 asks for IPA.
            if let part = unsafe espeak_TextToPhonemes(&rest, Int32(espeakCHARS_UTF8), 0x02) {
              result += unsafe String(cString: part) + " "
            }
          }
        }
        return result
      }
    }
  }
}
