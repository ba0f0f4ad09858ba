// The kernels' templates at the width of AVX-512, compiled for AVX2, so that machines without
// AVX-512 test what its instance does: tiles of 6 rows, panels of 64 columns, tails up to 15.
#ifndef SIXTEEN_LANES_H
#define SIXTEEN_LANES_H

#include "ckernels.h"

// Whether the table was filled: this machine has AVX2.
int ck_fill_sixteen_lanes(ck_table *table);

// The same with the kernels for AMX's tiles, whose instructions are functions in C.
int ck_fill_emulated_tiles(ck_table *table);

#endif
