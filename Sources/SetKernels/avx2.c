// Variant for AVX2 with BMI and POPCNT.
#include "SetKernels.h"
#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,bmi,bmi2,popcnt,lzcnt"))), apply_to = function)
#include "compress_table.h"
#define GYR_COMPRESS(V, MASK, OUT)                                                                    \
  _mm256_storeu_si256((__m256i *)(OUT), _mm256_permutevar8x32_epi32(                                  \
    V, _mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)&gyr_compress_table[MASK]))))
#include "blocks256.h"
#include "columns.h"
#include "hub_rows.h"
#include "neighbourhood.h"

GYR_LIST_KERNELS
static uint32_t and_count(const uint64_t *a, const uint64_t *b, uint32_t w) { return gyr_and_count_any(a, b, w); }
static uint32_t andnot_count(const uint64_t *a, const uint64_t *b, uint32_t w) { return gyr_andnot_count_any(a, b, w); }
static void and_store(const uint64_t *a, const uint64_t *b, uint32_t w, uint64_t *out) { gyr_and_store_any(a, b, w, out); }
static void andnot_store(const uint64_t *a, const uint64_t *b, uint32_t w, uint64_t *out) { gyr_andnot_store_any(a, b, w, out); }
static uint64_t row_pairs(const uint64_t *s, const uint64_t *t, const uint64_t *rows, uint32_t w) {
  return gyr_row_pairs_any(s, t, rows, w);
}
static void and_counts(const uint64_t *s, const uint64_t *rows, uint32_t n, uint32_t w, uint32_t *out) {
  gyr_and_counts_any(s, rows, n, w, out);
}
static void and_counts_at(
  const uint64_t *s, const uint64_t *rows, const uint32_t *numbers, uint32_t n, uint32_t w, uint32_t *out) {
  gyr_and_counts_at_any(s, rows, numbers, n, w, out);
}
#define gyr_extract _pext_u64
GYR_HUB_KERNELS
GYR_CLOSED_KERNELS
GYR_APEX_KERNELS
GYR_DEGREES_KERNELS
GYR_COLUMN_KERNELS(4)
#pragma clang attribute pop

const gyr_kernels gyr_avx2_kernels = {
  "avx2", intersect_count, intersect, subtract, intersect_counts,
  hub_intersect_counts, hub_intersect_count, hub_intersect, hub_subtract, gather_marked, probe_count, probe,
  and_count, andnot_count, and_store, andnot_store, row_pairs, and_counts, and_counts_at, closed_pairs, apex_sums, degrees_within,
  add_multiples,
};
#endif
