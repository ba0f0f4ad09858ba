// How ck_product_f32 goes about a product, for the kernel and for the caller's scratch.
#ifndef CK_PRODUCT_SHAPE_H
#define CK_PRODUCT_SHAPE_H

#include "ckernels.h"

// Floats for the packed blocks of b (160 × 512) and of a (96 × 160).
static inline int64_t ck_product_blocks(void) { return 160 * 512 + 96 * 160; }

// Whether the transpose is computed: a weight gradient, aᵀ·b with both read along their rows, more
// rows than columns. Packing then copies whole rows of the larger matrix, and a narrow b does not
// fill panels with zeros.
static inline int ck_product_flips(const ck_product *p) {
  return p->a_column != 1 && p->a_row == 1 && p->b_column == 1 && p->rows > p->columns;
}

#endif
