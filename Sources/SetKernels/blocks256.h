// List x list in blocks of 8 against 8: every pair of the two blocks is compared by rotating one of them, then the
// block with the smaller maximum moves on (the all-pairs scheme of Katsov 2012; Inoue et al., VLDB 2014).
// The last, partial blocks are filled with sentinels that are no vertex number, so that no scalar tail is left.
// Included by the 256- and 512-bit variants, which differ in how they compress the hits: GYR_COMPRESS(v, mask, out).
#ifndef GYR_BLOCKS256_H
#define GYR_BLOCKS256_H
#include <immintrin.h>
#include "scalar.h"

#define GYR_SENTINEL_A 0xFFFFFFFFu
#define GYR_SENTINEL_B 0xFFFFFFFEu

static inline __m256i gyr_load_block(const uint32_t *list, uint32_t rest, uint32_t sentinel) {
  __m256i v = _mm256_loadu_si256((const __m256i *)list);
  if (rest >= 8) return v;
  __m256i lane = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  __m256i valid = _mm256_cmpgt_epi32(_mm256_set1_epi32((int)rest), lane);
  return _mm256_blendv_epi8(_mm256_set1_epi32((int)sentinel), v, valid);
}

// Bit i: element i of va stands somewhere in vb.
static inline uint32_t gyr_match_block(__m256i va, __m256i vb) {
  __m256i swapped = _mm256_permute2x128_si256(vb, vb, 1);
  __m256i m0 = _mm256_cmpeq_epi32(va, vb);
  __m256i m1 = _mm256_cmpeq_epi32(va, _mm256_shuffle_epi32(vb, 0x39));
  __m256i m2 = _mm256_cmpeq_epi32(va, _mm256_shuffle_epi32(vb, 0x4E));
  __m256i m3 = _mm256_cmpeq_epi32(va, _mm256_shuffle_epi32(vb, 0x93));
  __m256i m4 = _mm256_cmpeq_epi32(va, swapped);
  __m256i m5 = _mm256_cmpeq_epi32(va, _mm256_shuffle_epi32(swapped, 0x39));
  __m256i m6 = _mm256_cmpeq_epi32(va, _mm256_shuffle_epi32(swapped, 0x4E));
  __m256i m7 = _mm256_cmpeq_epi32(va, _mm256_shuffle_epi32(swapped, 0x93));
  __m256i any = _mm256_or_si256(
    _mm256_or_si256(_mm256_or_si256(m0, m1), _mm256_or_si256(m2, m3)),
    _mm256_or_si256(_mm256_or_si256(m4, m5), _mm256_or_si256(m6, m7)));
  return (uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(any));
}

// Runs BODY for every pair of blocks; `va` and the mask `hits` are in scope. DONE_A runs when a block of a is finished.
#define GYR_BLOCKS(BODY, DONE_A)                                                  \
  uint32_t i = 0, j = 0;                                                          \
  while (i < na && j < nb) {                                                      \
    __m256i va = gyr_load_block(a + i, na - i, GYR_SENTINEL_A);                   \
    __m256i vb = gyr_load_block(b + j, nb - j, GYR_SENTINEL_B);                   \
    uint32_t amax = na - i >= 8 ? a[i + 7] : GYR_SENTINEL_A;                      \
    uint32_t bmax = nb - j >= 8 ? b[j + 7] : GYR_SENTINEL_A;                      \
    uint32_t hits = gyr_match_block(va, vb);                                      \
    BODY;                                                                         \
    if (amax <= bmax) { DONE_A; i += 8; }                                         \
    if (bmax <= amax) j += 8;                                                     \
  }

static inline uint32_t gyr_block_count(const uint32_t *a, uint32_t na, const uint32_t *b, uint32_t nb) {
  uint32_t found = 0;
  GYR_BLOCKS(found += (uint32_t)__builtin_popcount(hits), )
  return found;
}

#define GYR_BLOCK_INTERSECT                                                       \
  uint32_t found = 0;                                                             \
  GYR_BLOCKS(GYR_COMPRESS(va, hits, out + found); found += (uint32_t)__builtin_popcount(hits), )  \
  return found;

#define GYR_BLOCK_SUBTRACT                                                        \
  uint32_t kept = 0, seen = 0;                                                    \
  GYR_BLOCKS(seen |= hits,                                                        \
    uint32_t rest = na - i >= 8 ? 0xFF : (1u << (na - i)) - 1;                    \
    uint32_t keep = ~seen & rest;                                                 \
    GYR_COMPRESS(va, keep, out + kept);                                           \
    kept += (uint32_t)__builtin_popcount(keep);                                   \
    seen = 0)                                                                     \
  while (i < na) {                                                                \
    uint32_t rest = na - i >= 8 ? 0xFF : (1u << (na - i)) - 1;                    \
    uint32_t keep = ~seen & rest;                                                 \
    GYR_COMPRESS(_mm256_loadu_si256((const __m256i *)(a + i)), keep, out + kept); \
    kept += (uint32_t)__builtin_popcount(keep);                                   \
    seen = 0;                                                                     \
    i += 8;                                                                       \
  }                                                                               \
  return kept;

#define GYR_LIST_KERNELS                                                                                              \
  static uint32_t intersect_count(const uint32_t *a, uint32_t na, const uint32_t *b, uint32_t nb) {                   \
    if (gyr_skewed(na, nb)) return gyr_gallop_count(a, na, b, nb);                                                    \
    if (gyr_skewed(nb, na)) return gyr_gallop_count(b, nb, a, na);                                                    \
    return gyr_block_count(a, na, b, nb);                                                                             \
  }                                                                                                                   \
  GYR_INTERSECT_COUNTS(intersect_count)                                                                               \
  static uint32_t intersect(const uint32_t *a, uint32_t na, const uint32_t *b, uint32_t nb, uint32_t *out) {          \
    if (gyr_skewed(na, nb)) return gyr_gallop(a, na, b, nb, out);                                                     \
    if (gyr_skewed(nb, na)) return gyr_gallop(b, nb, a, na, out);                                                     \
    GYR_BLOCK_INTERSECT                                                                                               \
  }                                                                                                                   \
  static uint32_t subtract(const uint32_t *a, uint32_t na, const uint32_t *b, uint32_t nb, uint32_t *out) {           \
    if (gyr_skewed(na, nb)) return gyr_subtract_any(a, na, b, nb, out);                                               \
    GYR_BLOCK_SUBTRACT                                                                                                \
  }                                                                                                                   \
  static uint32_t probe_count(const uint32_t *a, uint32_t na, const uint64_t *m) { return gyr_probe_count_any(a, na, m); } \
  static uint32_t probe(const uint32_t *a, uint32_t na, const uint64_t *m, uint32_t keep, uint32_t *out) {            \
    return gyr_probe_any(a, na, m, keep, out);                                                                        \
  }

#endif
