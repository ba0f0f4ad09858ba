// The kernels on values of 8 bits for AMX: tiles of 16 rows × 64 columns, and vectors where there are fewer than
// four rows.
#include "ckernels.h"
#include "quantized.h"
#include "steps.h"
#include "tiles.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push(                                                                   \
    __attribute__((target(                                                                      \
        "avx2,fma,avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,amx-tile,amx-int8"))),          \
    apply_to = function)
#define CK_LANES 16
#define CK_ROWS 16
#define CK_FEWEST_ROWS 4
#define CK_VECTOR_ROWS 3
#define CK_TILE_DOT CK_TILE_DOT_U8
#define CK_TYPE u8
#define CK_ISA amx
#include "templates/names.inc"
#include "templates/panel_vnni.inc"
#include "templates/tiles.inc"
#include "templates/tiles_u8.inc"
#include "templates/unsigned_avx512.inc"
#pragma clang attribute pop
#endif
