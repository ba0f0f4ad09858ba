// The kernels on bfloat16 for AVX2 and FMA, widened: tiles of 2 rows × 4 vectors, so that sums, halves
// and factors are 14 of 16 registers.
#include "bf16.h"
#include "ckernels.h"
#include "product_shape.h"
#include "steps.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define CK_LANES 8
#define CK_ROWS 2
#define CK_ISA avx2
#include "templates/all_bf16.inc"
#pragma clang attribute pop
#endif
