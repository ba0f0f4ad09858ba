// What the processor has and the operating system saves: CPUID alone is not enough, a system that
// does not save the wide registers (XGETBV) would corrupt them at every context switch.
#include "ckernels.h"

#if defined(__x86_64__)
#include <cpuid.h>
#if defined(__linux__)
#include <sys/syscall.h>
#include <unistd.h>
#endif

// Extended control register 0: which register states the system saves.
static uint64_t saved_states(void) {
  uint32_t low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return (uint64_t)high << 32 | low;
}

// Tiles of bytes and of bfloat16, given EDX of leaf 7 and the states that the system saves. Leaf 0x1D, which tells their
// sizes, is never read: virtual machines hide it. Palette 1 is what there is.
static int has_tiles(uint32_t features, uint64_t states) {
#if defined(__linux__)
  const uint32_t wanted = 1u << 22 | 1u << 24 | 1u << 25;
  const uint64_t tiles = 0x60000;  // their shapes and their data
  // Linux saves the data only for processes that asked: ARCH_REQ_XCOMP_PERM, XTILEDATA.
  return (features & wanted) == wanted && (states & tiles) == tiles
         && syscall(SYS_arch_prctl, 0x1023, 18) == 0;
#else
  (void)features, (void)states;
  return 0;
#endif
}

ck_isa ck_detect(void) {
  uint32_t a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d)) return CK_SCALAR;
  const uint32_t fma = 1u << 12, osxsave = 1u << 27, avx = 1u << 28;
  if ((c & (fma | osxsave | avx)) != (fma | osxsave | avx)) return CK_SCALAR;
  const uint64_t states = saved_states();
  const uint64_t ymm = 0x06;  // SSE and AVX
  const uint64_t zmm = 0xe6;  // those, the mask registers and both halves of AVX-512
  if ((states & ymm) != ymm) return CK_SCALAR;
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return CK_SCALAR;
  const uint32_t avx2 = 1u << 5, avx512f = 1u << 16;
  if (!(b & avx2)) return CK_SCALAR;
  if (!(b & avx512f) || (states & zmm) != zmm) return CK_AVX2;
  const uint32_t dq = 1u << 17, bw = 1u << 30, vl = 1u << 31, vnni = 1u << 11;
  if ((b & (dq | bw | vl)) != (dq | bw | vl) || !(c & vnni)) return CK_AVX512F;
  const uint32_t features = d, bf16 = 1u << 5;
  if (a < 1 || !__get_cpuid_count(7, 1, &a, &b, &c, &d) || !(a & bf16)) return CK_AVX512VNNI;
  return has_tiles(features, states) ? CK_AMX : CK_AVX512BF16;
}

#else

ck_isa ck_detect(void) { return CK_SCALAR; }

#endif
