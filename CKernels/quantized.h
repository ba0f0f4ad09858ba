// What the quantised kernels have in common (see "Quantised" in ckernels.h).
#ifndef CK_QUANTIZED_H
#define CK_QUANTIZED_H

#include <stdint.h>

enum { CK_LARGEST_S16 = 8191, CK_LARGEST_S8 = 127, CK_ZERO_U8 = 128 };

static inline int64_t ck_pairs(int64_t depth) { return (depth + 1) / 2; }

static inline int64_t ck_quads(int64_t depth) { return (depth + 3) / 4; }

// Bytes of a row of outputs in the scratch of lstm_forward_u8.
static inline int64_t ck_unsigned_width(int64_t cells) { return (cells + 15) / 16 * 16; }

#endif
