#include "sixteen_lanes.h"

#include "../../CKernels/bf16.h"
#include "../../CKernels/product_shape.h"
#include "../../CKernels/steps.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
// All functions on vectors are inlined; none is called across this file's edge.
#pragma clang diagnostic ignored "-Wpsabi"
#define CK_LANES 16
#define CK_ROWS 5
#define CK_ISA sixteen_lanes
#include "../../CKernels/templates/all_bf16.inc"
#pragma clang attribute pop
#endif
