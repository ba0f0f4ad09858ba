// The scalar operations on the rows of a matrix: the definition of what the others compute (see
// templates/softmax.inc and rows.inc).
#include <math.h>

#include "ckernels.h"

void ck_softmax_f32_scalar(int64_t rows, int64_t columns, float *values) {
  for (int64_t r = 0; r < rows; r++) {
    float *row = values + r * columns;
    float largest = -INFINITY, sum = 0;
    for (int64_t i = 0; i < columns; i++) largest = row[i] > largest ? row[i] : largest;
    for (int64_t i = 0; i < columns; i++) {
      row[i] = expf(row[i] - largest);
      sum += row[i];
    }
    for (int64_t i = 0; i < columns; i++) row[i] /= sum;
  }
}

void ck_add_bias_f32_scalar(int64_t rows, int64_t columns, const float *bias, float *values) {
  for (int64_t r = 0; r < rows; r++)
    for (int64_t i = 0; i < columns; i++) values[r * columns + i] += bias[i];
}

void ck_sum_rows_f32_scalar(int64_t rows, int64_t columns, const float *values, float *sums) {
  for (int64_t r = 0; r < rows; r++)
    for (int64_t i = 0; i < columns; i++) sums[i] += values[r * columns + i];
}
