#include "sixteen_lanes.h"

#include "emulated_tiles.h"

#include "../../CKernels/bf16.h"
#include "../../CKernels/product_shape.h"
#include "../../CKernels/steps.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
// All functions on vectors are inlined; none is called across this file's edge.
#pragma clang diagnostic ignored "-Wpsabi"
#define CK_LANES 16
#define CK_ROWS 16
#define CK_FEWEST_ROWS 1
#define CK_VECTOR_ROWS 1
#define CK_TILE_DOT CK_TILE_DOT_BF16
#define CK_ISA emulated_tiles
#include "../../CKernels/templates/all_bf16.inc"
#pragma clang attribute pop
#endif
