// The scalar weight gradients: the definition of what the others compute (see
// templates/weight_gradients.inc).
#include "ckernels.h"
#include "../steps.h"

// target (rows × columns) ← target + a·bᵀ for one row of each.
static void add_outer(
    int64_t rows, int64_t columns, const float *a, const float *b, float *target) {
  for (int64_t i = 0; i < rows; i++)
    for (int64_t j = 0; j < columns; j++) target[i * columns + j] += a[i] * b[j];
}

void ck_weight_gradients_f32_scalar(
    const ck_layout *layout, const ck_weight_gradients *g, float *scratch) {
  (void)scratch;
  for (int64_t i = 0; i < g->columns * g->inputs; i++) g->input_gradient[i] = 0;
  for (int64_t i = 0; i < g->columns * g->cells; i++) g->recurrent_gradient[i] = 0;
  for (int64_t i = 0; i < g->columns; i++) g->bias_gradient[i] = 0;
  for (int64_t index = 0; index < layout->steps; index++) {
    const ck_step step = ck_step_at(layout, index, 0);
    for (int64_t row = 0; row < step.count; row++) {
      const int64_t now = step.first + row;
      const float *delta = g->deltas + now * g->columns;
      add_outer(g->columns, g->inputs, delta, g->x + now * g->inputs, g->input_gradient);
      if (row < step.common)
        add_outer(
            g->columns, g->cells, delta, g->hidden + (step.other + row) * g->cells,
            g->recurrent_gradient);
      for (int64_t i = 0; i < g->columns; i++) g->bias_gradient[i] += delta[i];
    }
  }
}
