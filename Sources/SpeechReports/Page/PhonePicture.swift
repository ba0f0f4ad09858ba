internal import DenseMath
internal import Foundation
public import PhoneLabeling
public import SpeechFeatures

/// One recording and what a network says of it, on one time axis: waveform, spectrogram, the
/// posteriors of all phones, the phones found, and the words if they are known.
public struct PhonePicture: Sendable {
  /// The longest recording that is drawn, in seconds.
  public static let durationLimit = 600.0

  private let recording: RecordingPicture
  private let title: String
  private let posteriors: Posteriorgram
  private let labels: [String]
  private let segments: [PhoneSegment]
  private let words: [AlignedWord]

  /// - Parameters:
  ///   - labels: the names of the posteriors' columns; a CTC network's blank is not drawn.
  ///   - words: drawn if there are any.
  public init(
    path: String, reading options: AudioReader.Options = .init(), posteriors: Posteriorgram,
    labels: [String], segments: [PhoneSegment], words: [AlignedWord] = []
  ) throws(AudioError) {
    recording = try RecordingPicture(path: path, reading: options, marks: [])
    title =
      URL(filePath: path).lastPathComponent
      + (options.channel.map { ", channel \($0)" } ?? "")
    self.posteriors = posteriors
    self.labels = labels
    self.segments = segments
    self.words = words
  }

  /// A horizontal strip of the picture.
  private struct Panel {
    var top: Double
    var height: Double
    var middle: Double { top + height / 2 }
  }

  private static let left = 56.0
  private static let right = 16.0
  private static let labelHeight = 9.0

  /// Pixels of the time axis: room for phones to be read.
  private var span: Double { min(max(recording.duration * 220, 640), 40_000) }

  private func x(_ seconds: Double) -> Double {
    Self.left + min(max(seconds / max(recording.duration, 1e-3), 0), 1) * span
  }

  /// The columns of the posteriors that are drawn.
  private var shown: [Int] { labels.indices.filter { labels[$0] != "<blank>" } }

  public func svg() -> String {
    let wave = Panel(top: 34, height: 80)
    let spectrum = Panel(top: wave.top + wave.height + 8, height: 140)
    let gram = Panel(
      top: spectrum.top + spectrum.height + 8, height: Self.labelHeight * Double(shown.count))
    let phones = Panel(top: gram.top + gram.height + 8, height: 24)
    let said = Panel(top: phones.top + phones.height + 2, height: words.isEmpty ? 0 : 24)
    let axis = said.top + said.height + 6
    let (width, height) = (Self.left + span + Self.right, axis + 34)
    var out = """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(number(width))" height="\(number(height))" \
      viewBox="0 0 \(number(width)) \(number(height))" font-family="sans-serif" font-size="12">
      <rect width="100%" height="100%" fill="white"/>
      <text x="\(number(Self.left))" y="20" font-size="15">\(escape(title))</text>

      """
    for panel in [wave, spectrum, gram] {
      out += """
        <rect x="\(number(Self.left))" y="\(number(panel.top))" width="\(number(span))" \
        height="\(number(panel.height))" fill="none" stroke="#bbb"/>

        """
    }
    out += waveform(in: wave) + spectrogram(in: spectrum) + posteriorgram(in: gram)
    out += segments.map {
      box($0.phone == "SIL" ? "" : $0.phone, $0.start, $0.end, in: phones, "#dcebf2")
    }.joined()
    out += words.map { box($0.word, $0.start, $0.end, in: said, "#f4e6d4") }.joined()
    out += ticks(from: wave.top, to: axis)
    return out + "</svg>\n"
  }

  /// The loudest sample of each column, up and down from the middle.
  private func waveform(in panel: Panel) -> String {
    let count = recording.loudness.count
    guard count > 0 else { return "" }
    let upper = recording.loudness.enumerated().map { column, value in
      let place = Self.left + (Double(column) + 0.5) / Double(count) * span
      return (place, Double(value) / 255 * panel.height / 2)
    }
    let path =
      upper.map { "\(number($0.0)) \(number(panel.middle - $0.1))" }
      + upper.reversed().map { "\(number($0.0)) \(number(panel.middle + $0.1))" }
    return "<path d=\"M\(path.joined(separator: "L"))Z\" fill=\"#0b6e99\"/>\n"
  }

  private func spectrogram(in panel: Panel) -> String {
    let bands = recording.bandCount
    let columns = recording.spectrogram.count / bands
    guard columns > 0 else { return "" }
    // High bands on top.
    let pixels = (0..<bands).reversed().flatMap { band in
      (0..<columns).map { recording.spectrogram[$0 * bands + band] }
    }
    return image(
      InkImage(pixels, width: columns, height: bands), from: Self.left, to: Self.left + span,
      in: panel, smooth: true)
      + name("mel", at: panel.middle)
  }

  private func posteriorgram(in panel: Panel) -> String {
    let (frames, rows) = (posteriors.values.rows, shown)
    guard frames > 0, !rows.isEmpty else { return "" }
    // The square root shows what is not quite improbable.
    let pixels = rows.flatMap { label in
      (0..<frames).map {
        UInt8(max(0, min(255, 255 * posteriors.values[$0, label].squareRoot())))
      }
    }
    let start = posteriors.first - posteriors.step / 2
    var out = image(
      InkImage(pixels, width: frames, height: rows.count), from: x(start),
      to: x(start + Double(frames) * posteriors.step), in: panel, smooth: false)
    for (place, label) in rows.enumerated() {
      let middle = panel.top + (Double(place) + 0.5) * Self.labelHeight
      out += name(labels[label], at: middle, size: 8)
    }
    return out
  }

  private func image(
    _ image: InkImage, from left: Double, to right: Double, in panel: Panel, smooth: Bool
  ) -> String {
    """
    <image x="\(number(left))" y="\(number(panel.top))" width="\(number(right - left))" \
    height="\(number(panel.height))" preserveAspectRatio="none" \
    style="image-rendering:\(smooth ? "auto" : "pixelated")" href="\(image.url)"/>

    """
  }

  private func name(_ text: String, at middle: Double, size: Int = 11) -> String {
    """
    <text x="\(number(Self.left - 6))" y="\(number(middle))" dy="0.35em" text-anchor="end" \
    font-size="\(size)">\(escape(text))</text>

    """
  }

  private func box(
    _ text: String, _ start: Double, _ end: Double, in panel: Panel, _ colour: String
  ) -> String {
    let (left, right) = (x(start), x(end))
    let fits = right - left >= 6.5 * Double(text.count)
    return """
      <rect x="\(number(left))" y="\(number(panel.top))" width="\(number(right - left))" \
      height="\(number(panel.height))" fill="\(text.isEmpty ? "none" : colour)" stroke="#888">\
      <title>\(escape(text.isEmpty ? "silence" : text)) \(time(start)) – \(time(end)) s</title></rect>
      <text x="\(number((left + right) / 2))" y="\(number(panel.middle))" dy="0.35em" \
      text-anchor="middle" font-size="\(fits ? 12 : 8)" pointer-events="none">\(escape(text))</text>

      """
  }

  private func ticks(from top: Double, to axis: Double) -> String {
    let step =
      [0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60].first { $0 / max(recording.duration, 1e-3) * span >= 60 }
      ?? 60
    var out = ""
    for index in 0...Int(recording.duration / step) {
      let seconds = Double(index) * step
      let place = number(x(seconds))
      out += """
        <path d="M\(place) \(number(top))V\(number(axis))" stroke="#0003"/>
        <text x="\(place)" y="\(number(axis + 14))" text-anchor="middle">\
        \(String(format: "%g", seconds))</text>

        """
    }
    return out + """
      <text x="\(number(Self.left + span / 2))" y="\(number(axis + 29))" text-anchor="middle">\
      seconds</text>

      """
  }

  /// A page with the picture that plays the recording and follows it with a cursor. A recording of
  /// more than a minute is not in the page: it is played from where it lies, with all its channels.
  public func html() -> String {
    let sound: String
    var remark = ""
    if let wave = recording.wave {
      sound = "data:audio/wav;base64,\(wave.base64EncodedString())"
    } else {
      sound = escape(URL(filePath: recording.path).absoluteString)
      if recording.channel != nil { remark = " Played from its file with all channels." }
    }
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <title>\(escape(title))</title>
      <style>
      :root { color-scheme: light dark; }
      body { margin: 0; font-family: sans-serif; }
      header { position: sticky; left: 0; top: 0; width: 100vw; box-sizing: border-box; display: flex;
        gap: 1em; align-items: center; padding: 8px 16px; background: Canvas; z-index: 1; }
      audio { flex: 1; max-width: 40em; }
      #picture { position: relative; display: inline-block; cursor: crosshair; }
      #picture svg { display: block; }
      #cursor { position: absolute; top: 30px; bottom: 0; width: 2px; background: #c8501e;
        pointer-events: none; }
      @media (prefers-color-scheme: dark) { #picture svg { filter: invert(1) hue-rotate(180deg); } }
      </style>
      </head>
      <body>
      <header><audio id="sound" controls src="\(sound)"></audio>
      <span>Click to hear from there; space plays and stops, arrows move by a tenth of a second.\(remark)</span>
      </header>
      <div id="picture">\(svg())<div id="cursor" hidden></div></div>
      <script>
      const sound = document.getElementById("sound"), picture = document.getElementById("picture");
      const cursor = document.getElementById("cursor");
      const left = \(number(Self.left)), span = \(number(span)), duration = \(recording.duration);
      function follow() {
        const place = left + span * Math.min(sound.currentTime / duration, 1);
        cursor.hidden = false;
        cursor.style.left = place + "px";
        const seen = place - window.scrollX;
        if (!sound.paused && (seen < 0 || seen > window.innerWidth - 40))
          window.scrollTo({ left: place - 80, top: window.scrollY });
        if (!sound.paused) requestAnimationFrame(follow);
      }
      for (const event of ["play", "seeked", "pause"]) sound.addEventListener(event, follow);
      function seek(seconds) { sound.currentTime = Math.max(0, Math.min(duration, seconds)); }
      picture.addEventListener("click", (event) => {
        seek((event.clientX - picture.getBoundingClientRect().left - left) / span * duration);
        sound.play();
      });
      document.addEventListener("keydown", (event) => {
        if (event.target === sound) return;
        if (event.key === " ") { if (sound.paused) sound.play(); else sound.pause(); }
        else if (event.key === "ArrowLeft") seek(sound.currentTime - 0.1);
        else if (event.key === "ArrowRight") seek(sound.currentTime + 0.1);
        else return;
        event.preventDefault();
      });
      </script>
      </body>
      </html>

      """
  }

  private func number(_ value: Double) -> String { String(format: "%.1f", value) }

  private func time(_ seconds: Double) -> String { String(format: "%.3f", seconds) }

  private func escape(_ text: String) -> String { MarkupText.escaped(text) }
}
