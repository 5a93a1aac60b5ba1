// Variant for AVX-512 (F, BW, VL, DQ, VPOPCNTDQ). Lists stay in 256-bit blocks: measured, 16 x 16 rotations in 512 bits
// are no faster on processors that split them. Bitmaps use the full width, with masked loads for the last words.
#include "SetKernels.h"
#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,bmi,bmi2,popcnt,lzcnt,avx512f,avx512bw,avx512vl,avx512dq,avx512vpopcntdq"))), apply_to = function)
// Compressed in a register, then stored: a compressing store is microcoded on some processors.
#define GYR_COMPRESS(V, MASK, OUT) \
  _mm256_storeu_si256((__m256i *)(OUT), _mm256_maskz_compress_epi32((__mmask8)(MASK), V))
#include "blocks256.h"
#include "columns.h"
#include "hub_rows.h"
#include "neighbourhood.h"

GYR_LIST_KERNELS

#define GYR_WORDS(BODY)                                                                       \
  for (uint32_t i = 0; i < words; i += 8) {                                                   \
    __mmask8 m = words - i >= 8 ? 0xFF : (__mmask8)((1u << (words - i)) - 1);                 \
    __m512i va = _mm512_maskz_loadu_epi64(m, a + i), vb = _mm512_maskz_loadu_epi64(m, b + i); \
    BODY;                                                                                     \
  }

static uint32_t and_count(const uint64_t *a, const uint64_t *b, uint32_t words) {
  if (words <= 2) return gyr_and_count_any(a, b, words);
  __m512i sum = _mm512_setzero_si512();
  GYR_WORDS(sum = _mm512_add_epi64(sum, _mm512_popcnt_epi64(_mm512_and_si512(va, vb))))
  return (uint32_t)_mm512_reduce_add_epi64(sum);
}

static uint32_t andnot_count(const uint64_t *a, const uint64_t *b, uint32_t words) {
  if (words <= 2) return gyr_andnot_count_any(a, b, words);
  __m512i sum = _mm512_setzero_si512();
  GYR_WORDS(sum = _mm512_add_epi64(sum, _mm512_popcnt_epi64(_mm512_andnot_si512(vb, va))))
  return (uint32_t)_mm512_reduce_add_epi64(sum);
}

static void and_store(const uint64_t *a, const uint64_t *b, uint32_t words, uint64_t *out) {
  if (words <= 2) { gyr_and_store_any(a, b, words, out); return; }
  GYR_WORDS(_mm512_mask_storeu_epi64(out + i, m, _mm512_and_si512(va, vb)))
}

static void andnot_store(const uint64_t *a, const uint64_t *b, uint32_t words, uint64_t *out) {
  if (words <= 2) { gyr_andnot_store_any(a, b, words, out); return; }
  GYR_WORDS(_mm512_mask_storeu_epi64(out + i, m, _mm512_andnot_si512(vb, va)))
}

// Sets of up to 512 vertices: t stays in one register while the rows stream by.
static uint64_t row_pairs(const uint64_t *s, const uint64_t *t, const uint64_t *rows, uint32_t words) {
  if (words <= 2 || words > 8) {
    if (words <= 2) return gyr_row_pairs_any(s, t, rows, words);
    uint64_t total = 0;
    for (uint32_t w = 0; w < words; w++)
      for (uint64_t bits = s[w]; bits; bits &= bits - 1)
        total += and_count(t, rows + (uint64_t)(w * 64 + (uint32_t)__builtin_ctzll(bits)) * words, words);
    return total;
  }
  __mmask8 m = (__mmask8)((1u << words) - 1);
  __m512i vt = _mm512_maskz_loadu_epi64(m, t), sum = _mm512_setzero_si512();
  for (uint32_t w = 0; w < words; w++)
    for (uint64_t bits = s[w]; bits; bits &= bits - 1) {
      const uint64_t *row = rows + (uint64_t)(w * 64 + (uint32_t)__builtin_ctzll(bits)) * words;
      sum = _mm512_add_epi64(sum, _mm512_popcnt_epi64(_mm512_and_si512(vt, _mm512_maskz_loadu_epi64(m, row))));
    }
  return (uint64_t)_mm512_reduce_add_epi64(sum);
}
static void and_counts(const uint64_t *s, const uint64_t *rows, uint32_t n, uint32_t words, uint32_t *out) {
  if (words == 1) { gyr_and_counts_any(s, rows, n, 1, out); return; }
  if (words == 2) { gyr_and_counts_any(s, rows, n, 2, out); return; }
  if (words > 8) {
    for (uint32_t x = 0; x < n; x++) out[x] = and_count(s, rows + (uint64_t)x * words, words);
    return;
  }
  __mmask8 m = (__mmask8)((1u << words) - 1);
  __m512i vs = _mm512_maskz_loadu_epi64(m, s);
  for (uint32_t x = 0; x < n; x++) {
    __m512i row = _mm512_maskz_loadu_epi64(m, rows + (uint64_t)x * words);
    out[x] = (uint32_t)_mm512_reduce_add_epi64(_mm512_popcnt_epi64(_mm512_and_si512(vs, row)));
  }
}
// As many registers of s as its words fill stay loaded while the rows stream by.
#define GYR_COUNTS_AT(REGISTERS)                                                                                     \
  for (uint32_t x = 0; x < n; x++) {                                                                                 \
    if (x + GYR_ROWS_AHEAD < n) {                                                                                    \
      const char *next = (const char *)(rows + (uint64_t)numbers[x + GYR_ROWS_AHEAD] * words);                       \
      for (uint32_t i = 0; i < REGISTERS; i++) __builtin_prefetch(next + 64 * i, 0, 3);                              \
    }                                                                                                                \
    const uint64_t *row = rows + (uint64_t)numbers[x] * words;                                                       \
    __m512i sum = _mm512_popcnt_epi64(                                                                               \
      _mm512_and_si512(vs[REGISTERS - 1], _mm512_maskz_loadu_epi64(m, row + 8 * (REGISTERS - 1))));                  \
    for (uint32_t i = 0; i + 1 < REGISTERS; i++)                                                                     \
      sum = _mm512_add_epi64(sum, _mm512_popcnt_epi64(_mm512_and_si512(vs[i], _mm512_loadu_si512(row + 8 * i))));    \
    out[x] = (uint32_t)_mm512_reduce_add_epi64(sum);                                                                 \
  }

static void and_counts_at(
  const uint64_t *s, const uint64_t *rows, const uint32_t *numbers, uint32_t n, uint32_t words, uint32_t *out) {
  if (words <= 2 || words > 32) { gyr_and_counts_at_any(s, rows, numbers, n, words, out); return; }
  uint32_t registers = (words + 7) / 8;
  __mmask8 m = (__mmask8)(0xFFu >> (8 * registers - words));
  __m512i vs[4];
  for (uint32_t i = 0; i + 1 < registers; i++) vs[i] = _mm512_loadu_si512(s + 8 * i);
  vs[registers - 1] = _mm512_maskz_loadu_epi64(m, s + 8 * (registers - 1));
  switch (registers) {
    case 1: GYR_COUNTS_AT(1) break;
    case 2: GYR_COUNTS_AT(2) break;
    case 3: GYR_COUNTS_AT(3) break;
    default: GYR_COUNTS_AT(4) break;
  }
}

#define gyr_extract _pext_u64
GYR_HUB_KERNELS
GYR_CLOSED_KERNELS
GYR_APEX_KERNELS
GYR_DEGREES_KERNELS
GYR_COLUMN_KERNELS(8)
#pragma clang attribute pop

const gyr_kernels gyr_avx512_kernels = {
  "avx512", intersect_count, intersect, subtract, intersect_counts,
  hub_intersect_counts, hub_intersect_count, hub_intersect, hub_subtract, gather_marked, probe_count, probe,
  and_count, andnot_count, and_store, andnot_store, row_pairs, and_counts, and_counts_at, closed_pairs, apex_sums, degrees_within,
  add_multiples,
};
#endif
