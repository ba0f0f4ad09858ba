/// What stands before the values in NumPy's format 1.0, for a matrix of little-endian floats.
package enum NumPyHeader {
  /// 128 bytes, whatever the sizes.
  package static func bytes(rows: Int, columns: Int) -> [UInt8] {
    var text = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(rows), \(columns)), }"
    text += String(repeating: " ", count: 117 - text.utf8.count) + "\n"
    return [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(text.utf8)
  }
}
