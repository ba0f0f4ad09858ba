import PhoneLabeling
import Testing

@Suite struct PhoneFormatTests {
  @Test func labelsAreNoFormats() {
    let segments = [PhoneSegment(phone: "%s%n", start: 0.5, end: 0.75, posterior: 0.9)]
    let text = PhoneFormat.ctm.text(segments, file: "calls/a.wav", name: "a b", duration: 1)
    #expect(text == "a_b 1 0.500 0.250 %s%n 0.900\n")
  }

  /// Each segment ends where the next one begins, as it is printed.
  @Test func timeMarksMeet() {
    let segments = [(0.4875, 0.5375), (0.5375, 0.6125)].map {
      PhoneSegment(phone: "V", start: $0.0, end: $0.1, posterior: 1)
    }
    let text = PhoneFormat.ctm.text(segments, file: "a", name: "a\tb", duration: 1)
    #expect(text == "a_b 1 0.488 0.050 V 1.000\na_b 1 0.538 0.075 V 1.000\n")
  }
}
