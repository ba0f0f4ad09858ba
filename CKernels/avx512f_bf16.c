// The kernels on bfloat16 for AVX-512F, widened: tiles of 5 rows × 4 vectors.
#include "bf16.h"
#include "ckernels.h"
#include "product_shape.h"
#include "steps.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx2,fma,avx512f"))), apply_to = function)
#define CK_LANES 16
#define CK_MASKS
#define CK_ROWS 5
#define CK_ISA avx512f
#include "templates/all_bf16.inc"
#pragma clang attribute pop
#endif
