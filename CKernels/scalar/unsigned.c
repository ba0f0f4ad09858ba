// The kernels on values of 8 bits: their definitions, in plain C. Integers are exact: other kernels
// differ in the gates, by 1e-6 or so, and by one step where a value falls between two.
#include <math.h>

#include "ckernels.h"
#include "../quantized.h"
#include "../steps.h"
#include "cell.h"

static uint8_t quantized(float value) {
  value = value > -CK_LARGEST_S8 ? value : -CK_LARGEST_S8;  // not a number, too
  return (uint8_t)(rintf(value < CK_LARGEST_S8 ? value : CK_LARGEST_S8) + CK_ZERO_U8);
}

void ck_quantize_u8_scalar(
    int64_t rows, int64_t columns, const float *values, uint8_t *result, float *scales) {
  const int64_t width = 4 * ck_quads(columns);
  for (int64_t r = 0; r < rows; r++) {
    const float *row = values + r * columns;
    float largest = 0x1p-100f;
    for (int64_t j = 0; j < columns; j++) largest = fmaxf(largest, fabsf(row[j]));
    if (largest == HUGE_VALF) largest = 0x1p100f;
    const float factor = CK_LARGEST_S8 / largest;
    for (int64_t j = 0; j < width; j++)
      result[r * width + j] = j < columns ? quantized(row[j] * factor) : CK_ZERO_U8;
    scales[r] = largest / CK_LARGEST_S8;
  }
}

// The sum of a column's products and its offset.
static int32_t sum_of(
    int64_t quads, const uint8_t *values, const int8_t *column, int32_t offset) {
  for (int64_t k = 0; k < quads; k++)
    for (int64_t i = 0; i < 4; i++) offset += values[4 * k + i] * column[256 * k + i];
  return offset;
}

void ck_product_u8_scalar(const ck_unsigned_product *p) {
  const int64_t quads = ck_quads(p->depth);
  for (int64_t r = 0; r < p->rows; r++)
    for (int64_t j = 0; j < p->columns; j++) {
      const int8_t *column = p->b + j / 64 * 256 * quads + j % 64 * 4;
      const int32_t sum = sum_of(quads, p->a + r * 4 * quads, column, p->offsets[j]);
      p->c[r * p->columns + j] =
          p->bias[j] + (float)sum * (p->row_scales[r] * p->column_scales[j]);
    }
}

void ck_lstm_forward_u8_scalar(
    const ck_layout *layout, int64_t cells, const int8_t *weights, const float *scales,
    const int32_t *offsets, const float *peepholes, float *gates, float *state, float *hidden,
    uint8_t *scratch) {
  const int64_t quads = ck_quads(cells), width = ck_unsigned_width(cells);
  uint8_t *outputs = scratch, *last = scratch + layout->sequences * width;
  for (int64_t i = 0; i < 2 * layout->sequences * width; i++) scratch[i] = CK_ZERO_U8;
  if (layout->visited > 0) {
    const ck_step step = ck_step_at(layout, layout->visited - 1, 0);
    for (int64_t row = 0; row < step.count; row++)
      for (int64_t j = 0; j < cells; j++)
        last[row * width + j] = quantized(hidden[(step.first + row) * cells + j] * CK_LARGEST_S8);
  }
  for (int64_t index = layout->visited; index < layout->steps; index++) {
    const ck_step step = ck_step_at(layout, index, 0);
    for (int64_t row = 0; row < step.count; row++) {
      const int starts = row >= step.common;
      float *gate = gates + (step.first + row - layout->gates_row) * 4 * cells;
      for (int64_t j = 0; j < cells; j++) {
        float sums[4];
        for (int g = 0; g < 4; g++) {
          const int64_t place = j / 16 * 64 + g * 16 + j % 16;
          const int8_t *column = weights + j / 16 * 256 * quads + g * 64 + j % 16 * 4;
          const int32_t sum =
              starts ? 0 : sum_of(quads, last + row * width, column, offsets[place]);
          sums[g] = gate[g * cells + j] + (float)sum * (scales[place] * (1.0f / CK_LARGEST_S8));
        }
        const float before = starts ? 0 : state[(step.other + row) * cells + j];
        const float output =
            ck_cell(cells, j, sums, peepholes, before, gate, state + (step.first + row) * cells);
        hidden[(step.first + row) * cells + j] = output;
        outputs[row * width + j] = quantized(output * CK_LARGEST_S8);
      }
    }
    uint8_t *written = outputs;
    outputs = last;
    last = written;
  }
}
