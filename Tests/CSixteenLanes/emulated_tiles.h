// AMX's tile instructions in plain C, so that machines without them test the kernels that use them. What the
// hardware refuses ends the process.
#ifndef EMULATED_TILES_H
#define EMULATED_TILES_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define CK_TILE_CONFIGURE(shapes) emulate_configure(shapes)
#define CK_TILE_RELEASE() (emulated.is_open = 0)
#define CK_TILE_ZERO(tile) emulate_zero(tile)
#define CK_TILE_LOAD(tile, base, stride) emulate_load(tile, (const uint8_t *)(base), stride)
#define CK_TILE_STORE(tile, base, stride) emulate_store(tile, (uint8_t *)(base), stride)
#define CK_TILE_DOT_BF16(sums, a, b) emulate_dot_bf16(sums, a, b)
#define CK_TILE_DOT_U8(sums, a, b) emulate_dot_u8(sums, a, b)

#include "../../CKernels/tiles.h"

static _Thread_local struct {
  int is_open;
  ck_tile_shapes shapes;
  uint8_t bytes[8][16][64];
} emulated;

static void demand(int holds) {
  if (!holds) abort();
}

static void emulate_configure(const ck_tile_shapes *shapes) {
  demand(shapes->palette == 1 && shapes->start_row == 0);
  for (int i = 0; i < 14; i++) demand(shapes->reserved[i] == 0);
  for (int i = 0; i < 16; i++) {
    demand(shapes->row_bytes[i] <= (i < 8 ? 64 : 0) && shapes->rows[i] <= (i < 8 ? 16 : 0));
    demand((shapes->row_bytes[i] == 0) == (shapes->rows[i] == 0));
  }
  memset(&emulated, 0, sizeof emulated);
  emulated.shapes = *shapes;
  emulated.is_open = 1;
}

static void emulate_zero(int tile) {
  demand(emulated.is_open && emulated.shapes.rows[tile] > 0);
  memset(emulated.bytes[tile], 0, sizeof emulated.bytes[tile]);
}

static void emulate_load(int tile, const uint8_t *base, int64_t stride) {
  emulate_zero(tile);
  for (int r = 0; r < emulated.shapes.rows[tile]; r++)
    memcpy(emulated.bytes[tile][r], base + r * stride, emulated.shapes.row_bytes[tile]);
}

static void emulate_store(int tile, uint8_t *base, int64_t stride) {
  demand(emulated.is_open && emulated.shapes.rows[tile] > 0);
  for (int r = 0; r < emulated.shapes.rows[tile]; r++)
    memcpy(base + r * stride, emulated.bytes[tile][r], emulated.shapes.row_bytes[tile]);
}

// The shapes that a product's operands must have.
static void check_product(int sums, int a, int b) {
  const ck_tile_shapes *s = &emulated.shapes;
  demand(emulated.is_open && s->rows[sums] == s->rows[a] && s->row_bytes[sums] == s->row_bytes[b]);
  demand(s->row_bytes[a] == 4 * s->rows[b] && s->rows[b] > 0);
}

static inline float upper_half(const uint8_t *bytes) {
  uint8_t whole[4] = {0, 0, bytes[0], bytes[1]};
  float value;
  memcpy(&value, whole, sizeof value);
  return value;
}

static inline void emulate_dot_bf16(int sums, int a, int b) {
  check_product(sums, a, b);
  for (int m = 0; m < emulated.shapes.rows[sums]; m++)
    for (int n = 0; n < emulated.shapes.row_bytes[sums] / 4; n++) {
      float sum[3] = {0, 0, 0};
      memcpy(sum, &emulated.bytes[sums][m][4 * n], sizeof *sum);
      for (int k = 0; k < emulated.shapes.rows[b]; k++)
        for (int i = 0; i < 2; i++)
          sum[1 + i] += upper_half(&emulated.bytes[a][m][4 * k + 2 * i])
                        * upper_half(&emulated.bytes[b][k][4 * n + 2 * i]);
      sum[0] += sum[1] + sum[2];
      memcpy(&emulated.bytes[sums][m][4 * n], sum, sizeof *sum);
    }
}

static inline void emulate_dot_u8(int sums, int a, int b) {
  check_product(sums, a, b);
  for (int m = 0; m < emulated.shapes.rows[sums]; m++)
    for (int n = 0; n < emulated.shapes.row_bytes[sums] / 4; n++) {
      int32_t sum;
      memcpy(&sum, &emulated.bytes[sums][m][4 * n], sizeof sum);
      for (int k = 0; k < emulated.shapes.rows[b]; k++)
        for (int i = 0; i < 4; i++)
          sum += emulated.bytes[a][m][4 * k + i] * (int8_t)emulated.bytes[b][k][4 * n + i];
      memcpy(&emulated.bytes[sums][m][4 * n], &sum, sizeof sum);
    }
}

#endif
