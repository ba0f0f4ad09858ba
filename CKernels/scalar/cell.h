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

// The derivatives of cell j of a row, given dh: writes its δ and what goes on to the state before. `after`: what came
// from the step after, or NULL where the sequence ends; it may be `carried`.
static inline void ck_cell_backward(
    int64_t cells, int64_t j, float dh, const float *peepholes, float past, const float *gate,
    float c, const float *after, float *delta, float *peephole_gradient, float *carried) {
  const float i = gate[j], f = gate[cells + j], g = gate[2 * cells + j], o = gate[3 * cells + j];
  const float squashed = tanhf(c);
  const float d_o = dh * squashed * o * (1 - o);
  float dc = dh * o * (1 - squashed * squashed);
  if (after) dc += after[j];
  if (peepholes) dc += d_o * peepholes[2 * cells + j];
  const float d_i = dc * g * i * (1 - i);
  const float d_f = dc * past * f * (1 - f);
  const float d_g = dc * i * (1 - g * g);
  float carry = dc * f;
  if (peepholes) {
    carry += d_i * peepholes[j] + d_f * peepholes[cells + j];
    peephole_gradient[j] += d_i * past;
    peephole_gradient[cells + j] += d_f * past;
    peephole_gradient[2 * cells + j] += d_o * c;
  }
  carried[j] = carry;
  delta[j] = d_i;
  delta[cells + j] = d_f;
  delta[2 * cells + j] = d_g;
  delta[3 * cells + j] = d_o;
}

#endif
