/// Rows in columns: aligned for people, or separated by commas.
public struct TextTable: Sendable {
  public let columns: [String]
  public private(set) var rows: [[String]] = []

  public init(_ columns: [String]) { self.columns = columns }

  /// Adds a row; one cell for each column.
  public mutating func append(_ row: [String]) {
    precondition(row.count == columns.count, "one cell for each column")
    rows.append(row)
  }

  /// The first column to the left, the others to the right; names to the left where no cell of
  /// their column starts with a digit.
  public var text: String {
    let widths = columns.indices.map { column in
      ([columns] + rows).map { $0[column].count }.max() ?? 0
    }
    let isName = columns.indices.map { column in
      !rows.contains { row in row[column].first.map { "0123456789-".contains($0) } ?? false }
    }
    return ([columns] + rows).map { row in
      zip(row.indices, row).map { column, cell in
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        return column == 0 || isName[column] ? cell + padding : padding + cell
      }.joined(separator: "  ").trimmingTrailingSpaces()
    }.joined(separator: "\n")
  }

  /// Comma-separated values (RFC 4180), a heading first.
  public var csv: String {
    ([columns] + rows).map { row in
      row.map { cell in
        cell.contains { ",\"\n".contains($0) }
          ? "\""
            + cell.split(separator: "\"", omittingEmptySubsequences: false)
            .joined(separator: "\"\"") + "\""
          : cell
      }.joined(separator: ",")
    }.joined(separator: "\n")
  }
}

extension String {
  fileprivate func trimmingTrailingSpaces() -> String {
    String(self[..<(lastIndex { $0 != " " }.map { index(after: $0) } ?? startIndex)])
  }
}
