// Rounding floats to bfloat16 (see there in ckernels.h).
#ifndef CK_BF16_H
#define CK_BF16_H

#include "ckernels.h"

// To the nearest, ties to the even one. Not a number stays one.
static inline ck_bf16 ck_narrowed(float value) {
  uint32_t bits;
  __builtin_memcpy(&bits, &value, sizeof bits);
  if (value != value) return (ck_bf16)(bits >> 16 | 0x40);
  return (ck_bf16)((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

static inline float ck_widened(ck_bf16 number) {
  const uint32_t bits = (uint32_t)number << 16;
  float value;
  __builtin_memcpy(&value, &bits, sizeof value);
  return value;
}

// Rounded up to pairs.
static inline int64_t ck_even(int64_t count) { return count + (count & 1); }

#endif
