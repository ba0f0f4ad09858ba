#include "sixteen_lanes.h"

#include "../../CKernels/product_shape.h"
#include "../../CKernels/steps.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
// All functions on vectors are inlined; none is called across this file's edge.
#pragma clang diagnostic ignored "-Wpsabi"
#define CK_LANES 16
#define CK_ROWS 6
#define CK_ISA sixteen_lanes
#include "../../CKernels/templates/all.inc"
#pragma clang attribute pop

// The kernels of the files beside.
#define CK_DECLARE_f32(operation)
#define CK_DECLARE_s8(operation)
#define CK_DECLARE_s16(operation)
#define CK_DECLARE_u8(operation) ck_##operation##_u8 ck_##operation##_u8_emulated_tiles;
#define CK_DECLARE_bf16(operation) \
  ck_##operation##_bf16 ck_##operation##_bf16_sixteen_lanes, ck_##operation##_bf16_emulated_tiles;
#define CK_OPERATION(operation, type, parameters) CK_DECLARE_##type(operation)
#include "ckernels.inc"

int ck_fill_sixteen_lanes(ck_table *table) {
  if (ck_detect() < CK_AVX2) return 0;
  ck_table_fill(table, CK_AVX2);
  // Only kernels on floats and bfloat16 are templates.
#define CK_TAKE_f32(operation) table->operation##_f32 = ck_##operation##_f32_sixteen_lanes;
#define CK_TAKE_bf16(operation) table->operation##_bf16 = ck_##operation##_bf16_sixteen_lanes;
#define CK_TAKE_s8(operation)
#define CK_TAKE_s16(operation)
#define CK_TAKE_u8(operation)
#define CK_OPERATION(operation, type, parameters) CK_TAKE_##type(operation)
#include "ckernels.inc"
  table->lanes = CK_LANES;
  return 1;
}

int ck_fill_emulated_tiles(ck_table *table) {
  if (!ck_fill_sixteen_lanes(table)) return 0;
#define CK_PUT_f32(operation)
#define CK_PUT_s8(operation)
#define CK_PUT_s16(operation)
#define CK_PUT_u8(operation) \
  if (ck_detect() >= CK_AVX512VNNI) table->operation##_u8 = ck_##operation##_u8_emulated_tiles;
#define CK_PUT_bf16(operation) table->operation##_bf16 = ck_##operation##_bf16_emulated_tiles;
#define CK_OPERATION(operation, type, parameters) CK_PUT_##type(operation)
#include "ckernels.inc"
  table->value_bits = 8;  // where vectors of bytes are missing, by the scalar kernels
  return 1;
}

#else

int ck_fill_sixteen_lanes(ck_table *table) {
  (void)table;
  return 0;
}

int ck_fill_emulated_tiles(ck_table *table) {
  (void)table;
  return 0;
}

#endif
