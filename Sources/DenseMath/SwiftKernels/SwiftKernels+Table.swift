internal import CKernels

// The kernels in Swift behind the C kernels' signatures: pointers become spans here, and nowhere else.
// What each takes, and how long its arrays are, ckernels.h and CKernels/templates say.

extension SwiftKernels {
  /// Puts the kernels in Swift into every slot of `table`.
  static func fill(_ table: inout ck_table) {
    table.lanes = Int32(lanes)
    unsafe fillRecurrent(&table)
    unsafe fillProducts(&table)
    unsafe fillQuantized(&table)
    unsafe fillElements(&table)
    unsafe fillUpdates(&table)
    // Values have 14 bits: those of 8 are for machines that multiply bytes.
    unsafe table.quantize_u8 = nil
    unsafe table.product_u8 = nil
    unsafe table.lstm_forward_u8 = nil
    // Nor are there products of bfloat16: weights stay floats (Kernels.hasBFloat16).
    unsafe table.lstm_forward_bf16 = nil
    unsafe table.lstm_backward_bf16 = nil
    unsafe table.product_bf16 = nil
    unsafe table.weight_gradients_bf16 = nil
  }

  @unsafe private static func fillRecurrent(_ table: inout ck_table) {
    unsafe table.lstm_forward_f32 = { layout, cells, weights, peepholes, gates, state, hidden in
      let size = Int(cells)
      let steps = unsafe steps(of: layout!.pointee)
      let rows = steps.rowCount
      var gates = unsafe span(gates, 4 * size * steps.visitedRowCount)
      var state = unsafe span(state, size * rows)
      var hidden = unsafe span(hidden, size * rows)
      let pass = unsafe SwiftKernels.LSTMForward(
        steps, size, panels(weights, (size + lanes - 1) / lanes * size), span(peepholes, 3 * size))
      pass.run(gates: &gates, state: &state, hidden: &hidden)
    }
    unsafe table.lstm_backward_f32 = {
      layout, cells, weights, peepholes, activations, state, above, aboveRow, deltas,
      peepholeGradient, carried in
      let (size, width) = (Int(cells), Int(aboveRow))
      let steps = unsafe steps(of: layout!.pointee)
      let rows = steps.rowCount
      var deltas = unsafe span(deltas, 4 * size * rows)
      var holes = unsafe span(peepholeGradient, 3 * size)
      var carried = unsafe span(carried, Int(layout!.pointee.sequences) * size)
      let count = (size + Columns.count - 1) / Columns.count * 4 * size
      let pass = unsafe SwiftKernels.LSTMBackward(
        steps, size, panels(weights, count), span(peepholes, 3 * size),
        activations: span(activations, 4 * size * rows), state: span(state, size * rows),
        above: span(above, Swift.max(rows - 1, 0) * width + Swift.min(rows, 1) * size),
        aboveRow: width)
      pass.run(deltas: &deltas, peepholeGradient: &holes, carried: &carried)
    }
    unsafe table.rnn_forward_f32 = { layout, cells, weights, values in
      let size = Int(cells)
      let steps = unsafe steps(of: layout!.pointee)
      var values = unsafe span(values, size * steps.rowCount)
      let count = (size + Columns.count - 1) / Columns.count * size
      unsafe SwiftKernels.rnnForward(
        steps, size: size, weights: panels(weights, count), values: &values)
    }
    unsafe table.rnn_backward_f32 = { layout, cells, weights, values, above, aboveRow, deltas in
      let (size, width) = (Int(cells), Int(aboveRow))
      let steps = unsafe steps(of: layout!.pointee)
      let rows = steps.rowCount
      var deltas = unsafe span(deltas, size * rows)
      let count = (size + Columns.count - 1) / Columns.count * size
      unsafe SwiftKernels.rnnBackward(
        steps, size: size, weights: panels(weights, count), values: span(values, size * rows),
        above: span(above, Swift.max(rows - 1, 0) * width + Swift.min(rows, 1) * size),
        aboveRow: width, deltas: &deltas)
    }
    unsafe table.weight_gradients_f32 = { layout, gradients, scratch in
      let g = unsafe gradients!.pointee
      let (inputs, cells, columns) = unsafe (Int(g.inputs), Int(g.cells), Int(g.columns))
      let steps = unsafe steps(of: layout!.pointee)
      let rows = steps.rowCount
      let width = inputs + cells + 1
      let features = unsafe scratch! + SwiftKernels.depthBlock * Columns.count
      var panel = unsafe mutablePanels(scratch, SwiftKernels.depthBlock)
      var packed = unsafe span(features, width * SwiftKernels.depthBlock)
      var sums = unsafe span(features + width * SwiftKernels.depthBlock, width * columns)
      unsafe SwiftKernels.weightGradients(
        steps, inputs: inputs, cells: cells, columns: columns, x: span(g.x, inputs * rows),
        hidden: span(g.hidden, cells * rows), deltas: span(g.deltas, columns * rows),
        panel: &panel, features: &packed, sums: &sums)
      var input = unsafe span(g.input_gradient, inputs * columns)
      var recurrent = unsafe span(g.recurrent_gradient, cells * columns)
      var bias = unsafe span(g.bias_gradient, columns)
      SwiftKernels.handOut(sums.span, from: 0, count: inputs, columns: columns, to: &input)
      SwiftKernels.handOut(sums.span, from: inputs, count: cells, columns: columns, to: &recurrent)
      SwiftKernels.handOut(sums.span, from: width - 1, count: 1, columns: columns, to: &bias)
    }
  }

  @unsafe private static func fillProducts(_ table: inout ck_table) {
    unsafe table.product_f32 = { product, scratch in
      let p = unsafe product!.pointee
      let (rows, columns, depth) = unsafe (Int(p.rows), Int(p.columns), Int(p.depth))
      /// Elements from the first to the last.
      func extent(_ height: Int, _ row: Int64, _ width: Int, _ column: Int64) -> Int {
        height == 0 || width == 0 ? 0 : (height - 1) * Int(row) + (width - 1) * Int(column) + 1
      }
      let a = unsafe span(p.a, extent(rows, p.a_row, depth, p.a_column))
      let b = unsafe span(p.b, extent(depth, p.b_row, columns, p.b_column))
      var c = unsafe span(p.c, extent(rows, p.c_row, columns, p.c_column))
      if let weights = unsafe p.packed {
        let count =
          unsafe Int(
            ck_packed_panels_count(p.depth, p.columns, Int32(lanes))) / Columns.count
        unsafe SwiftKernels.multiply(
          rows: rows, columns: columns, depth: depth, a, packed: panels(weights, count),
          bias: span(p.bias, columns), c: &c)
        return
      }
      var panel = unsafe mutablePanels(scratch, SwiftKernels.depthBlock)
      var packed = unsafe span(
        scratch! + SwiftKernels.depthBlock * Columns.count,
        SwiftKernels.rowBlock * SwiftKernels.depthBlock)
      unsafe SwiftKernels.multiply(
        rows: rows, columns: columns, depth: depth, a,
        SwiftKernels.Strides(row: Int(p.a_row), column: Int(p.a_column)), b,
        SwiftKernels.Strides(row: Int(p.b_row), column: Int(p.b_column)),
        bias: span(p.bias, columns),
        adds: p.accumulate != 0, panel: &panel, packed: &packed, c: &c,
        SwiftKernels.Strides(row: Int(p.c_row), column: Int(p.c_column)))
    }
  }

  @unsafe private static func fillQuantized(_ table: inout ck_table) {
    unsafe table.quantize_s16 = { rows, columns, values, quantized, scales in
      let (rows, columns) = (Int(rows), Int(columns))
      var result = unsafe span(quantized, rows * ((columns + 1) / 2 * 2))
      var scales = unsafe span(scales, rows)
      unsafe SwiftKernels.quantize(
        columns: columns, span(values, rows * columns), into: &result, scales: &scales)
    }
    unsafe table.product_s8 = { product in
      let p = unsafe product!.pointee
      let (rows, columns) = unsafe (Int(p.rows), Int(p.columns))
      let pairs = unsafe (Int(p.depth) + 1) / 2
      let width = (columns + Columns.count - 1) / Columns.count
      var c = unsafe span(p.c, rows * columns)
      unsafe SwiftKernels.multiply(
        columns: columns, pairs: pairs, span(p.a, rows * 2 * pairs),
        rowScales: span(p.row_scales, rows), pairPanels(p.b, width * pairs),
        columnScales: span(p.column_scales, width * Columns.count), bias: span(p.bias, columns),
        into: &c)
    }
    unsafe table.lstm_forward_s8 = {
      layout, cells, weights, scales, peepholes, gates, state, hidden, scratch in
      let size = Int(cells)
      let steps = unsafe steps(of: layout!.pointee)
      let rows = steps.rowCount
      let groups = (size + lanes - 1) / lanes
      var gates = unsafe span(gates, 4 * size * steps.visitedRowCount)
      var state = unsafe span(state, size * rows)
      var hidden = unsafe span(hidden, size * rows)
      var outputs = unsafe span(scratch, 2 * Int(layout!.pointee.sequences) * groups * lanes)
      let pass = unsafe SwiftKernels.LSTMForward(
        steps, size, Span(), span(peepholes, 3 * size))
      unsafe pass.run(
        pairPanels(weights, groups * ((size + 1) / 2)),
        scales: span(scales, groups * Columns.count), outputs: &outputs, gates: &gates,
        state: &state, hidden: &hidden)
    }
  }

  @unsafe private static func fillElements(_ table: inout ck_table) {
    unsafe table.sigmoid_f32 = { count, x, y in
      unsafe y!.update(from: x!, count: Int(count))
      var values = unsafe span(y, Int(count))
      SwiftKernels.map(&values) { $0.sigmoid }
    }
    unsafe table.tanh_f32 = { count, x, y in
      unsafe y!.update(from: x!, count: Int(count))
      var values = unsafe span(y, Int(count))
      SwiftKernels.map(&values) { $0.hyperbolicTangent }
    }
    unsafe table.exp_f32 = { count, x, y in
      unsafe y!.update(from: x!, count: Int(count))
      var values = unsafe span(y, Int(count))
      SwiftKernels.map(&values) { $0.exponential }
    }
    unsafe table.log_f32 = { count, x, y in
      unsafe y!.update(from: x!, count: Int(count))
      var values = unsafe span(y, Int(count))
      SwiftKernels.map(&values) { $0.logarithm }
    }
    unsafe table.softmax_f32 = { rows, columns, values in
      var values = unsafe span(values, Int(rows * columns))
      SwiftKernels.softmax(columns: Int(columns), &values)
    }
    unsafe table.add_bias_f32 = { rows, columns, bias, values in
      var values = unsafe span(values, Int(rows * columns))
      unsafe SwiftKernels.addBias(span(bias, Int(columns)), &values)
    }
    unsafe table.sum_rows_f32 = { rows, columns, values, sums in
      var sums = unsafe span(sums, Int(columns))
      unsafe SwiftKernels.sumRows(span(values, Int(rows * columns)), into: &sums)
    }
  }

  @unsafe private static func fillUpdates(_ table: inout ck_table) {
    unsafe table.add_f32 = { count, factor, x, y in
      var y = unsafe span(y, Int(count))
      unsafe SwiftKernels.add(factor, span(x, Int(count)), to: &y)
    }
    unsafe table.sgd_f32 = { count, rate, momentum, gradient, velocity, weights in
      var velocity = unsafe span(velocity, Int(count))
      var weights = unsafe span(weights, Int(count))
      unsafe SwiftKernels.sgd(
        rate: rate, momentum: momentum, gradient: span(gradient, Int(count)),
        velocity: &velocity, weights: &weights)
    }
    unsafe table.adam_f32 = { count, settings, gradient, mean, square, weights in
      var mean = unsafe span(mean, Int(count))
      var square = unsafe span(square, Int(count))
      var weights = unsafe span(weights, Int(count))
      unsafe SwiftKernels.adam(
        settings!.pointee, gradient: span(gradient, Int(count)), mean: &mean, square: &square,
        weights: &weights)
    }
  }
}

// MARK: Pointers to spans; none where the pointer is nil

@unsafe @_lifetime(immortal)
private func span<Number: BitwiseCopyable>(
  _ base: UnsafePointer<Number>?, _ count: Int
) -> Span<Number> {
  guard let base = unsafe base else { return Span() }
  return unsafe _overrideLifetime(Span(_unsafeStart: base, count: count), copying: ())
}

@unsafe @_lifetime(immortal)
private func span<Number: BitwiseCopyable>(
  _ base: UnsafeMutablePointer<Number>?, _ count: Int
) -> MutableSpan<Number> {
  guard let base = unsafe base else { return MutableSpan() }
  return unsafe _overrideLifetime(MutableSpan(_unsafeStart: base, count: count), copying: ())
}

/// Packed weights: on a 64-byte boundary, as their owner has them.
@unsafe @_lifetime(immortal)
private func panels(_ base: UnsafePointer<Float>?, _ count: Int) -> Span<Columns> {
  guard let base = unsafe base else { return Span() }
  let columns = unsafe UnsafeRawPointer(base).assumingMemoryBound(to: Columns.self)
  return unsafe _overrideLifetime(Span(_unsafeStart: columns, count: count), copying: ())
}

/// Quantised weights, on a 64-byte boundary likewise.
@unsafe @_lifetime(immortal)
private func pairPanels(_ base: UnsafePointer<Int8>?, _ count: Int) -> Span<PairColumns> {
  guard let base = unsafe base else { return Span() }
  let columns = unsafe UnsafeRawPointer(base).assumingMemoryBound(to: PairColumns.self)
  return unsafe _overrideLifetime(Span(_unsafeStart: columns, count: count), copying: ())
}

/// Scratch, on a 64-byte boundary.
@unsafe @_lifetime(immortal)
private func mutablePanels(
  _ base: UnsafeMutablePointer<Float>?, _ count: Int
) -> MutableSpan<Columns> {
  guard let base = unsafe base else { return MutableSpan() }
  let columns = unsafe UnsafeMutableRawPointer(base).assumingMemoryBound(to: Columns.self)
  return unsafe _overrideLifetime(MutableSpan(_unsafeStart: columns, count: count), copying: ())
}

@unsafe @_lifetime(immortal)
private func steps(of layout: ck_layout) -> Steps {
  guard let active = unsafe layout.active, let offsets = unsafe layout.offsets else {
    return Steps(active: Span(), offsets: Span(), reversed: false)
  }
  let count = unsafe Int(layout.steps)
  var steps = unsafe Steps(
    active: Span(_unsafeStart: active, count: count),
    offsets: Span(_unsafeStart: offsets, count: count), reversed: layout.reversed != 0)
  steps.visited = unsafe Int(layout.visited)
  steps.gatesRow = unsafe Int(layout.gates_row)
  return unsafe _overrideLifetime(steps, copying: ())
}
