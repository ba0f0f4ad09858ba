import PhoneLabeling
import Testing

@Suite struct PhoneFormatTests {
  @Test func labelsAreNoFormats() {
    let segments = [PhoneSegment(phone: "%s%n", start: 0.5, end: 0.75, posterior: 0.9)]
    let text = PhoneFormat.ctm.text(segments, file: "calls/a.wav", name: "a b", duration: 1)
    #expect(text == "a_b 1 0.500 0.250 %s%n 0.900\n")
  }
}
