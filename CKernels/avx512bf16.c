// The kernels on bfloat16 for AVX-512 with BF16: tiles of 6 rows × 4 vectors.
#include "bf16.h"
#include "ckernels.h"
#include "product_shape.h"
#include "steps.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push(                                                              \
    __attribute__((target("avx2,fma,avx512f,avx512bw,avx512dq,avx512vl,avx512bf16"))),     \
    apply_to = function)
#define CK_LANES 16
#define CK_MASKS
#define CK_DOT
#define CK_ROWS 6
#define CK_ISA avx512bf16
#include "templates/all_bf16.inc"
#pragma clang attribute pop
#endif
