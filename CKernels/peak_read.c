// The rate at which one core can read: sums of what is read, in enough chains that the additions
// do not hold up the loads.
#include "ckernels_peak.h"
#include "ckernels.h"

#define CHAINS 8

#define PEAK_READ(isa, lanes)                                                              \
  static float read_##isa(const float *data, size_t count, int64_t passes) {               \
    typedef float v __attribute__((ext_vector_type(lanes)));                               \
    v sums[CHAINS];                                                                        \
    for (int i = 0; i < CHAINS; i++) sums[i] = (v)0.0f;                                    \
    for (int64_t pass = 0; pass < passes; pass++) {                                        \
      for (size_t at = 0; at < count; at += lanes * CHAINS) {                              \
        _Pragma("clang loop unroll(full)")                                                 \
        for (int i = 0; i < CHAINS; i++) {                                                 \
          v x;                                                                             \
          __builtin_memcpy(&x, data + at + (size_t)i * lanes, sizeof x);                   \
          sums[i] += x;                                                                    \
        }                                                                                  \
      }                                                                                    \
      __asm__ volatile("" ::: "memory"); /* every pass reads anew */                       \
    }                                                                                      \
    float sum = 0;                                                                         \
    for (int i = 0; i < CHAINS; i++)                                                       \
      for (int lane = 0; lane < lanes; lane++) sum += sums[i][lane];                       \
    return sum;                                                                            \
  }

PEAK_READ(baseline, 4)
static const ck_peak_read baseline = {"baseline", read_baseline};

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
PEAK_READ(avx2, 8)
#pragma clang attribute pop
#pragma clang attribute push(__attribute__((target("avx512f"))), apply_to = function)
PEAK_READ(avx512f, 16)
#pragma clang attribute pop
static const ck_peak_read avx2 = {"avx2", read_avx2};
static const ck_peak_read avx512f = {"avx512f", read_avx512f};
#endif

const ck_peak_read *ck_peak_read_kernel(void) {
#if defined(__x86_64__)
  if (ck_detect() >= CK_AVX512F) return &avx512f;
  if (ck_detect() >= CK_AVX2) return &avx2;
#endif
  return &baseline;
}
