// What this machine can do at most, as work whose time the caller takes: the benchmarks' shares of
// peak are shares of these. Each kernel is one loop that keeps one unit of the core busy and does
// nothing else; none allocates, and all are safe to call from any thread.
#ifndef CKERNELS_PEAK_H
#define CKERNELS_PEAK_H

#include <stddef.h>
#include <stdint.h>

/// Arithmetic: multiply-adds on registers (or tiles) alone, no memory traffic.
typedef struct {
  /// What the products are made of: "f32", "bf16" (sums in f32) or "int8" (sums in int32).
  const char *type;
  /// The instruction set: "baseline", "avx2", "avx512f", "avx512bf16", "avx512vnni" or "amx".
  const char *isa;
  /// Operations in a round; a multiply-add counts as two.
  double operations_per_round;
  /// Does `rounds` rounds. The result depends on every one of them and is finite.
  float (*run)(int64_t rounds);
} ck_peak_arithmetic;

/// Reading: sums `count` floats at `data` (64-byte aligned, count a multiple of 128), `passes` times
/// over. What `count` fits into (L1, L2, L3, memory) is the level that is measured.
typedef struct {
  const char *isa;
  float (*run)(const float *data, size_t count, int64_t passes);
} ck_peak_read;

/// Writes the arithmetic kernels that this machine can run, `capacity` at most and best last within
/// a type, and returns how many there are.
size_t ck_peak_arithmetic_kernels(const ck_peak_arithmetic **kernels, size_t capacity);

/// The best reading kernel that this machine can run.
const ck_peak_read *ck_peak_read_kernel(void);

/// The compiler that built the kernels, as it names itself.
const char *ck_peak_compiler(void);

#endif
