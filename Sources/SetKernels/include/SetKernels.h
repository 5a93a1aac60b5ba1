// SetKernels: leaf operations on sorted vertex lists and bitmaps, in one variant per instruction set.
//
// Lists are strictly ascending uint32_t. Every function may read (never use) up to 16 elements past the end of an
// input list and may write up to 16 elements past the end of the result in `out`, which overlaps no input.
// Bitmaps are arrays of uint64_t; "marks" are a bitmap over all vertices of the graph.
#ifndef GYR_SET_KERNELS_H
#define GYR_SET_KERNELS_H
#include <stdint.h>

typedef struct gyr_kernels {
  // Name to force the variant with: GYR_KERNELS=scalar|avx2|avx512.
  const char *name;

  // |a ∩ b|, and a ∩ b into out.
  uint32_t (*intersect_count)(const uint32_t *a, uint32_t na, const uint32_t *b, uint32_t nb);
  uint32_t (*intersect)(const uint32_t *a, uint32_t na, const uint32_t *b, uint32_t nb, uint32_t *out);
  // a \ b into out.
  uint32_t (*subtract)(const uint32_t *a, uint32_t na, const uint32_t *b, uint32_t nb, uint32_t *out);

  // For every x of a: how many elements of `fixed` stand in the list of x, or in the part of it that `side` names:
  // 0 all, 1 the neighbours below x, 2 those above x. `marks`, when not null, has exactly the elements of `fixed` set.
  void (*intersect_counts)(const uint32_t *a, uint32_t na, const uint64_t *offsets, const uint32_t *targets,
                           const uint32_t *lower, uint32_t side, const uint32_t *fixed, uint32_t nfixed,
                           const uint64_t *marks, uint32_t *out);

  // Elements of a whose mark is set (keep = 1) or clear (keep = 0): how many, or into out.
  uint32_t (*probe_count)(const uint32_t *a, uint32_t na, const uint64_t *marks);
  uint32_t (*probe)(const uint32_t *a, uint32_t na, const uint64_t *marks, uint32_t keep, uint32_t *out);

  // popcount(a & b), popcount(a & ~b), out = a & b, out = a & ~b over `words` words.
  uint32_t (*and_count)(const uint64_t *a, const uint64_t *b, uint32_t words);
  uint32_t (*andnot_count)(const uint64_t *a, const uint64_t *b, uint32_t words);
  void (*and_store)(const uint64_t *a, const uint64_t *b, uint32_t words, uint64_t *out);
  void (*andnot_store)(const uint64_t *a, const uint64_t *b, uint32_t words, uint64_t *out);
  // Sum over the members x of s of popcount(t & row x), rows `words` apart: the last two levels of a clique in one call.
  uint64_t (*row_pairs)(const uint64_t *s, const uint64_t *t, const uint64_t *rows, uint32_t words);
  // out[x] = popcount(s & row x) for the first n rows.
  void (*and_counts)(const uint64_t *s, const uint64_t *rows, uint32_t n, uint32_t words, uint32_t *out);
} gyr_kernels;

// The variants that this processor and operating system can run, best first; *count receives how many.
const gyr_kernels *const *gyr_available_kernels(int *count);

// Position of the first element of the ascending list that is >= key.
static inline uint32_t gyr_lower_bound(const uint32_t *list, uint32_t n, uint32_t key) {
  const uint32_t *base = list;
  while (n > 1) {
    uint32_t half = n / 2;
    base += (base[half - 1] < key) * half;
    n -= half;
  }
  return (uint32_t)(base - list) + (n == 1 && *base < key);
}

static inline void gyr_prefetch(const void *p) { __builtin_prefetch(p, 0, 3); }

static inline void gyr_set_marks(const uint32_t *a, uint32_t na, uint64_t *marks) {
  for (uint32_t i = 0; i < na; i++) marks[a[i] >> 6] |= 1ull << (a[i] & 63);
}

static inline void gyr_clear_marks(const uint32_t *a, uint32_t na, uint64_t *marks) {
  for (uint32_t i = 0; i < na; i++) marks[a[i] >> 6] = 0;
}

// Sets bit index[y] of row for every y of the list.
static inline void gyr_set_local_bits(const uint32_t *list, uint32_t n, const uint32_t *index, uint64_t *row) {
  for (uint32_t i = 0; i < n; i++) {
    uint32_t bit = index[list[i]];
    row[bit >> 6] |= 1ull << (bit & 63);
  }
}

// Adds to a word that several threads add to.
static inline void gyr_add_shared(uint64_t *p, uint64_t v) { __atomic_fetch_add(p, v, __ATOMIC_RELAXED); }

#endif
