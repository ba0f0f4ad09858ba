// Packing of weights into the panels that the kernels read front to back (see ckernels.h).
// Cost: one pass, about a nanosecond a weight; done once an update, or once when a model loads.
#include <math.h>

#include "bf16.h"
#include "ckernels.h"
#include "product_shape.h"
#include "quantized.h"

static int64_t round_up(int64_t count, int64_t to) { return (count + to - 1) / to * to; }

int64_t ck_packed_gates_count(int64_t cells, int32_t lanes) {
  return round_up(cells, lanes) * 4 * cells;
}

int64_t ck_packed_panels_count(int64_t depth, int64_t columns, int32_t lanes) {
  return round_up(columns, 4 * lanes) * depth;
}

void ck_pack_gates(int64_t cells, int32_t lanes, const float *weights, float *packed) {
  const int64_t width = 4 * lanes;
  for (int64_t first = 0; first < cells; first += lanes) {
    for (int64_t gate = 0; gate < 4; gate++) {
      for (int64_t lane = 0; lane < lanes; lane++) {
        const int64_t cell = first + lane;
        const float *source = weights + (gate * cells + cell) * cells;
        float *target = packed + gate * lanes + lane;
        if (cell < cells)
          for (int64_t k = 0; k < cells; k++) target[k * width] = source[k];
        else
          for (int64_t k = 0; k < cells; k++) target[k * width] = 0;
      }
    }
    packed += width * cells;
  }
}

void ck_pack_panels(
    int64_t depth, int64_t columns, int64_t row, int64_t column, int32_t lanes,
    const float *matrix, float *packed) {
  const int64_t width = 4 * lanes;
  for (int64_t first = 0; first < columns; first += width) {
    const int64_t count = columns - first < width ? columns - first : width;
    const float *source = matrix + first * column;
    if (column == 1) {
      for (int64_t k = 0; k < depth; k++) {
        float *target = packed + k * width;
        if (count == width)
          __builtin_memcpy(target, source + k * row, (size_t)width * sizeof(float));
        else
          for (int64_t i = 0; i < width; i++) target[i] = i < count ? source[k * row + i] : 0;
      }
    } else {
      for (int64_t i = 0; i < width; i++)
        for (int64_t k = 0; k < depth; k++)
          packed[k * width + i] = i < count ? source[k * row + i * column] : 0;
    }
    packed += width * depth;
  }
}

void ck_pack_product(
    int64_t depth, int64_t columns, int64_t row, int64_t column, int32_t lanes,
    const float *matrix, float *packed) {
  const int64_t blocks = ck_depth_blocks(depth);
  for (int64_t first = 0; first < columns; first += COLUMN_BLOCK) {
    const int64_t count = columns - first < COLUMN_BLOCK ? columns - first : COLUMN_BLOCK;
    for (int64_t block = 0; block < blocks; block++) {
      const int64_t k = block * depth / blocks, length = (block + 1) * depth / blocks - k;
      ck_pack_panels(
          length, count, row, column, lanes, matrix + k * row + first * column, packed);
      packed += ck_packed_panels_count(length, count, lanes);
    }
  }
}

int64_t ck_packed_gates_bf16_count(int64_t cells, int32_t lanes) {
  return round_up(cells, lanes) * 4 * ck_even(cells);
}

int64_t ck_packed_panels_bf16_count(int64_t depth, int64_t columns, int32_t lanes) {
  return round_up(columns, 4 * lanes) * ck_even(depth);
}

// A column of a panel of `width` columns: pairs 2·width apart.
static void narrow_column(
    int64_t depth, const float *column, int64_t row, int64_t width, ck_bf16 *packed) {
  for (int64_t k = 0; k < ck_even(depth); k++)
    packed[k / 2 * 2 * width + k % 2] = column && k < depth ? ck_narrowed(column[k * row]) : 0;
}

void ck_pack_gates_bf16(int64_t cells, int32_t lanes, const float *weights, ck_bf16 *packed) {
  const int64_t width = 4 * lanes;
  for (int64_t first = 0; first < cells; first += lanes) {
    for (int64_t i = 0; i < width; i++) {
      const int64_t cell = first + i % lanes;
      narrow_column(
          cells, cell < cells ? weights + (i / lanes * cells + cell) * cells : NULL, 1, width,
          packed + 2 * i);
    }
    packed += width * ck_even(cells);
  }
}

void ck_pack_panels_bf16(
    int64_t depth, int64_t columns, int64_t row, int64_t column, int32_t lanes,
    const float *matrix, ck_bf16 *packed) {
  const int64_t width = 4 * lanes;
  for (int64_t first = 0; first < columns; first += width) {
    for (int64_t i = 0; i < width; i++)
      narrow_column(
          depth, first + i < columns ? matrix + (first + i) * column : NULL, row, width,
          packed + 2 * i);
    packed += width * ck_even(depth);
  }
}

int64_t ck_lstm_bf16_scratch(int64_t sequences, int64_t columns) {
  return (sequences + 15) * ck_even(columns);
}

int64_t ck_product_bf16_scratch(const ck_product *product) {
  return ROW_BLOCK * ck_even(product->depth);
}

int64_t ck_product_scratch(const ck_product *product) {
  if (product->packed) return 0;
  return ck_product_blocks() + (ck_product_flips(product) ? product->rows * product->columns : 0);
}

int64_t ck_weight_gradients_scratch(const ck_weight_gradients *g) {
  const int64_t rows = g->inputs + g->cells + 1;
  // Rows filled up to tiles of any kernel's height.
  return BATCH_BLOCK * COLUMN_BLOCK + (rows + 15) * (BATCH_BLOCK + 1) + rows * g->columns;
}

// A row of weights as integers, every `group` of them `stride` bytes behind the last; zeros behind
// the row.
static float quantize_row(
    int64_t depth, const float *row, int8_t *packed, int64_t group, int64_t stride) {
  float largest = 0;
  for (int64_t k = 0; k < depth; k++) largest = fmaxf(largest, fabsf(row[k]));
  // A scale that is no normal number would lose the row's precision.
  const float scale = fmaxf(largest / 127, 0x1p-126f);
  for (int64_t k = 0; k < round_up(depth, group); k++)
    packed[k / group * stride + k % group] =
        k < depth ? (int8_t)fmaxf(fminf(rintf(row[k] / scale), 127), -127) : 0;
  return scale;
}

int64_t ck_packed_gates_s8_count(int64_t cells) {
  return round_up(cells, 8) * 4 * 2 * ck_pairs(cells);
}

int64_t ck_packed_panels_s8_count(int64_t depth, int64_t columns) {
  return round_up(columns, 32) * 2 * ck_pairs(depth);
}

void ck_pack_gates_s8(int64_t cells, const float *weights, int8_t *packed, float *scales) {
  for (int64_t first = 0; first < cells; first += 8) {
    for (int64_t column = 0; column < 32; column++) {
      const int64_t gate = column / 8, cell = first + column % 8;
      const float *row = weights + (gate * cells + cell) * cells;
      *scales++ = cell < cells ? quantize_row(cells, row, packed + 2 * column, 2, 64) : 0;
      if (cell >= cells)
        for (int64_t k = 0; k < 2 * ck_pairs(cells); k++)
          packed[k / 2 * 64 + 2 * column + k % 2] = 0;
    }
    packed += 64 * ck_pairs(cells);
  }
}

void ck_pack_panels_s8(
    int64_t depth, int64_t columns, const float *matrix, int8_t *packed, float *scales) {
  for (int64_t first = 0; first < columns; first += 32) {
    for (int64_t column = 0; column < 32; column++) {
      const int64_t j = first + column;
      *scales++ = j < columns ? quantize_row(depth, matrix + j * depth, packed + 2 * column, 2, 64) : 0;
      if (j >= columns)
        for (int64_t k = 0; k < 2 * ck_pairs(depth); k++)
          packed[k / 2 * 64 + 2 * column + k % 2] = 0;
    }
    packed += 64 * ck_pairs(depth);
  }
}

int64_t ck_lstm_forward_s8_scratch(int64_t sequences, int64_t cells) {
  return 2 * sequences * round_up(cells, 8);
}

// A column of weights among 64 as integers with its offset, or zeros where there is none.
static void quantize_column(
    int64_t depth, const float *row, int8_t *packed, float *scale, int32_t *offset) {
  *scale = row ? quantize_row(depth, row, packed, 4, 256) : 0;
  int32_t sum = 0;
  for (int64_t k = 0; k < 4 * ck_quads(depth); k++) {
    int8_t *weight = packed + k / 4 * 256 + k % 4;
    if (!row) *weight = 0;
    sum += *weight;
  }
  *offset = -CK_ZERO_U8 * sum;
}

int64_t ck_packed_gates_u8_count(int64_t cells) {
  return round_up(cells, 16) * 4 * 4 * ck_quads(cells);
}

int64_t ck_packed_panels_u8_count(int64_t depth, int64_t columns) {
  return round_up(columns, 64) * 4 * ck_quads(depth);
}

void ck_pack_gates_u8(
    int64_t cells, const float *weights, int8_t *packed, float *scales, int32_t *offsets) {
  for (int64_t first = 0; first < cells; first += 16) {
    for (int64_t column = 0; column < 64; column++) {
      const int64_t gate = column / 16, cell = first + column % 16;
      const float *row = cell < cells ? weights + (gate * cells + cell) * cells : NULL;
      quantize_column(cells, row, packed + 4 * column, scales++, offsets++);
    }
    packed += 256 * ck_quads(cells);
  }
}

void ck_pack_panels_u8(
    int64_t depth, int64_t columns, const float *matrix, int8_t *packed, float *scales,
    int32_t *offsets) {
  for (int64_t first = 0; first < columns; first += 64) {
    for (int64_t column = 0; column < 64; column++) {
      const float *row = first + column < columns ? matrix + (first + column) * depth : NULL;
      quantize_column(depth, row, packed + 4 * column, scales++, offsets++);
    }
    packed += 256 * ck_quads(depth);
  }
}

int64_t ck_lstm_forward_u8_scratch(int64_t sequences, int64_t cells) {
  return (2 * sequences + 15) * ck_unsigned_width(cells);
}
