// The kernels for AVX-512F: 32 registers of 16 floats, tiles of 6 rows × 4 vectors.
#include "ckernels.h"
#include "product_shape.h"
#include "steps.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx2,fma,avx512f"))), apply_to = function)
#define CK_LANES 16
#define CK_MASKS
#define CK_ROWS 6
#define CK_ISA avx512f
#include "templates/all.inc"
#pragma clang attribute pop
#endif
