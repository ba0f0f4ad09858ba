// The arithmetic that one core can do at most: independent chains of multiply-adds on registers,
// enough of them to cover the latency of the units (4 or 5 cycles, two units).
//
// Values stay finite: x ← x·0.5 + 0.5 settles at 1; the integer sums and the tiles multiply zeros,
// which take as long as anything else.
#include "ckernels_peak.h"
#include "ckernels.h"
#include "tiles.h"

#define STEPS 64  // multiply-adds of each chain in a round

// One function of `chains` accumulators, as vectors of the compiler's. `registers` names those that may hold them in
// the compiler's letters: with x for AVX-512 it would keep to the lower 16 of 32 and spill.
#define PEAK_F32(isa, lanes, chains, registers)                                            \
  static float f32_##isa(int64_t rounds) {                                                 \
    typedef float v __attribute__((ext_vector_type(lanes)));                               \
    v x[chains];                                                                           \
    v half = (v)0.5f;                                                                      \
    for (int i = 0; i < chains; i++) x[i] = (v)(0.1f * (float)i);                          \
    for (int64_t round = 0; round < rounds * STEPS; round++) {                             \
      _Pragma("clang loop unroll(full)")                                                   \
      for (int i = 0; i < chains; i++) x[i] = MULTIPLY_ADD(x[i], half, half);              \
      __asm__ volatile("" : registers(half)); /* keeps chains from being computed ahead */ \
    }                                                                                      \
    float sum = 0;                                                                         \
    for (int i = 0; i < chains; i++) sum += x[i][0];                                       \
    return sum;                                                                            \
  }

// Without fused instructions, a product and a sum.
#define MULTIPLY_ADD(a, b, c) ((a) * (b) + (c))
PEAK_F32(baseline, 4, 12, "+x")
#undef MULTIPLY_ADD

#if defined(__x86_64__)
#include <immintrin.h>

#define MULTIPLY_ADD(a, b, c) __builtin_elementwise_fma(a, b, c)

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
PEAK_F32(avx2, 8, 12, "+x")
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx512f"))), apply_to = function)
PEAK_F32(avx512f, 16, 16, "+v")
#pragma clang attribute pop

#define CHAINS 16

__attribute__((target("avx512f,avx512bf16"))) static float bf16_avx512bf16(int64_t rounds) {
  __m512 x[CHAINS];
  __m512i zero = _mm512_setzero_si512();
  for (int i = 0; i < CHAINS; i++) x[i] = _mm512_set1_ps((float)i);
  for (int64_t round = 0; round < rounds * STEPS; round++) {
#pragma clang loop unroll(full)
    for (int i = 0; i < CHAINS; i++)
      x[i] = _mm512_dpbf16_ps(x[i], (__m512bh)zero, (__m512bh)zero);
    __asm__ volatile("" : "+v"(zero));
  }
  float sum = 0;
  for (int i = 0; i < CHAINS; i++) sum += x[i][0];
  return sum;
}

__attribute__((target("avx512f,avx512vnni"))) static float int8_avx512vnni(int64_t rounds) {
  __m512i x[CHAINS];
  __m512i zero = _mm512_setzero_si512();
  for (int i = 0; i < CHAINS; i++) x[i] = _mm512_set1_epi32(i);
  for (int64_t round = 0; round < rounds * STEPS; round++) {
#pragma clang loop unroll(full)
    for (int i = 0; i < CHAINS; i++) x[i] = _mm512_dpbusd_epi32(x[i], zero, zero);
    __asm__ volatile("" : "+v"(zero));
  }
  int sum = 0;
  for (int i = 0; i < CHAINS; i++) sum += _mm512_cvtsi512_si32(x[i]);
  return (float)sum;
}

// Products of unsigned and signed bytes, summed in pairs to 16 bits and again to 32: three
// instructions for 32 multiply-adds.
__attribute__((target("avx2"))) static float int8_avx2(int64_t rounds) {
  __m256i x[8];
  __m256i zero = _mm256_setzero_si256();
  const __m256i ones = _mm256_set1_epi16(1);
  for (int i = 0; i < 8; i++) x[i] = _mm256_set1_epi32(i);
  for (int64_t round = 0; round < rounds * STEPS; round++) {
#pragma clang loop unroll(full)
    for (int i = 0; i < 8; i++) {
      __asm__ volatile("" : "+x"(zero));  // a product a chain, and none worked out beforehand
      x[i] = _mm256_add_epi32(x[i], _mm256_madd_epi16(_mm256_maddubs_epi16(zero, zero), ones));
    }
  }
  int sum = 0;
  for (int i = 0; i < 8; i++) sum += _mm256_extract_epi32(x[i], 0);
  return (float)sum;
}

// Products in pairs of 16 bits, as weights of 8 bits meet values of 14: two instructions for 16 multiply-adds.
__attribute__((target("avx2"))) static float int8_avx2_pairs(int64_t rounds) {
  __m256i x[8];
  __m256i zero = _mm256_setzero_si256();
  for (int i = 0; i < 8; i++) x[i] = _mm256_set1_epi32(i);
  for (int64_t round = 0; round < rounds * STEPS; round++) {
#pragma clang loop unroll(full)
    for (int i = 0; i < 8; i++) {
      __asm__ volatile("" : "+x"(zero));
      x[i] = _mm256_add_epi32(x[i], _mm256_madd_epi16(zero, zero));
    }
  }
  int sum = 0;
  for (int i = 0; i < 8; i++) sum += _mm256_extract_epi32(x[i], 0);
  return (float)sum;
}

// Tiles: palette 1 set by hand, eight tiles of 16 rows × 64 bytes; 0–3 are sums, 4–7 are operands.
__attribute__((target("amx-tile"))) static void open_tiles(void) {
  ck_tile_shapes shapes = {.palette = 1};
  for (int i = 0; i < 8; i++) {
    shapes.row_bytes[i] = 64;
    shapes.rows[i] = 16;
  }
  _tile_loadconfig(&shapes);
  _tile_zero(0), _tile_zero(1), _tile_zero(2), _tile_zero(3);
  _tile_zero(4), _tile_zero(5), _tile_zero(6), _tile_zero(7);
}

__attribute__((target("amx-tile"))) static float close_tiles(void) {
  int32_t sums[16 * 16];
  _tile_stored(0, sums, 64);
  _tile_release();
  return (float)sums[0];
}

#define PEAK_TILES(name, features, multiply)                                      \
  __attribute__((target(features))) static float name(int64_t rounds) {           \
    open_tiles();                                                                 \
    for (int64_t round = 0; round < rounds * STEPS; round++) {                    \
      multiply(0, 4, 6);                                                          \
      multiply(1, 4, 7);                                                          \
      multiply(2, 5, 6);                                                          \
      multiply(3, 5, 7);                                                          \
    }                                                                             \
    return close_tiles();                                                         \
  }

PEAK_TILES(bf16_amx, "amx-tile,amx-bf16", _tile_dpbf16ps)
PEAK_TILES(int8_amx, "amx-tile,amx-int8", _tile_dpbssd)
#endif

typedef struct {
  ck_peak_arithmetic kernel;
  ck_isa needs;
} row;

static const row rows[] = {
  {{"f32", "baseline", 2.0 * STEPS * 4 * 12, f32_baseline}, CK_SCALAR},
#if defined(__x86_64__)
  {{"f32", "avx2", 2.0 * STEPS * 8 * 12, f32_avx2}, CK_AVX2},
  {{"f32", "avx512f", 2.0 * STEPS * 16 * 16, f32_avx512f}, CK_AVX512F},
  {{"bf16", "avx512bf16", 2.0 * STEPS * 32 * CHAINS, bf16_avx512bf16}, CK_AVX512BF16},
  {{"bf16", "amx", 2.0 * STEPS * 4 * 16 * 16 * 32, bf16_amx}, CK_AMX},
  {{"int8", "avx2", 2.0 * STEPS * 32 * 8, int8_avx2}, CK_AVX2},
  {{"int8", "avx2 in 16 bits", 2.0 * STEPS * 16 * 8, int8_avx2_pairs}, CK_AVX2},
  {{"int8", "avx512vnni", 2.0 * STEPS * 64 * CHAINS, int8_avx512vnni}, CK_AVX512VNNI},
  {{"int8", "amx", 2.0 * STEPS * 4 * 16 * 16 * 64, int8_amx}, CK_AMX},
#endif
};

size_t ck_peak_arithmetic_kernels(const ck_peak_arithmetic **kernels, size_t capacity) {
  size_t count = 0;
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
    if (rows[i].needs <= ck_detect() && count < capacity) kernels[count++] = &rows[i].kernel;
  return count;
}

const char *ck_peak_compiler(void) { return __VERSION__; }
