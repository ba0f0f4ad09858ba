// The quantised kernels' definitions, in plain C. Integers are exact: other kernels differ in the
// rounding of the gates alone, and by one step where a value falls between two.
#include <math.h>

#include "ckernels.h"
#include "../quantized.h"
#include "../steps.h"
#include "cell.h"

static int16_t quantized(float value) {
  value = value > -CK_LARGEST_S16 ? value : -CK_LARGEST_S16;  // not a number, too
  return (int16_t)rintf(value < CK_LARGEST_S16 ? value : CK_LARGEST_S16);
}

void ck_quantize_s16_scalar(
    int64_t rows, int64_t columns, const float *values, int16_t *result, float *scales) {
  for (int64_t r = 0; r < rows; r++) {
    const float *row = values + r * columns;
    int16_t *target = result + r * 2 * ck_pairs(columns);
    float largest = 0x1p-100f;
    for (int64_t j = 0; j < columns; j++) largest = fmaxf(largest, fabsf(row[j]));
    if (largest == HUGE_VALF) largest = 0x1p100f;
    const float factor = CK_LARGEST_S16 / largest;
    for (int64_t j = 0; j < columns; j++) target[j] = quantized(row[j] * factor);
    if (columns % 2) target[columns] = 0;
    scales[r] = largest / CK_LARGEST_S16;
  }
}

void ck_product_s8_scalar(const ck_quantized_product *p) {
  const int64_t pairs = ck_pairs(p->depth);
  for (int64_t r = 0; r < p->rows; r++)
    for (int64_t j = 0; j < p->columns; j++) {
      const int16_t *a = p->a + r * 2 * pairs;
      const int8_t *column = p->b + j / 32 * 64 * pairs + j % 32 * 2;
      int32_t sum = 0;
      for (int64_t k = 0; k < pairs; k++)
        sum += a[2 * k] * column[64 * k] + a[2 * k + 1] * column[64 * k + 1];
      p->c[r * p->columns + j] =
          p->bias[j] + (float)sum * (p->row_scales[r] * p->column_scales[j]);
    }
}

void ck_lstm_forward_s8_scalar(
    const ck_layout *layout, int64_t cells, const int8_t *weights, const float *scales,
    const float *peepholes, float *gates, float *state, float *hidden, int16_t *scratch) {
  const int64_t pairs = ck_pairs(cells), width = (cells + 7) / 8 * 8;
  int16_t *outputs = scratch, *last = scratch + layout->sequences * width;
  if (layout->visited > 0) {
    const ck_step step = ck_step_at(layout, layout->visited - 1, 0);
    for (int64_t row = 0; row < step.count; row++) {
      if (cells % 2) last[row * width + cells] = 0;
      for (int64_t j = 0; j < cells; j++)
        last[row * width + j] = quantized(hidden[(step.first + row) * cells + j] * CK_LARGEST_S16);
    }
  }
  for (int64_t index = layout->visited; index < layout->steps; index++) {
    const ck_step step = ck_step_at(layout, index, 0);
    for (int64_t row = 0; row < step.count; row++) {
      const int starts = row >= step.common;
      const int16_t *h = last + row * width;
      float *gate = gates + (step.first + row - layout->gates_row) * 4 * cells;
      if (cells % 2) outputs[row * width + cells] = 0;
      for (int64_t j = 0; j < cells; j++) {
        const int8_t *column = weights + j / 8 * 64 * pairs + j % 8 * 2;
        float sums[4];
        for (int g = 0; g < 4; g++) {
          int32_t sum = 0;
          for (int64_t k = 0; k < (starts ? 0 : pairs); k++)
            for (int odd = 0; odd < 2; odd++)
              sum += h[2 * k + odd] * column[64 * k + 16 * g + odd];
          sums[g] = gate[g * cells + j]
              + (float)sum * (scales[j / 8 * 32 + g * 8 + j % 8] * (1.0f / CK_LARGEST_S16));
        }
        const float before = starts ? 0 : state[(step.other + row) * cells + j];
        const float output =
            ck_cell(cells, j, sums, peepholes, before, gate, state + (step.first + row) * cells);
        hidden[(step.first + row) * cells + j] = output;
        outputs[row * width + j] = quantized(output * CK_LARGEST_S16);
      }
    }
    int16_t *written = outputs;
    outputs = last;
    last = written;
  }
}
