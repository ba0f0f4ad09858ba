// The inner product of the kernels in Swift: one or two rows times one packed panel.
//
// sums[c] = Σ_k a[first + k] · panel[k][c]. Every k adds to one accumulator in order.
// A row alone needs 8 of SSE2's 16 registers for its sums, so two rows go half a panel at a time:
// each step then loads 4 registers of columns for 8 products instead of 8.

/// One row times the whole panel.
@inline(__always)
func product(
  of a: Span<Float>, from first: Int, depth: Int, panel: Span<Columns>
) -> Columns {
  var sums = Columns()
  var place = first
  for k in 0..<depth {
    sums.add(a[place], times: panel[k])
    place &+= 1
  }
  return sums
}

/// Two rows, the second `distance` behind the first, times the whole panel.
@inline(__always)
func products(
  of a: Span<Float>, from first: Int, distance: Int, depth: Int, panel: Span<Columns>
) -> (Columns, Columns) {
  var (upper, lower) = (Columns(), Columns())
  var place = first
  for k in 0..<depth {
    let (x, y) = (a[place], a[place &+ distance])
    let columns = panel[k]
    upper.first += x * columns.first
    upper.second += x * columns.second
    lower.first += y * columns.first
    lower.second += y * columns.second
    place &+= 1
  }
  place = first
  for k in 0..<depth {
    let (x, y) = (a[place], a[place &+ distance])
    let columns = panel[k]
    upper.third += x * columns.third
    upper.fourth += x * columns.fourth
    lower.third += y * columns.third
    lower.fourth += y * columns.fourth
    place &+= 1
  }
  return (upper, lower)
}

/// Two rows, or one and zeros.
@inline(__always)
func pair(
  _ isPair: Bool, of a: Span<Float>, from first: Int, distance: Int, depth: Int,
  panel: Span<Columns>
) -> (Columns, Columns) {
  isPair
    ? products(of: a, from: first, distance: distance, depth: depth, panel: panel)
    : (product(of: a, from: first, depth: depth, panel: panel), Columns())
}
