// The kernels on values of 8 bits for AVX-512 with VNNI (see "Values of 8 bits" in ckernels.h): vpdpbusd
// adds the products of four values and four weights to each of 16 sums.
//
// No alignment is needed; the arrays must not overlap. Integers are exact, so results differ from the
// scalar ones by the gates (1e-6), and where that moves an output across the middle between two
// integers, by 1/127 of it.
// Cost, one step of four in depth by 64 columns and six rows: 4 loads, 6 broadcasts and 24 vpdpbusd for
// 1,536 multiply-adds; four times what FMA gives. 24 sums, 4 columns and a row are 29 registers.
// One row reads a quarter of the bytes that floats take, each once a step.
#include "ckernels.h"
#include "quantized.h"
#include "steps.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push(                                                          \
    __attribute__((target("avx2,fma,avx512f,avx512bw,avx512dq,avx512vl,avx512vnni"))), \
    apply_to = function)

#define CK_INLINE static inline __attribute__((always_inline))

enum { LANES = 16, WIDTH = 64, ROWS = 6, AHEAD = 2048 };

CK_INLINE int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }

// tile[r][c] = offsets[c] + Σ_k a[r][k] · panel[k][c]; `phases` sets of sums where one row has too few to
// hide the latency of an addition.
CK_INLINE void product_rows(
    const int rows, const int phases, int64_t quads, const uint8_t *restrict a, int64_t a_row,
    const int8_t *restrict panel, const int32_t *restrict offsets, int32_t *restrict tile) {
  __m512i sums[2][ROWS][4];
#pragma clang loop unroll(full)
  for (int r = 0; r < rows; r++)
#pragma clang loop unroll(full)
    for (int v = 0; v < 4; v++) {
      sums[0][r][v] = _mm512_loadu_si512(offsets + v * LANES);
      if (phases == 2) sums[1][r][v] = _mm512_setzero_si512();
    }
#pragma clang loop unroll(disable)
  for (int64_t k = 0; k < quads; k += phases) {
#pragma clang loop unroll(full)
    for (int phase = 0; phase < phases; phase++) {
      if (phase == 1 && k + 1 == quads) break;
      // One row waits for the weights, which pass once and come from far.
      if (rows == 1)
#pragma clang loop unroll(full)
        for (int v = 0; v < 4; v++)
          _mm_prefetch((const char *)panel + 256 * (k + phase) + 64 * v + AHEAD, _MM_HINT_T0);
      __m512i columns[4];
#pragma clang loop unroll(full)
      for (int v = 0; v < 4; v++)
        columns[v] = _mm512_loadu_si512(panel + 256 * (k + phase) + 64 * v);
#pragma clang loop unroll(full)
      for (int r = 0; r < rows; r++) {
        int32_t four;
        __builtin_memcpy(&four, a + r * a_row + 4 * (k + phase), sizeof four);
        const __m512i factor = _mm512_set1_epi32(four);
#pragma clang loop unroll(full)
        for (int v = 0; v < 4; v++)
          sums[phase][r][v] = _mm512_dpbusd_epi32(sums[phase][r][v], factor, columns[v]);
      }
    }
  }
#pragma clang loop unroll(full)
  for (int r = 0; r < rows; r++)
#pragma clang loop unroll(full)
    for (int v = 0; v < 4; v++)
      _mm512_storeu_si512(
          tile + r * WIDTH + v * LANES,
          phases == 2 ? _mm512_add_epi32(sums[0][r][v], sums[1][r][v]) : sums[0][r][v]);
}

#define PRODUCT_ROWS(rows, phases)                                                     \
  static __attribute__((noinline)) void product_rows_##rows(                           \
      int64_t quads, const uint8_t *restrict a, int64_t a_row,                         \
      const int8_t *restrict panel, const int32_t *restrict offsets,                   \
      int32_t *restrict tile) {                                                        \
    product_rows(rows, phases, quads, a, a_row, panel, offsets, tile);                 \
  }
PRODUCT_ROWS(1, 2)
PRODUCT_ROWS(2, 1)
PRODUCT_ROWS(3, 1)
PRODUCT_ROWS(4, 1)
PRODUCT_ROWS(5, 1)
PRODUCT_ROWS(6, 1)

CK_INLINE void product_tile(
    int64_t rows, int64_t quads, const uint8_t *restrict a, int64_t a_row,
    const int8_t *restrict panel, const int32_t *restrict offsets, int32_t *restrict tile) {
  switch (rows) {
    case 1: product_rows_1(quads, a, a_row, panel, offsets, tile); break;
    case 2: product_rows_2(quads, a, a_row, panel, offsets, tile); break;
    case 3: product_rows_3(quads, a, a_row, panel, offsets, tile); break;
    case 4: product_rows_4(quads, a, a_row, panel, offsets, tile); break;
    case 5: product_rows_5(quads, a, a_row, panel, offsets, tile); break;
    case 6: product_rows_6(quads, a, a_row, panel, offsets, tile); break;
    default: __builtin_unreachable();
  }
}

// The first `count` of 16.
CK_INLINE __mmask16 first_lanes(int64_t count) {
  return count >= LANES ? 0xffff : (__mmask16)((1u << count) - 1);
}

// Sixteen values, each a multiple of its scale, as bytes.
CK_INLINE __m128i quantized(__m512 values) {
  const __m512 low = _mm512_set1_ps(-CK_LARGEST_S8), high = _mm512_set1_ps(CK_LARGEST_S8);
  values = _mm512_min_ps(_mm512_max_ps(values, low), high);  // max gives `low` for not a number
  const __m512i integers =
      _mm512_add_epi32(_mm512_cvtps_epi32(values), _mm512_set1_epi32(CK_ZERO_U8));
  return _mm512_cvtepi32_epi8(integers);
}

void ck_quantize_u8_avx512vnni(
    int64_t rows, int64_t columns, const float *values, uint8_t *result, float *scales) {
  const int64_t width = 4 * ck_quads(columns);
  for (int64_t r = 0; r < rows; r++) {
    const float *row = values + r * columns;
    __m512 most = _mm512_set1_ps(0x1p-100f);
    for (int64_t j = 0; j < columns; j += LANES) {
      const __m512 x = _mm512_maskz_loadu_ps(first_lanes(columns - j), row + j);
      most = _mm512_max_ps(_mm512_abs_ps(x), most);  // not a number is passed over
    }
    float largest = _mm512_reduce_max_ps(most);
    if (largest == __builtin_inff()) largest = 0x1p100f;
    const __m512 factor = _mm512_set1_ps(CK_LARGEST_S8 / largest);
    for (int64_t j = 0; j < columns; j += LANES) {
      const __m512 x = _mm512_maskz_loadu_ps(first_lanes(columns - j), row + j);
      _mm_mask_storeu_epi8(
          result + r * width + j, first_lanes(width - j), quantized(_mm512_mul_ps(x, factor)));
    }
    scales[r] = largest / CK_LARGEST_S8;
  }
}

void ck_product_u8_avx512vnni(const ck_unsigned_product *p) {
  _Alignas(64) int32_t tile[ROWS * WIDTH];
  const int64_t quads = ck_quads(p->depth);
  // Rows by blocks that stay in L1 or L2 while the panels pass: each panel is read once a block.
  const int64_t block = ROWS * 16;
  for (int64_t first = 0; first < p->rows; first += block) {
    const int64_t end = smaller(p->rows, first + block);
    for (int64_t j = 0; j < p->columns; j += WIDTH) {
      for (int64_t row = first; row < end; row += ROWS) {
        const int64_t rows = smaller(end - row, ROWS);
        product_tile(
            rows, quads, p->a + row * 4 * quads, 4 * quads, p->b + j * 4 * quads, p->offsets + j,
            tile);
        for (int64_t i = 0; i < WIDTH && j + i < p->columns; i += LANES) {
          const __mmask16 mask = first_lanes(p->columns - j - i);
          const __m512 scale = _mm512_loadu_ps(p->column_scales + j + i);
          const __m512 bias = _mm512_maskz_loadu_ps(mask, p->bias + j + i);
          for (int64_t r = 0; r < rows; r++) {
            const __m512 sums = _mm512_cvtepi32_ps(_mm512_load_si512(tile + r * WIDTH + i));
            const __m512 factor = _mm512_mul_ps(scale, _mm512_set1_ps(p->row_scales[row + r]));
            const __m512 value = _mm512_fmadd_ps(sums, factor, bias);
            float *target = p->c + (row + r) * p->columns + j + i;
            if (mask == 0xffff)
              _mm512_storeu_ps(target, value);
            else
              _mm512_mask_storeu_ps(target, mask, value);
          }
        }
      }
    }
  }
}

// 2^x, x ≤ 64; relative error below 3e-7. Not a number stays what it is.
CK_INLINE __m512 power_of_two(__m512 x) {
  const __m512 n = _mm512_roundscale_ps(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
  const __m512 f = _mm512_sub_ps(x, n);
  __m512 p = _mm512_set1_ps(0x1.5f0896p-10f);
  p = _mm512_fmadd_ps(p, f, _mm512_set1_ps(0x1.3cbf6cp-7f));
  p = _mm512_fmadd_ps(p, f, _mm512_set1_ps(0x1.c6af6cp-5f));
  p = _mm512_fmadd_ps(p, f, _mm512_set1_ps(0x1.ebfa4ap-3f));
  p = _mm512_fmadd_ps(p, f, _mm512_set1_ps(0x1.62e43p-1f));
  p = _mm512_fmadd_ps(p, f, _mm512_set1_ps(1));
  return _mm512_scalef_ps(p, n);
}

// e^(factor·x), factor given times log2 e; x beyond what matters is cut.
CK_INLINE __m512 exponential(__m512 x, float factor, float most) {
  const __m512 t = _mm512_mul_ps(x, _mm512_set1_ps(factor));
  return power_of_two(_mm512_min_ps(_mm512_set1_ps(most), t));
}

// 1/x within 1e-7: an estimate of 14 bits and one step of Newton's.
CK_INLINE __m512 reciprocal(__m512 x) {
  const __m512 y = _mm512_rcp14_ps(x);
  return _mm512_mul_ps(y, _mm512_fnmadd_ps(x, y, _mm512_set1_ps(2)));
}

// The sums of one gate of one row, whose products stand in `tile`.
CK_INLINE __m512 gate_sums(
    __mmask16 mask, const float *gate, const int32_t *tile, const float *scales) {
  const __m512 scale = _mm512_mul_ps(_mm512_loadu_ps(scales), _mm512_set1_ps(1.0f / CK_LARGEST_S8));
  return _mm512_fmadd_ps(
      _mm512_cvtepi32_ps(_mm512_load_si512(tile)), scale, _mm512_maskz_loadu_ps(mask, gate));
}

// The gates of `rows` rows and up to 16 cells. i·g and o·tanh c are fractions of one division each:
// with E = e^−i and F = e^2g, i·g is (F − 1)/((1 + E)(1 + F)).
CK_INLINE void cells_of_rows(
    int64_t rows, const __mmask16 mask, int64_t cells, const int32_t *restrict tile,
    const float *restrict scales, const float *restrict peepholes, const float *restrict past,
    const float *restrict gates, float *restrict state, float *restrict hidden,
    uint8_t *restrict outputs, int64_t width) {
  const float log2e = 0x1.715476p0f;
  const __m512 one = _mm512_set1_ps(1);
  for (int64_t r = 0; r < rows; r++) {
    const float *gate = gates + r * 4 * cells;
    const int32_t *sums = tile + r * WIDTH;
    const __m512 before =
        past ? _mm512_maskz_loadu_ps(mask, past + r * cells) : _mm512_setzero_ps();
    __m512 i = gate_sums(mask, gate, sums, scales);
    __m512 f = gate_sums(mask, gate + cells, sums + LANES, scales + LANES);
    const __m512 g = gate_sums(mask, gate + 2 * cells, sums + 2 * LANES, scales + 2 * LANES);
    __m512 o = gate_sums(mask, gate + 3 * cells, sums + 3 * LANES, scales + 3 * LANES);
    if (peepholes) {
      i = _mm512_fmadd_ps(_mm512_maskz_loadu_ps(mask, peepholes), before, i);
      f = _mm512_fmadd_ps(_mm512_maskz_loadu_ps(mask, peepholes + cells), before, f);
    }
    const __m512 e_i = exponential(i, -log2e, 60), e_f = exponential(f, -log2e, 60);
    const __m512 e_g = exponential(g, 2 * log2e, 40);
    const __m512 below = _mm512_mul_ps(_mm512_add_ps(one, e_i), _mm512_add_ps(one, e_g));
    const __m512 enters = _mm512_mul_ps(_mm512_sub_ps(e_g, one), reciprocal(below));
    const __m512 keeps = reciprocal(_mm512_add_ps(one, e_f));
    const __m512 c = _mm512_fmadd_ps(keeps, before, enters);
    if (peepholes) o = _mm512_fmadd_ps(_mm512_maskz_loadu_ps(mask, peepholes + 2 * cells), c, o);
    const __m512 e_o = exponential(o, -log2e, 60), e_c = exponential(c, 2 * log2e, 40);
    const __m512 under = _mm512_mul_ps(_mm512_add_ps(one, e_o), _mm512_add_ps(one, e_c));
    const __m512 h = _mm512_mul_ps(_mm512_sub_ps(e_c, one), reciprocal(under));
    if (mask == 0xffff) {
      _mm512_storeu_ps(state + r * cells, c);
      _mm512_storeu_ps(hidden + r * cells, h);
    } else {
      _mm512_mask_storeu_ps(state + r * cells, mask, c);
      _mm512_mask_storeu_ps(hidden + r * cells, mask, h);
    }
    _mm_storeu_si128(
        (__m128i *)(outputs + r * width),
        quantized(_mm512_mul_ps(h, _mm512_set1_ps(CK_LARGEST_S8))));
  }
}

void ck_lstm_forward_u8_avx512vnni(
    const ck_layout *layout, int64_t cells, const int8_t *weights, const float *scales,
    const int32_t *offsets, const float *peepholes, float *gates, float *state, float *hidden,
    uint8_t *scratch) {
  _Alignas(64) int32_t tile[ROWS * WIDTH];
  static const int32_t none[WIDTH];
  const int64_t quads = ck_quads(cells), width = ck_unsigned_width(cells);
  uint8_t *outputs = scratch, *last = scratch + layout->sequences * width;
  if (layout->visited > 0) {
    const ck_step step = ck_step_at(layout, layout->visited - 1, 0);
    for (int64_t row = 0; row < step.count; row++)
      for (int64_t cell = 0; cell < cells; cell += LANES) {
        const __m512 h = _mm512_maskz_loadu_ps(
            first_lanes(cells - cell), hidden + (step.first + row) * cells + cell);
        _mm_storeu_si128(
            (__m128i *)(last + row * width + cell),
            quantized(_mm512_mul_ps(h, _mm512_set1_ps(CK_LARGEST_S8))));
      }
  }
  for (int64_t index = layout->visited; index < layout->steps; index++) {
    const ck_step step = ck_step_at(layout, index, 0);
    for (int64_t cell = 0; cell < cells; cell += LANES) {
      const int8_t *panel = weights + cell * 16 * quads;
      const __mmask16 mask = first_lanes(cells - cell);
      const float *holes = peepholes ? peepholes + cell : NULL, *scale = scales + 4 * cell;
      for (int64_t row = 0; row < step.count;) {
        // Rows that continue a sequence, then rows that start one.
        const int starts = row >= step.common;
        const int64_t rows = smaller((starts ? step.count : step.common) - row, ROWS);
        const int64_t now = step.first + row;
        const float *sums = gates + (now - layout->gates_row) * 4 * cells + cell;
        for (int64_t r = 0; r < rows; r++)
          for (int gate = 0; gate < 4; gate++)
            __builtin_prefetch(sums + (r * 4 + gate) * cells);
        product_tile(
            rows, starts ? 0 : quads, last + row * width, width, panel,
            starts ? none : offsets + 4 * cell, tile);
        const float *past = starts ? NULL : state + (step.other + row) * cells + cell;
        float *c = state + now * cells + cell, *h = hidden + now * cells + cell;
        uint8_t *bytes = outputs + row * width + cell;
        if (mask == 0xffff)
          cells_of_rows(
              rows, 0xffff, cells, tile, scale, holes, past, sums, c, h, bytes, width);
        else
          cells_of_rows(rows, mask, cells, tile, scale, holes, past, sums, c, h, bytes, width);
        row += rows;
      }
    }
    uint8_t *written = outputs;
    outputs = last;
    last = written;
  }
}

#pragma clang attribute pop
#endif
