// The scalar LSTM kernels: the definition of what the others compute (see templates/lstm_forward.inc
// and lstm_backward.inc for shapes). Weights are read from the same packed panels, of 8 lanes.
#include <math.h>

#include "ckernels.h"
#include "../steps.h"
#include "cell.h"

enum { LANES = 8, WIDTH = 4 * LANES };

void ck_lstm_forward_f32_scalar(
    const ck_layout *layout, int64_t cells, const float *weights, const float *peepholes,
    float *gates, float *state, float *hidden) {
  for (int64_t index = layout->visited; index < layout->steps; index++) {
    const ck_step step = ck_step_at(layout, index, 0);
    for (int64_t row = 0; row < step.count; row++) {
      const int starts = row >= step.common;
      const float *h = starts ? NULL : hidden + (step.other + row) * cells;
      const float *past = starts ? NULL : state + (step.other + row) * cells;
      float *gate = gates + (step.first + row - layout->gates_row) * 4 * cells;
      for (int64_t j = 0; j < cells; j++) {
        const float *column = weights + j / LANES * WIDTH * cells + j % LANES;
        float sums[4] = {gate[j], gate[cells + j], gate[2 * cells + j], gate[3 * cells + j]};
        if (!starts)
          for (int64_t k = 0; k < cells; k++)
            for (int g = 0; g < 4; g++) sums[g] += h[k] * column[k * WIDTH + g * LANES];
        const float before = starts ? 0 : past[j];
        hidden[(step.first + row) * cells + j] =
            ck_cell(cells, j, sums, peepholes, before, gate, state + (step.first + row) * cells);
      }
    }
  }
}

void ck_lstm_backward_f32_scalar(
    const ck_layout *layout, int64_t cells, const float *weights, const float *peepholes,
    const float *activations, const float *state, const float *above, int64_t above_row,
    float *deltas, float *peephole_gradient, float *carried) {
  for (int64_t index = 0; index < layout->steps; index++) {
    const ck_step step = ck_step_at(layout, index, 1);
    const int last = index + 1 == layout->steps;
    const ck_step before = last ? (ck_step){0} : ck_step_at(layout, index + 1, 1);
    for (int64_t row = 0; row < step.count; row++) {
      const int ends = row >= step.common, starts = row >= before.count;
      const int64_t now = step.first + row;
      const float *gate = activations + now * 4 * cells;
      float *delta = deltas + now * 4 * cells;
      const float *after = deltas + (step.other + row) * 4 * cells;
      for (int64_t j = 0; j < cells; j++) {
        const float *column = weights + j / WIDTH * WIDTH * 4 * cells + j % WIDTH;
        float dh = above[now * above_row + j];
        if (!ends)
          for (int64_t k = 0; k < 4 * cells; k++) dh += after[k] * column[k * WIDTH];
        const float past = starts ? 0 : state[(before.first + row) * cells + j];
        ck_cell_backward(
            cells, j, dh, peepholes, past, gate, state[now * cells + j],
            ends ? NULL : carried + row * cells, delta, peephole_gradient, carried + row * cells);
      }
    }
  }
}
