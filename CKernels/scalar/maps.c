// The scalar functions of every element: the definition of what the others compute, by the C
// library (see templates/maps.inc).
#include <math.h>

#include "ckernels.h"

void ck_sigmoid_f32_scalar(int64_t count, const float *x, float *y) {
  for (int64_t i = 0; i < count; i++) y[i] = 1 / (1 + expf(-x[i]));
}

void ck_tanh_f32_scalar(int64_t count, const float *x, float *y) {
  for (int64_t i = 0; i < count; i++) y[i] = tanhf(x[i]);
}

void ck_exp_f32_scalar(int64_t count, const float *x, float *y) {
  for (int64_t i = 0; i < count; i++) y[i] = expf(x[i]);
}

void ck_log_f32_scalar(int64_t count, const float *x, float *y) {
  for (int64_t i = 0; i < count; i++) y[i] = logf(x[i]);
}
