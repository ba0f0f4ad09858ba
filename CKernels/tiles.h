// AMX's tile instructions by name, so that tests can put their own in place of them.
#ifndef CK_TILES_H
#define CK_TILES_H

#include <stdint.h>

// What LDTILECFG reads: palette 1 has eight tiles of up to 16 rows of 64 bytes.
typedef struct ck_tile_shapes {
  uint8_t palette, start_row, reserved[14];
  uint16_t row_bytes[16];
  uint8_t rows[16];
} ck_tile_shapes;

#ifndef CK_TILE_CONFIGURE
#define CK_TILE_CONFIGURE(shapes) _tile_loadconfig(shapes)
#define CK_TILE_RELEASE() _tile_release()
#define CK_TILE_ZERO(tile) _tile_zero(tile)
#define CK_TILE_LOAD(tile, base, stride) _tile_loadd(tile, base, stride)
#define CK_TILE_STORE(tile, base, stride) _tile_stored(tile, base, stride)
#define CK_TILE_DOT_BF16(sums, a, b) _tile_dpbf16ps(sums, a, b)
#define CK_TILE_DOT_U8(sums, a, b) _tile_dpbusd(sums, a, b)
#endif

#endif
