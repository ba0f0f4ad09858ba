// The kernels for AVX2 and FMA: 16 registers of 8 floats, tiles of 3 rows × 4 vectors.
#include "ckernels.h"
#include "product_shape.h"
#include "steps.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define CK_LANES 8
#define CK_ROWS 3
#define CK_ISA avx2
#include "templates/all.inc"
#include "templates/quantized_avx2.inc"
#pragma clang attribute pop
#endif
