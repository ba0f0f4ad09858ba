// The scalar kernels of the simple recurrent layer: the definition of what the others compute (see
// templates/rnn_forward.inc and rnn_backward.inc for shapes).
#include <math.h>

#include "ckernels.h"
#include "../steps.h"

enum { LANES = 8, WIDTH = 4 * LANES };

// Σ_k x[k]·panel column of unit j.
static float dot(const float *x, const float *weights, int64_t cells, int64_t j) {
  const float *column = weights + j / WIDTH * WIDTH * cells + j % WIDTH;
  float sum = 0;
  for (int64_t k = 0; k < cells; k++) sum += x[k] * column[k * WIDTH];
  return sum;
}

void ck_rnn_forward_f32_scalar(
    const ck_layout *layout, int64_t cells, const float *weights, float *values) {
  for (int64_t index = 0; index < layout->steps; index++) {
    const ck_step step = ck_step_at(layout, index, 0);
    for (int64_t row = 0; row < step.count; row++) {
      float *now = values + (step.first + row) * cells;
      const float *before = values + (step.other + row) * cells;
      for (int64_t j = 0; j < cells; j++)
        now[j] = tanhf(now[j] + (row < step.common ? dot(before, weights, cells, j) : 0));
    }
  }
}

void ck_rnn_backward_f32_scalar(
    const ck_layout *layout, int64_t cells, const float *weights, const float *values,
    const float *above, int64_t above_row, float *deltas) {
  for (int64_t index = 0; index < layout->steps; index++) {
    const ck_step step = ck_step_at(layout, index, 1);
    for (int64_t row = 0; row < step.count; row++) {
      float *now = deltas + (step.first + row) * cells;
      const float *from = above + (step.first + row) * above_row;
      const float *after = deltas + (step.other + row) * cells;
      const float *h = values + (step.first + row) * cells;
      for (int64_t j = 0; j < cells; j++) {
        const float sum = from[j] + (row < step.common ? dot(after, weights, cells, j) : 0);
        now[j] = sum * (1 - h[j] * h[j]);
      }
    }
  }
}
