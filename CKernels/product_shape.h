// How ck_product_f32 goes about a product, for the kernel and for the caller's scratch.
#ifndef CK_PRODUCT_SHAPE_H
#define CK_PRODUCT_SHAPE_H

#include "ckernels.h"

// The blocks that b is packed by, and the rows of a that are packed together where they have to be.
enum { ROW_BLOCK = 96, DEPTH_BLOCK = 160, COLUMN_BLOCK = 512 };

// Rows of the batch that weight_gradients packs together: the sums, too large for L2, are read and
// written once a block (640 rows are 7 to 10 % faster than 160 with 256 cells).
enum { BATCH_BLOCK = 640 };

// Floats for the packed blocks of b and of a.
static inline int64_t ck_product_blocks(void) {
  return DEPTH_BLOCK * COLUMN_BLOCK + ROW_BLOCK * DEPTH_BLOCK;
}

// The depth is cut evenly.
static inline int64_t ck_depth_blocks(int64_t depth) {
  return depth > 0 ? (depth + DEPTH_BLOCK - 1) / DEPTH_BLOCK : 1;
}

// Whether the transpose is computed: a weight gradient, aᵀ·b with both read along their rows, more
// rows than columns. Packing then copies whole rows of the larger matrix, and a narrow b does not
// fill panels with zeros.
static inline int ck_product_flips(const ck_product *p) {
  return p->a_column != 1 && p->a_row == 1 && p->b_column == 1 && p->rows > p->columns;
}

#endif
