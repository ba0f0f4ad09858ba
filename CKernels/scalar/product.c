// The scalar product: the definition of what the others compute (see templates/product.inc).
#include "ckernels.h"

void ck_product_f32_scalar(const ck_product *p, float *scratch) {
  (void)scratch;
  for (int64_t i = 0; i < p->rows; i++) {
    float *row = p->c + i * p->c_row;
    if (!p->accumulate)
      for (int64_t j = 0; j < p->columns; j++) row[j * p->c_column] = p->bias ? p->bias[j] : 0;
    for (int64_t k = 0; k < p->depth; k++) {
      const float factor = p->a[i * p->a_row + k * p->a_column];
      const float *b = p->b + k * p->b_row;
      for (int64_t j = 0; j < p->columns; j++) row[j * p->c_column] += factor * b[j * p->b_column];
    }
  }
}
