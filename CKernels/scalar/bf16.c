// The scalar kernels on bfloat16: the definition of what the others compute (see
// templates/lstm_forward.inc, lstm_backward.inc and product_bf16.inc). Weights are read
// from the same packed panels, of 8 lanes.
#include <math.h>

#include "ckernels.h"
#include "../bf16.h"
#include "../steps.h"
#include "cell.h"

enum { LANES = 8, WIDTH = 4 * LANES };

static void narrow_rows(
    int64_t rows, int64_t columns, const float *values, int64_t row, ck_bf16 *narrowed) {
  for (int64_t r = 0; r < rows; r++)
    for (int64_t j = 0; j < ck_even(columns); j++)
      narrowed[r * ck_even(columns) + j] = j < columns ? ck_narrowed(values[r * row + j]) : 0;
}

// sum + Σ of a row's products with a column of a panel.
static float sum_of(float sum, int64_t depth, const ck_bf16 *row, const ck_bf16 *column) {
  for (int64_t k = 0; k < depth; k++)
    sum += ck_widened(row[k]) * ck_widened(column[k / 2 * 2 * WIDTH + k % 2]);
  return sum;
}

void ck_product_bf16_scalar(const ck_product *p, const ck_bf16 *packed, ck_bf16 *scratch) {
  const int64_t depth = ck_even(p->depth);
  for (int64_t r = 0; r < p->rows; r++) {
    narrow_rows(1, p->depth, p->a + r * p->a_row, 0, scratch);
    for (int64_t j = 0; j < p->columns; j++)
      p->c[r * p->c_row + j] =
          sum_of(0, depth, scratch, packed + j / WIDTH * WIDTH * depth + j % WIDTH * 2)
          + (p->bias ? p->bias[j] : 0);
  }
}

void ck_lstm_forward_bf16_scalar(
    const ck_layout *layout, int64_t cells, const ck_bf16 *weights, const float *peepholes,
    float *gates, float *state, float *hidden, ck_bf16 *scratch) {
  const int64_t depth = ck_even(cells);
  for (int64_t index = layout->visited; index < layout->steps; index++) {
    const ck_step step = ck_step_at(layout, index, 0);
    narrow_rows(step.common, cells, hidden + step.other * cells, cells, scratch);
    for (int64_t row = 0; row < step.count; row++) {
      const int starts = row >= step.common;
      float *gate = gates + (step.first + row - layout->gates_row) * 4 * cells;
      for (int64_t j = 0; j < cells; j++) {
        const ck_bf16 *column = weights + j / LANES * WIDTH * depth + j % LANES * 2;
        float sums[4];
        for (int g = 0; g < 4; g++)
          sums[g] = sum_of(
              gate[g * cells + j], starts ? 0 : depth, scratch + row * depth,
              column + g * LANES * 2);
        const float before = starts ? 0 : state[(step.other + row) * cells + j];
        hidden[(step.first + row) * cells + j] =
            ck_cell(cells, j, sums, peepholes, before, gate, state + (step.first + row) * cells);
      }
    }
  }
}

void ck_lstm_backward_bf16_scalar(
    const ck_layout *layout, int64_t cells, const ck_bf16 *weights, const float *peepholes,
    const float *activations, const float *state, const float *above, int64_t above_row,
    float *deltas, float *peephole_gradient, float *carried, ck_bf16 *scratch) {
  for (int64_t index = 0; index < layout->steps; index++) {
    const ck_step step = ck_step_at(layout, index, 1);
    const int last = index + 1 == layout->steps;
    const ck_step before = last ? (ck_step){0} : ck_step_at(layout, index + 1, 1);
    narrow_rows(step.common, 4 * cells, deltas + step.other * 4 * cells, 4 * cells, scratch);
    for (int64_t row = 0; row < step.count; row++) {
      const int ends = row >= step.common, starts = row >= before.count;
      const int64_t now = step.first + row;
      for (int64_t j = 0; j < cells; j++) {
        const ck_bf16 *column = weights + j / WIDTH * WIDTH * 4 * cells + j % WIDTH * 2;
        const float dh = sum_of(
            above[now * above_row + j], ends ? 0 : 4 * cells, scratch + row * 4 * cells, column);
        const float past = starts ? 0 : state[(before.first + row) * cells + j];
        ck_cell_backward(
            cells, j, dh, peepholes, past, activations + now * 4 * cells, state[now * cells + j],
            ends ? NULL : carried + row * cells, deltas + now * 4 * cells, peephole_gradient,
            carried + row * cells);
      }
    }
  }
}
