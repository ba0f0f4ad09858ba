internal import Foundation

/// Real recordings that some tests need and a user does not have: the folder that `TYTO_CORPORA`
/// names, else `../shared/corpora` beside the package. Tests say so when they are skipped.
public enum LentCorpora {
  public static let missing = "no corpora at hand; set TYTO_CORPORA to their folder"

  /// The path of `relative` in the corpora's folder, or `nil` where it is missing.
  public static func path(_ relative: String) -> String? {
    let root =
      ProcessInfo.processInfo.environment["TYTO_CORPORA"]
      ?? URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "shared/corpora").path
    let path = root + "/" + relative
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }
}
