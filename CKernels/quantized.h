// What the quantised kernels have in common (see "Quantised" in ckernels.h).
#ifndef CK_QUANTIZED_H
#define CK_QUANTIZED_H

#include <stdint.h>

enum { CK_LARGEST_S16 = 8191 };

static inline int64_t ck_pairs(int64_t depth) { return (depth + 1) / 2; }

#endif
