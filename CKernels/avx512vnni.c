// The kernels on values of 8 bits for AVX-512 with VNNI: tiles of 6 rows × 4 vectors.
#include "ckernels.h"
#include "quantized.h"
#include "steps.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push(                                                          \
    __attribute__((target("avx2,fma,avx512f,avx512bw,avx512dq,avx512vl,avx512vnni"))), \
    apply_to = function)
#define CK_LANES 16
#define CK_ROWS 6
#define CK_TYPE u8
#define CK_ISA avx512vnni
#include "templates/names.inc"
#include "templates/panel_vnni.inc"
#include "templates/unsigned_avx512.inc"
#pragma clang attribute pop
#endif
