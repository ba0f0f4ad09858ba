// The gates of one cell, for the scalar kernels.
#ifndef CK_CELL_H
#define CK_CELL_H

#include <math.h>
#include <stdint.h>

static inline float ck_sigmoid(float x) { return 1 / (1 + expf(-x)); }

// Cell j of a row from the sums of its gates' products and its state before; writes the gates'
// activations and the state, and returns the output.
static inline float ck_cell(
    int64_t cells, int64_t j, const float sums[4], const float *peepholes, float before,
    float *gates, float *state) {
  const float hole_i = peepholes ? peepholes[j] : 0;
  const float hole_f = peepholes ? peepholes[cells + j] : 0;
  const float hole_o = peepholes ? peepholes[2 * cells + j] : 0;
  const float i = ck_sigmoid(sums[0] + hole_i * before);
  const float f = ck_sigmoid(sums[1] + hole_f * before);
  const float g = tanhf(sums[2]);
  const float c = f * before + i * g;
  const float o = ck_sigmoid(sums[3] + hole_o * c);
  gates[j] = i;
  gates[cells + j] = f;
  gates[2 * cells + j] = g;
  gates[3 * cells + j] = o;
  state[j] = c;
  return o * tanhf(c);
}

#endif
