internal import Foundation

/// A picture of bytes, 0 white and 255 dark, as an 8-bit BMP in a data URL: what any browser shows
/// inside an SVG image, without a compressor.
struct InkImage {
  /// Row by row from the top.
  private let pixels: [UInt8]
  private let width: Int
  private let height: Int

  /// - Precondition: `pixels.count == width * height`, both positive.
  init(_ pixels: [UInt8], width: Int, height: Int) {
    precondition(width > 0 && height > 0 && pixels.count == width * height)
    self.pixels = pixels
    self.width = width
    self.height = height
  }

  /// The file: header, palette, rows from the bottom up, each filled to four bytes.
  var bitmap: Data {
    let stride = (width + 3) / 4 * 4
    let offset = 14 + 40 + 4 * 256
    var data = Data("BM".utf8)
    func add(_ value: Int, bytes: Int) {
      for byte in 0..<bytes { data.append(UInt8(truncatingIfNeeded: value >> (8 * byte))) }
    }
    for (value, bytes) in [
      (offset + stride * height, 4), (0, 4), (offset, 4), (40, 4), (width, 4), (height, 4), (1, 2),
      (8, 2), (0, 4), (stride * height, 4), (2835, 4), (2835, 4), (256, 4), (0, 4),
    ] { add(value, bytes: bytes) }
    for ink in 0..<256 {
      // From white to a dark blue: blue, green, red.
      data.append(contentsOf: [UInt8(255 - ink * 170 / 255), UInt8(255 - ink * 215 / 255)])
      data.append(contentsOf: [UInt8(255 - ink * 240 / 255), 0])
    }
    for row in (0..<height).reversed() {
      data.append(contentsOf: pixels[row * width..<(row + 1) * width])
      data.append(contentsOf: [UInt8](repeating: 0, count: stride - width))
    }
    return data
  }

  var url: String { "data:image/bmp;base64,\(bitmap.base64EncodedString())" }
}
