import DenseMath
import Foundation
import PhoneLabeling
import SpeechFeatures
import SpeechReports
import TestSupport
import Testing

@Suite struct PhonePictureTests {
  private let folder = TestFolder()

  /// One second, of which the second half sounds.
  private func picture(words: [AlignedWord] = []) throws -> PhonePicture {
    let samples = (0..<16_000).map { $0 < 8000 ? Float(0) : 0.5 * sin(Float($0) * 0.3) }
    folder.write("<tone>.wav", samples: samples, sampleRate: 16_000)
    let rows: [Float] = (0..<50).flatMap { (row: Int) -> [Float] in
      row < 25 ? [1, 0, 0] : [0, 0, 1]
    }
    return try PhonePicture(
      path: folder.path + "/<tone>.wav",
      posteriors: Posteriorgram(
        values: Matrix(rows: 50, columns: 3, rows), first: 0.01, step: 0.02, duration: 1),
      labels: ["SIL", "<blank>", "AA"],
      segments: [
        PhoneSegment(phone: "SIL", start: 0, end: 0.5, posterior: 1),
        PhoneSegment(phone: "AA", start: 0.5, end: 1, posterior: 1),
      ], words: words)
  }

  /// The pixels of the images in a picture, row by row from the top.
  private func images(_ svg: String) -> [[[UInt8]]] {
    svg.components(separatedBy: "data:image/bmp;base64,").dropFirst().compactMap { part in
      guard let end = part.firstIndex(of: "\""),
        let data = Data(base64Encoded: String(part[..<end])).map(Array.init)
      else { return nil }
      func number(_ place: Int) -> Int {
        (0..<4).reduce(0) { $0 | Int(data[place + $1]) << (8 * $1) }
      }
      let (offset, width, height) = (number(10), number(18), number(22))
      let stride = (width + 3) / 4 * 4
      guard number(2) == data.count, data.count == offset + stride * height else { return nil }
      return (0..<height).reversed().map { row in
        Array(data[offset + row * stride..<offset + row * stride + width])
      }
    }
  }

  @Test func pixelsShowSpectrumAndPosteriors() throws {
    let svg = try picture().svg()
    let images = images(svg)
    try #require(images.count == 2)
    #expect(images[0].count == 40 && images[0][0].count > 90)
    // The tone of 764 Hz is in the lower bands of the second half.
    let half = images[0][0].count / 2
    let dark = images[0].map { row in row[(half + 4)...].max() ?? 0 }
    #expect(dark[20...].contains(255) && dark[0] < 200)
    #expect(images[0].allSatisfy { $0[..<(half - 4)].allSatisfy { $0 == 0 } })
    // A row a label but the blank.
    #expect(images[1].count == 2)
    #expect(images[1][0] == (0..<50).map { $0 < 25 ? 255 : 0 })
    #expect(images[1][1] == (0..<50).map { $0 < 25 ? 0 : 255 })
  }

  @Test func segmentsStandAtTheirTimes() throws {
    let svg = try picture(words: [AlignedWord(word: "a&b", start: 0.5, end: 1)]).svg()
    #expect(svg.contains("<title>AA 0.500 – 1.000 s</title>"))
    #expect(svg.contains("<title>silence 0.000 – 0.500 s</title>"))
    #expect(svg.contains("a&amp;b") && svg.contains("&lt;tone&gt;.wav") && !svg.contains("<tone>"))
    let parser = XMLText(svg)
    #expect(parser.isWellFormed)
  }

  @Test func thePageHoldsTheSound() throws {
    let page = try picture().html()
    #expect(page.contains("src=\"data:audio/wav;base64,UklGR"))
    #expect(page.contains("id=\"cursor\"") && !page.contains("http://localhost"))
  }

  @Test func whatIsNoAudioIsRefused() {
    folder.write("text.wav", "no audio")
    #expect(throws: AudioError.self) {
      try PhonePicture(
        path: folder.path + "/text.wav",
        posteriors: Posteriorgram(
          values: Matrix(rows: 0, columns: 1, []), first: 0, step: 0.02, duration: 0),
        labels: ["AA"], segments: [])
    }
  }
}

/// Whether every tag of a text is closed in its place.
private struct XMLText {
  let isWellFormed: Bool

  init(_ text: String) {
    var open: [Substring] = []
    var fine = true
    for part in text.split(separator: "<", omittingEmptySubsequences: false).dropFirst() {
      guard let end = part.firstIndex(of: ">") else {
        fine = false
        break
      }
      let tag = part[..<end]
      let name = tag.prefix { !$0.isWhitespace && $0 != "/" }
      if tag.hasPrefix("/") {
        fine = fine && open.popLast() == tag.dropFirst().prefix { !$0.isWhitespace }
      } else if !tag.hasSuffix("/") {
        open.append(name)
      }
    }
    isWellFormed = fine && open.isEmpty
  }
}
