// Lists against hub rows: the part of a list that a row stands for is looked up bit by bit, or word by word against marks;
// what lies beyond it is left to the list kernels. Included by each variant's file (see scalar.h).
#ifndef GYR_HUB_ROWS_H
#define GYR_HUB_ROWS_H
#include "scalar.h"

// How many elements of `a` a row of x speaks of: those below min(x, hubs).
static inline uint32_t gyr_row_span(const uint32_t *a, uint32_t na, uint32_t x, const gyr_hub_rows *rows) {
  uint32_t limit = x < rows->hubs ? x : rows->hubs;
  return na == 0 || a[na - 1] < limit ? na : gyr_lower_bound(a, na, limit);
}

// A row is no use when its side of the list is far shorter than `a`: then the list is looked up in `a`.
static inline int gyr_row_helps(uint32_t na, uint32_t x, const gyr_hub_rows *rows) {
  return (uint64_t)na < (uint64_t)rows->covered[x] * GYR_ROW_RATIO;
}

#define GYR_HUB_KERNELS                                                                                                \
  static uint32_t hub_intersect_count(const uint32_t *a, uint32_t na, const uint32_t *b, uint32_t nb, uint32_t x,      \
                                      const gyr_hub_rows *rows) {                                                      \
    if (!gyr_row_helps(na, x, rows)) return intersect_count(a, na, b, nb);                                             \
    uint32_t span = gyr_row_span(a, na, x, rows), covered = rows->covered[x];                                          \
    uint32_t found = gyr_probe_count_any(a, span, rows->words + rows->start[x]);                                       \
    if (span < na && covered < nb) found += intersect_count(a + span, na - span, b + covered, nb - covered);           \
    return found;                                                                                                      \
  }                                                                                                                    \
  static uint32_t hub_intersect(const uint32_t *a, uint32_t na, const uint32_t *b, uint32_t nb, uint32_t x,            \
                                const gyr_hub_rows *rows, uint32_t *out) {                                             \
    if (!gyr_row_helps(na, x, rows)) return intersect(a, na, b, nb, out);                                              \
    uint32_t span = gyr_row_span(a, na, x, rows), covered = rows->covered[x];                                          \
    uint32_t found = gyr_probe_any(a, span, rows->words + rows->start[x], 1, out);                                     \
    if (span < na && covered < nb) found += intersect(a + span, na - span, b + covered, nb - covered, out + found);    \
    return found;                                                                                                      \
  }                                                                                                                    \
  static uint32_t hub_subtract(const uint32_t *a, uint32_t na, const uint32_t *b, uint32_t nb, uint32_t x,             \
                               const gyr_hub_rows *rows, uint32_t *out) {                                              \
    if (!gyr_row_helps(na, x, rows)) return subtract(a, na, b, nb, out);                                               \
    uint32_t span = gyr_row_span(a, na, x, rows), covered = rows->covered[x];                                          \
    uint32_t kept = gyr_probe_any(a, span, rows->words + rows->start[x], 0, out);                                      \
    if (span < na) kept += subtract(a + span, na - span, b + covered, nb - covered, out + kept);                       \
    return kept;                                                                                                       \
  }                                                                                                                    \
  static void hub_intersect_counts(const uint32_t *a, uint32_t na, const uint64_t *offsets, const uint32_t *targets,   \
                                   const uint32_t *lower, uint32_t side, const uint32_t *fixed, uint32_t nfixed,       \
                                   const uint64_t *marks, const gyr_hub_rows *rows, uint32_t *out) {                   \
    for (uint32_t i = 0; i < na; i++) {                                                                                \
      uint32_t x = a[i];                                                                                               \
      if (i + 4 < na) gyr_prefetch(offsets + a[i + 4]);                                                                \
      const uint64_t *row = side == 2 ? 0 : gyr_row(rows, x);                                                          \
      if (i + 2 < na) {                                                                                                \
        const uint64_t *next = gyr_row(rows, a[i + 2]);                                                                \
        gyr_prefetch(next ? (const void *)next : (const void *)(targets + offsets[a[i + 2]]));                         \
      }                                                                                                                \
      uint64_t from = offsets[x] + (side == 2 ? lower[x] : 0);                                                         \
      uint32_t n = (uint32_t)((side == 1 ? offsets[x] + lower[x] : offsets[x + 1]) - from);                            \
      const uint32_t *list = targets + from;                                                                           \
      const uint32_t *rest = fixed;                                                                                    \
      uint32_t nrest = nfixed, found = 0;                                                                              \
      if (row) {                                                                                                       \
        uint32_t words = gyr_row_words(rows, x), covered = rows->covered[x];                                           \
        if ((uint64_t)nfixed * GYR_ROW_PROBE <= words || !marks) {                                                     \
          uint32_t span = gyr_row_span(fixed, nfixed, x, rows);                                                        \
          found = gyr_probe_count_any(fixed, span, row);                                                               \
          rest += span;                                                                                                \
          nrest -= span;                                                                                               \
        } else {                                                                                                       \
          found = and_count(marks, row, words);                                                                        \
        }                                                                                                              \
        list += covered;                                                                                               \
        n -= covered;                                                                                                  \
        if (n == 0) {                                                                                                  \
          out[i] = found;                                                                                              \
          continue;                                                                                                    \
        }                                                                                                              \
      }                                                                                                                \
      if (gyr_skewed(nrest, n)) out[i] = found + gyr_gallop_count(rest, nrest, list, n);                               \
      else if (marks) out[i] = found + gyr_probe_count_any(list, n, marks);                                            \
      else out[i] = found + intersect_count(rest, nrest, list, n);                                                     \
    }                                                                                                                  \
  }                                                                                                                    \
  static void gather_marked(const uint64_t *row, const uint64_t *marks, const uint32_t *at, const uint32_t *before,    \
                            uint32_t n, uint64_t *out) {                                                               \
    for (uint32_t j = 0; j < n; j++) {                                                                                 \
      uint32_t word = at[j], place = before[j];                                                                        \
      uint64_t bits = row[word] & marks[word];                                                                         \
      if (bits == 0) continue;                                                                                         \
      bits = gyr_extract(bits, marks[word]);                                                                           \
      out[place >> 6] |= bits << (place & 63);                                                                         \
      if (place & 63 && bits >> (64 - (place & 63))) out[(place >> 6) + 1] |= bits >> (64 - (place & 63));             \
    }                                                                                                                  \
  }

// Bits of `bits` where `mask` is set, moved together (PEXT); bits lies inside mask.
static inline uint64_t gyr_extract_any(uint64_t bits, uint64_t mask) {
  uint64_t result = 0;
  for (; bits; bits &= bits - 1)
    result |= 1ull << __builtin_popcountll(mask & ((bits & -bits) - 1));
  return result;
}

#endif
