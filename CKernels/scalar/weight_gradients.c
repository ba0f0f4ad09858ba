// The scalar weight gradients, of floats and of bfloat16: the definition of what the others compute (see
// templates/weight_gradients.inc).
#include "ckernels.h"
#include "../bf16.h"
#include "../steps.h"

static float as_it_is(float value) { return value; }

static float rounded(float value) { return ck_widened(ck_narrowed(value)); }

// target (rows × columns) ← target + a·bᵀ for one row of each.
static void add_outer(
    int64_t rows, int64_t columns, const float *a, const float *b, float (*number)(float),
    float *target) {
  for (int64_t i = 0; i < rows; i++)
    for (int64_t j = 0; j < columns; j++) target[i * columns + j] += number(a[i]) * number(b[j]);
}

static void weight_gradients(
    const ck_layout *layout, const ck_weight_gradients *g, float (*number)(float)) {
  for (int64_t i = 0; i < g->columns * g->inputs; i++) g->input_gradient[i] = 0;
  for (int64_t i = 0; i < g->columns * g->cells; i++) g->recurrent_gradient[i] = 0;
  for (int64_t i = 0; i < g->columns; i++) g->bias_gradient[i] = 0;
  for (int64_t index = 0; index < layout->steps; index++) {
    const ck_step step = ck_step_at(layout, index, 0);
    for (int64_t row = 0; row < step.count; row++) {
      const int64_t now = step.first + row;
      const float *delta = g->deltas + now * g->columns;
      add_outer(g->columns, g->inputs, delta, g->x + now * g->inputs, number, g->input_gradient);
      if (row < step.common)
        add_outer(
            g->columns, g->cells, delta, g->hidden + (step.other + row) * g->cells, number,
            g->recurrent_gradient);
      for (int64_t i = 0; i < g->columns; i++) g->bias_gradient[i] += number(delta[i]);
    }
  }
}

void ck_weight_gradients_f32_scalar(
    const ck_layout *layout, const ck_weight_gradients *g, float *scratch) {
  (void)scratch;
  weight_gradients(layout, g, as_it_is);
}

void ck_weight_gradients_bf16_scalar(
    const ck_layout *layout, const ck_weight_gradients *g, float *scratch) {
  (void)scratch;
  weight_gradients(layout, g, rounded);
}
