#include "sixteen_lanes.h"

#include "emulated_tiles.h"

#include "../../CKernels/quantized.h"
#include "../../CKernels/steps.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push(                                                          \
    __attribute__((target("avx2,fma,avx512f,avx512bw,avx512dq,avx512vl,avx512vnni"))), \
    apply_to = function)
#define CK_LANES 16
#define CK_ROWS 16
#define CK_FEWEST_ROWS 4
#define CK_VECTOR_ROWS 3
#define CK_TILE_DOT CK_TILE_DOT_U8
#define CK_TYPE u8
#define CK_ISA emulated_tiles
#include "../../CKernels/templates/names.inc"
#include "../../CKernels/templates/panel_vnni.inc"
#include "../../CKernels/templates/tiles.inc"
#include "../../CKernels/templates/tiles_u8.inc"
#include "../../CKernels/templates/unsigned_avx512.inc"
#pragma clang attribute pop
#endif
