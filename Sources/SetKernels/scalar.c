// Variant for every processor.
#include "columns.h"
#include "hub_rows.h"
#include "neighbourhood.h"

static uint32_t intersect_count(const uint32_t *a, uint32_t na, const uint32_t *b, uint32_t nb) {
  if (gyr_skewed(na, nb)) return gyr_gallop_count(a, na, b, nb);
  if (gyr_skewed(nb, na)) return gyr_gallop_count(b, nb, a, na);
  return gyr_merge_count(a, na, b, nb);
}

GYR_INTERSECT_COUNTS(intersect_count)

static uint32_t intersect(const uint32_t *a, uint32_t na, const uint32_t *b, uint32_t nb, uint32_t *out) {
  if (gyr_skewed(na, nb)) return gyr_gallop(a, na, b, nb, out);
  if (gyr_skewed(nb, na)) return gyr_gallop(b, nb, a, na, out);
  return gyr_merge(a, na, b, nb, out);
}

static uint32_t subtract(const uint32_t *a, uint32_t na, const uint32_t *b, uint32_t nb, uint32_t *out) {
  return gyr_subtract_any(a, na, b, nb, out);
}
static uint32_t probe_count(const uint32_t *a, uint32_t na, const uint64_t *m) { return gyr_probe_count_any(a, na, m); }
static uint32_t probe(const uint32_t *a, uint32_t na, const uint64_t *m, uint32_t keep, uint32_t *out) {
  return gyr_probe_any(a, na, m, keep, out);
}
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

#define gyr_extract gyr_extract_any
GYR_HUB_KERNELS
GYR_CLOSED_KERNELS
GYR_APEX_KERNELS
GYR_DEGREES_KERNELS
GYR_COLUMN_KERNELS(2)

const gyr_kernels gyr_scalar_kernels = {
  "scalar", intersect_count, intersect, subtract, intersect_counts,
  hub_intersect_counts, hub_intersect_count, hub_intersect, hub_subtract, gather_marked, probe_count, probe,
  and_count, andnot_count, and_store, andnot_store, row_pairs, and_counts, and_counts_at, closed_pairs, apex_sums, degrees_within,
  add_multiples,
};
