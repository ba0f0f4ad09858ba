// The table: scalar kernels everywhere, overridden by better ones in the order of the list.
#include "ckernels.h"

#define CK_NEED_scalar CK_SCALAR
#define CK_NEED_avx2 CK_AVX2
#define CK_NEED_avx512f CK_AVX512F
#define CK_NEED_avx512vnni CK_AVX512VNNI
#define CK_NEED_avx512bf16 CK_AVX512BF16
#define CK_NEED_amx CK_AMX

static const ck_row rows[] = {
#define CK_KERNEL(operation, type, isa)                                        \
  {#operation,                                                                 \
   #type,                                                                      \
   #isa,                                                                       \
   "ck_" #operation "_" #type "_" #isa,                                        \
   CK_NEED_##isa,                                                              \
   offsetof(ck_table, operation##_##type),                                     \
   (void (*)(void))ck_##operation##_##type##_##isa},
#include "ckernels.inc"
};

int32_t ck_row_count(void) { return (int32_t)(sizeof rows / sizeof rows[0]); }

const ck_row *ck_row_at(int32_t index) { return &rows[index]; }

void ck_table_fill(ck_table *table, ck_isa cap) {
  for (int32_t i = 0; i < ck_row_count(); i++)
    if (rows[i].needs <= cap)
      __builtin_memcpy((char *)table + rows[i].slot, &rows[i].kernel, sizeof rows[i].kernel);
  table->lanes = cap >= CK_AVX512F ? 16 : 8;
  table->value_bits = cap >= CK_AVX512VNNI ? 8 : 14;
}
