// The kernels on bfloat16 for AMX: tiles of 16 rows × 64 columns, for a single row too.
#include "bf16.h"
#include "ckernels.h"
#include "product_shape.h"
#include "steps.h"
#include "tiles.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push(                                                                   \
    __attribute__((target(                                                                      \
        "avx2,fma,avx512f,avx512bw,avx512dq,avx512vl,avx512bf16,amx-tile,amx-bf16"))),          \
    apply_to = function)
#define CK_LANES 16
#define CK_MASKS
#define CK_DOT
#define CK_ROWS 16
#define CK_FEWEST_ROWS 1
#define CK_VECTOR_ROWS 1
#define CK_TILE_DOT CK_TILE_DOT_BF16
#define CK_ISA amx
#include "templates/all_bf16.inc"
#pragma clang attribute pop
#endif
