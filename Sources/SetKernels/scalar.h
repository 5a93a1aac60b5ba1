// Portable forms, shared by every variant where vectors do not help. Included by each variant's file so that the
// compiler may inline and specialise them for that instruction set.
#ifndef GYR_SCALAR_H
#define GYR_SCALAR_H
#include "SetKernels.h"
#include "thresholds.h"

static inline int gyr_skewed(uint32_t small, uint32_t large) {
  return (uint64_t)small * GYR_GALLOP_RATIO < large;
}

// Each element of the short list is looked for in the long one, from where the last search ended.
#define GYR_GALLOP(BODY_FOUND)                                                     \
  uint32_t from = 0;                                                               \
  for (uint32_t i = 0; i < ns; i++) {                                              \
    uint32_t key = s[i], step = 1, low = from;                                     \
    while (low + step < nl && l[low + step] < key) { low += step; step *= 2; }     \
    uint32_t span = low + step < nl ? step + 1 : nl - low;                         \
    from = low + gyr_lower_bound(l + low, span, key);                              \
    if (from == nl) break;                                                         \
    if (l[from] == key) { BODY_FOUND; }                                            \
  }

static inline uint32_t gyr_gallop_count(const uint32_t *s, uint32_t ns, const uint32_t *l, uint32_t nl) {
  uint32_t found = 0;
  GYR_GALLOP(found++)
  return found;
}

static inline uint32_t gyr_gallop(const uint32_t *s, uint32_t ns, const uint32_t *l, uint32_t nl, uint32_t *out) {
  uint32_t found = 0;
  GYR_GALLOP(out[found++] = key)
  return found;
}

static inline uint32_t gyr_merge_count(const uint32_t *a, uint32_t na, const uint32_t *b, uint32_t nb) {
  uint32_t i = 0, j = 0, found = 0;
  while (i < na && j < nb) {
    uint32_t x = a[i], y = b[j];
    found += x == y;
    i += x <= y;
    j += y <= x;
  }
  return found;
}

static inline uint32_t gyr_merge(const uint32_t *a, uint32_t na, const uint32_t *b, uint32_t nb, uint32_t *out) {
  uint32_t i = 0, j = 0, found = 0;
  while (i < na && j < nb) {
    uint32_t x = a[i], y = b[j];
    out[found] = x;
    found += x == y;
    i += x <= y;
    j += y <= x;
  }
  return found;
}

// Difference, general shape: runs of a between two elements of b are kept. When b is long the search gallops.
static inline uint32_t gyr_subtract_any(const uint32_t *a, uint32_t na, const uint32_t *b, uint32_t nb, uint32_t *out) {
  uint32_t kept = 0;
  if (gyr_skewed(na, nb)) {
    uint32_t from = 0;
    for (uint32_t i = 0; i < na; i++) {
      uint32_t key = a[i];
      from += gyr_lower_bound(b + from, nb - from, key);
      out[kept] = key;
      kept += from == nb || b[from] != key;
    }
    return kept;
  }
  uint32_t i = 0, j = 0;
  while (i < na && j < nb) {
    uint32_t x = a[i], y = b[j];
    out[kept] = x;
    kept += x < y;
    i += x <= y;
    j += y <= x;
  }
  while (i < na) out[kept++] = a[i++];
  return kept;
}

static inline uint32_t gyr_probe_count_any(const uint32_t *a, uint32_t na, const uint64_t *marks) {
  uint32_t found = 0;
  for (uint32_t i = 0; i < na; i++) found += (uint32_t)(marks[a[i] >> 6] >> (a[i] & 63)) & 1;
  return found;
}

static inline uint32_t gyr_probe_any(const uint32_t *a, uint32_t na, const uint64_t *marks, uint32_t keep, uint32_t *out) {
  uint32_t found = 0;
  for (uint32_t i = 0; i < na; i++) {
    uint32_t x = a[i];
    uint32_t hit = (uint32_t)(marks[x >> 6] >> (x & 63)) & 1;
    out[found] = x;
    found += hit == keep;
  }
  return found;
}

static inline uint32_t gyr_and_count_any(const uint64_t *a, const uint64_t *b, uint32_t words) {
  uint32_t c = 0;
  if (words <= GYR_PLAIN_WORDS) {
#pragma clang loop vectorize(disable) unroll_count(4)
    for (uint32_t i = 0; i < words; i++) c += (uint32_t)__builtin_popcountll(a[i] & b[i]);
    return c;
  }
  for (uint32_t i = 0; i < words; i++) c += (uint32_t)__builtin_popcountll(a[i] & b[i]);
  return c;
}

static inline uint32_t gyr_andnot_count_any(const uint64_t *a, const uint64_t *b, uint32_t words) {
  uint32_t c = 0;
  for (uint32_t i = 0; i < words; i++) c += (uint32_t)__builtin_popcountll(a[i] & ~b[i]);
  return c;
}

static inline void gyr_and_store_any(const uint64_t *a, const uint64_t *b, uint32_t words, uint64_t *out) {
  for (uint32_t i = 0; i < words; i++) out[i] = a[i] & b[i];
}

static inline void gyr_andnot_store_any(const uint64_t *a, const uint64_t *b, uint32_t words, uint64_t *out) {
  for (uint32_t i = 0; i < words; i++) out[i] = a[i] & ~b[i];
}

// `words` is a constant where this is inlined for a length of its own.
static inline __attribute__((always_inline)) uint64_t gyr_row_pairs_of(
  const uint64_t *s, const uint64_t *t, const uint64_t *rows, uint32_t words) {
  uint64_t total = 0;
  for (uint32_t w = 0; w < words; w++)
    for (uint64_t bits = s[w]; bits; bits &= bits - 1) {
      const uint64_t *row = rows + (uint64_t)(w * 64 + (uint32_t)__builtin_ctzll(bits)) * words;
#pragma clang loop vectorize(disable) unroll(full)
      for (uint32_t i = 0; i < words; i++) total += (uint64_t)__builtin_popcountll(t[i] & row[i]);
    }
  return total;
}

static inline uint64_t gyr_row_pairs_any(const uint64_t *s, const uint64_t *t, const uint64_t *rows, uint32_t words) {
#define GYR_LENGTH(N) case N: return gyr_row_pairs_of(s, t, rows, N);
  switch (words) {
    GYR_LENGTH(1) GYR_LENGTH(2) GYR_LENGTH(3) GYR_LENGTH(4) GYR_LENGTH(5) GYR_LENGTH(6)
    GYR_LENGTH(7) GYR_LENGTH(8) GYR_LENGTH(9) GYR_LENGTH(10) GYR_LENGTH(11) GYR_LENGTH(12)
  }
#undef GYR_LENGTH
  uint64_t total = 0;
  for (uint32_t w = 0; w < words; w++)
    for (uint64_t bits = s[w]; bits; bits &= bits - 1) {
      uint32_t x = w * 64 + (uint32_t)__builtin_ctzll(bits);
      total += gyr_and_count_any(t, rows + (uint64_t)x * words, words);
    }
  return total;
}

// Rows that are read in no order are asked for so many steps ahead.
#define GYR_ROWS_AHEAD 6

static inline void gyr_and_counts_at_any(
  const uint64_t *s, const uint64_t *rows, const uint32_t *numbers, uint32_t n, uint32_t words, uint32_t *out) {
  for (uint32_t x = 0; x < n; x++) {
    if (x + GYR_ROWS_AHEAD < n) __builtin_prefetch(rows + (uint64_t)numbers[x + GYR_ROWS_AHEAD] * words, 0, 3);
    out[x] = gyr_and_count_any(s, rows + (uint64_t)numbers[x] * words, words);
  }
}

static inline void gyr_and_counts_any(const uint64_t *s, const uint64_t *rows, uint32_t n, uint32_t words, uint32_t *out) {
  for (uint32_t x = 0; x < n; x++) out[x] = gyr_and_count_any(s, rows + (uint64_t)x * words, words);
}

// Body of intersect_counts; INTERSECT_COUNT is the variant's own list x list count. The next list is prefetched while
// the current one is worked on: the lists of one neighbourhood lie all over memory.
#define GYR_INTERSECT_COUNTS(INTERSECT_COUNT)                                                               \
  static void intersect_counts(const uint32_t *a, uint32_t na, const uint64_t *offsets, const uint32_t *targets, \
                               const uint32_t *lower, uint32_t side, const uint32_t *fixed, uint32_t nfixed,   \
                               const uint64_t *marks, uint32_t *out) {                                      \
    for (uint32_t i = 0; i < na; i++) {                                                                     \
      uint32_t x = a[i];                                                                                    \
      if (i + 4 < na) gyr_prefetch(offsets + a[i + 4]);                                                     \
      if (i + 2 < na) gyr_prefetch(targets + offsets[a[i + 2]]);                                            \
      uint64_t from = offsets[x] + (side == 2 ? lower[x] : 0);                                              \
      uint32_t n = (uint32_t)((side == 1 ? offsets[x] + lower[x] : offsets[x + 1]) - from);                 \
      const uint32_t *list = targets + from;                                                                \
      if (gyr_skewed(nfixed, n)) out[i] = gyr_gallop_count(fixed, nfixed, list, n);                         \
      else if (marks) out[i] = gyr_probe_count_any(list, n, marks);                                         \
      else out[i] = INTERSECT_COUNT(fixed, nfixed, list, n);                                                \
    }                                                                                                       \
  }

#endif
