// The scalar updates of weights: the definition of what the others compute (see
// templates/updates.inc).
#include <math.h>

#include "ckernels.h"

void ck_add_f32_scalar(int64_t count, float factor, const float *x, float *y) {
  for (int64_t i = 0; i < count; i++) y[i] += factor * x[i];
}

void ck_sgd_f32_scalar(
    int64_t count, float rate, float momentum, const float *gradient, float *velocity,
    float *weights) {
  for (int64_t i = 0; i < count; i++) {
    velocity[i] = momentum * velocity[i] - rate * gradient[i];
    weights[i] += velocity[i];
  }
}

void ck_adam_f32_scalar(
    int64_t count, const ck_adam *settings, const float *gradient, float *mean, float *square,
    float *weights) {
  for (int64_t i = 0; i < count; i++) {
    const float g = gradient[i];
    mean[i] = settings->beta1 * mean[i] + (1 - settings->beta1) * g;
    square[i] = settings->beta2 * square[i] + (1 - settings->beta2) * g * g;
    const float root = sqrtf(square[i] / settings->correction2) + settings->epsilon;
    const float change = mean[i] / settings->correction1 / root + settings->decay * weights[i];
    weights[i] -= settings->learning_rate * change;
  }
}
