// Tyto's kernels: one table an operation, filled from one list of rows.
//
// Nothing here allocates, locks or touches a file: memory, scratch included, comes from the caller.
// Shapes by axis letters: T steps, B sequences, R rows of a packed batch, H cells, G = 4·H gate
// values in the order input, forget, candidate, output (i, f, g, o). All matrices are row-major.
#ifndef CKERNELS_H
#define CKERNELS_H

#include <stddef.h>
#include <stdint.h>

// Instruction sets, each a superset of those before it.
typedef enum ck_isa : int32_t {
  CK_SCALAR = 0,
  CK_AVX2 = 1,     // AVX2 and FMA
  CK_AVX512F = 2,  // AVX-512 foundation
  CK_AVX512VNNI = 3,  // and BW, DQ, VL, VNNI: products of bytes
  CK_AVX512BF16 = 4,  // and BF16: products of floats' upper halves
  CK_AMX = 5,         // and AMX's tiles of both
} ck_isa;

// Where the rows of a batch of sequences of unequal length stand: step t has `active[t]` sequences
// (non-increasing), which are the rows offsets[t] … offsets[t] + active[t] − 1.
typedef struct ck_layout {
  const int32_t *active;
  const int64_t *offsets;
  int64_t steps;
  int64_t sequences;
  int32_t reversed;  // steps are visited from the last to the first
  // For lstm_forward: how many of the steps, in the order of visits, have been visited before (their
  // states and outputs are read where they stand), and the row of the batch that is the first of
  // `gates`.
  int64_t visited, gates_row;
} ck_layout;

// c ← a·b + bias, or c ← c + a·b when accumulating; a is rows × depth, b depth × columns.
// Element (i, j) of each stands at i·row + j·column, so a transposed operand is swapped strides.
typedef struct ck_product {
  int64_t rows, columns, depth;
  const float *a;
  int64_t a_row, a_column;
  const float *b;
  int64_t b_row, b_column;
  float *c;
  int64_t c_row, c_column;
  const float *bias;  // columns values, or NULL; not with `accumulate`
  int32_t accumulate;
  // b by ck_pack_product, or NULL; with rows of a and of c one behind the other, and not accumulating.
  const float *packed;
} ck_product;

// Quantised: a weight is an integer from −127 to 127 times the scale of its row; a value is one of
// −8191 … 8191 times a scale, so that products of a depth up to 2064 are exact in 32 bits. Outputs
// of an LSTM, within ±1, have the scale 1/8191; other values one a row, the row's largest magnitude
// over 8191. Not a number becomes −8191. `pairs` of a depth or a width: the half, rounded up.
//
// c[r][j] ← bias[j] + row_scales[r]·column_scales[j]·Σ_k a[r][k]·b[j][k].
typedef struct ck_quantized_product {
  int64_t rows, columns, depth;
  const int16_t *a;          // by the operation quantize: rows 2·pairs apart
  const float *row_scales;
  const int8_t *b;           // by ck_pack_panels_s8
  const float *column_scales;
  const float *bias;         // columns values
  float *c;                  // rows × columns
} ck_quantized_product;

// Values of 8 bits, where the machine multiplies bytes: a value is an integer from −127 to 127 times its
// scale (1/127 for outputs of an LSTM), and is kept with 128 added, unsigned. `offsets` are −128·Σ of
// a column's weights, which takes that out of the sums. `quads` of a depth: a quarter, rounded up.
typedef struct ck_unsigned_product {
  int64_t rows, columns, depth;
  const uint8_t *a;          // by the operation quantize: rows 4·quads apart, memory for 15 more behind
  const float *row_scales;
  const int8_t *b;           // by ck_pack_panels_u8, as the next two
  const float *column_scales;
  const int32_t *offsets;
  const float *bias;         // columns values
  float *c;                  // rows × columns
} ck_unsigned_product;

// bfloat16: numbers of 16 bits that are the upper half of a float's, so 8 bits of precision and all of its
// range. What a kernel on them is given as floats it rounds, to the nearest even; sums, gates and states
// are floats. Along the depth two numbers stand side by side; an odd depth ends with a zero.
typedef uint16_t ck_bf16;

// See the operation weight_gradients.
typedef struct ck_weight_gradients {
  int64_t inputs, cells, columns;  // N, H, G
  const float *x, *hidden, *deltas;
  float *input_gradient, *recurrent_gradient, *bias_gradient;  // each overwritten
} ck_weight_gradients;

// One update of the Adam optimiser (Kingma and Ba 2015; decoupled decay: Loshchilov 2019).
typedef struct ck_adam {
  float learning_rate, beta1, beta2, epsilon, decay;
  float correction1, correction2;  // 1 − beta1^t, 1 − beta2^t
} ck_adam;

// The type of each operation, e.g. ck_lstm_forward_f32, and the kernels of that type.
#define CK_OPERATION(operation, type, parameters) typedef void ck_##operation##_##type parameters;
#include "ckernels.inc"
#define CK_KERNEL(operation, type, isa) ck_##operation##_##type ck_##operation##_##type##_##isa;
#include "ckernels.inc"

// The best kernel of each operation.
typedef struct ck_table {
#define CK_OPERATION(operation, type, parameters) ck_##operation##_##type *operation##_##type;
#include "ckernels.inc"
  // Floats in a vector, which sets the layout of packed weights: ck_pack_gates and ck_pack_panels.
  int32_t lanes;
  // Bits of quantised values: 14 (kernels of s16 and s8) or 8 (those of u8).
  int32_t value_bits;
} ck_table;

// One row of the list.
typedef struct ck_row {
  const char *operation, *type, *isa, *symbol;
  ck_isa needs;
  size_t slot;           // offset in ck_table
  void (*kernel)(void);  // to be cast to the operation's type
} ck_row;

// What this machine, the operating system included, can run.
ck_isa ck_detect(void);

// Fills the table with the scalar kernels, then with better ones up to `cap`, best last.
void ck_table_fill(ck_table *table, ck_isa cap);

int32_t ck_row_count(void);
const ck_row *ck_row_at(int32_t index);

// Packing: layouts that the kernels read front to back. Columns beyond the last are zeros.
//
// ck_pack_gates: recurrent weights, 4·cells × cells, of an LSTM for the forward pass:
//   [cells / lanes][k][gate][lane] = weights[(gate·cells + panel·lanes + lane)·cells + k].
// ck_pack_panels: any matrix as panels of 4·lanes columns:
//   [columns / (4·lanes)][k][column] = matrix[k·row + column·column_stride].
// ck_pack_product: the b of a product (ck_product.packed), as blocks of it in panels.
// The counts are the floats that each writes; ck_pack_product's is that of ck_pack_panels.
int64_t ck_packed_gates_count(int64_t cells, int32_t lanes);
int64_t ck_packed_panels_count(int64_t depth, int64_t columns, int32_t lanes);
void ck_pack_gates(int64_t cells, int32_t lanes, const float *weights, float *packed);
void ck_pack_panels(
    int64_t depth, int64_t columns, int64_t row, int64_t column, int32_t lanes,
    const float *matrix, float *packed);

void ck_pack_product(
    int64_t depth, int64_t columns, int64_t row, int64_t column, int32_t lanes,
    const float *matrix, float *packed);

// Quantised, with the scales of the rows: weights into gates as
//   [cells / 8][pairs][gate][lane of 8][2] (scales: [cells / 8][gate][lane]),
// and any columns × depth as
//   [columns / 32][pairs][column of 32][2] (scales: one a column, rounded up to 32).
// The counts are the bytes that each writes.
int64_t ck_packed_gates_s8_count(int64_t cells);
int64_t ck_packed_panels_s8_count(int64_t depth, int64_t columns);
void ck_pack_gates_s8(int64_t cells, const float *weights, int8_t *packed, float *scales);
void ck_pack_panels_s8(
    int64_t depth, int64_t columns, const float *matrix, int8_t *packed, float *scales);
int64_t ck_lstm_forward_s8_scratch(int64_t sequences, int64_t cells);

// The same for values of 8 bits, with scales and offsets a column; gates as
//   [cells / 16][quads][gate][lane of 16][4] (scales and offsets: [cells / 16][gate][lane]),
// and any columns × depth as
//   [columns / 64][quads][column of 64][4] (scales and offsets: one a column, rounded up to 64).
int64_t ck_packed_gates_u8_count(int64_t cells);
int64_t ck_packed_panels_u8_count(int64_t depth, int64_t columns);
void ck_pack_gates_u8(
    int64_t cells, const float *weights, int8_t *packed, float *scales, int32_t *offsets);
void ck_pack_panels_u8(
    int64_t depth, int64_t columns, const float *matrix, int8_t *packed, float *scales,
    int32_t *offsets);
int64_t ck_lstm_forward_u8_scratch(int64_t sequences, int64_t cells);  // in bytes

// bfloat16: recurrent weights as [cells / lanes][pair][gate][lane][2], any matrix as
// [columns / (4·lanes)][pair][column][2]. The counts are the numbers that each writes.
int64_t ck_packed_gates_bf16_count(int64_t cells, int32_t lanes);
int64_t ck_packed_panels_bf16_count(int64_t depth, int64_t columns, int32_t lanes);
void ck_pack_gates_bf16(int64_t cells, int32_t lanes, const float *weights, ck_bf16 *packed);
void ck_pack_panels_bf16(
    int64_t depth, int64_t columns, int64_t row, int64_t column, int32_t lanes,
    const float *matrix, ck_bf16 *packed);
// Numbers of scratch: of lstm_forward_bf16 (columns = cells) and lstm_backward_bf16 (4·cells); of a product.
int64_t ck_lstm_bf16_scratch(int64_t sequences, int64_t columns);
int64_t ck_product_bf16_scratch(const ck_product *product);

// Floats of scratch that a kernel needs from its caller, on a 64-byte boundary.
int64_t ck_product_scratch(const ck_product *product);
int64_t ck_weight_gradients_scratch(const ck_weight_gradients *gradients);

#endif
