// SetKernels: leaf operations on sorted vertex lists, bitmaps and columns of counts, in one variant per instruction set.
//
// Lists are strictly ascending uint32_t. Every function may read (never use) up to 16 elements past the end of an
// input list and may write up to 16 elements past the end of the result in `out`, which overlaps no input.
// Bitmaps are arrays of uint64_t; "marks" are a bitmap over all vertices of the graph.
#ifndef GYR_SET_KERNELS_H
#define GYR_SET_KERNELS_H
#include <stdint.h>

// Lists of an adjacency as bitmaps, for vertices whose lists are dense near the hubs. Vertices are numbered by descending
// degree, so that the neighbours x has below min(x, hubs) fill a short bitmap: a hub row. The row of x stands for the
// first covered[x] elements of its list, and has gyr_row_words(rows, x) words.
typedef struct gyr_hub_rows {
  const uint64_t *words;
  // Where the row of x begins in `words`; GYR_NO_ROW: it has none.
  const uint32_t *start;
  const uint32_t *covered;
  // Vertices from this number on have no rows. (Their entries do not exist.)
  uint32_t vertices;
  // No row reaches further than this.
  uint32_t hubs;
} gyr_hub_rows;

#define GYR_NO_ROW 0xFFFFFFFFu
// The longest sets of closed_pairs and apex_sums, in words.
#define GYR_CLOSED_WORDS 16

// A block of a column of counts has this many places, and begins at a multiple of 64 bytes.
#define GYR_BLOCK 64
// A block of another column, and what it is multiplied by.
typedef struct gyr_term {
  double coefficient;
  uint32_t column;
} gyr_term;

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

  // The same with hub rows, which must belong to the lists.
  void (*hub_intersect_counts)(const uint32_t *a, uint32_t na, const uint64_t *offsets, const uint32_t *targets,
                               const uint32_t *lower, uint32_t side, const uint32_t *fixed, uint32_t nfixed,
                               const uint64_t *marks, const gyr_hub_rows *rows, uint32_t *out);

  // |a ∩ list of x|, a ∩ list of x, a \ list of x, where x has a hub row: b is its whole list.
  uint32_t (*hub_intersect_count)(const uint32_t *a, uint32_t na, const uint32_t *b, uint32_t nb, uint32_t x,
                                  const gyr_hub_rows *rows);
  uint32_t (*hub_intersect)(const uint32_t *a, uint32_t na, const uint32_t *b, uint32_t nb, uint32_t x,
                            const gyr_hub_rows *rows, uint32_t *out);
  uint32_t (*hub_subtract)(const uint32_t *a, uint32_t na, const uint32_t *b, uint32_t nb, uint32_t x,
                           const gyr_hub_rows *rows, uint32_t *out);

  // Of a bitmap over vertices, those bits that are marked, moved together: bit i of out is what row says of the i-th
  // marked vertex. Word at[j] of the marks is the j-th that is not 0, and before[j] vertices are marked below it.
  // Bits are added to out.
  void (*gather_marked)(const uint64_t *row, const uint64_t *marks, const uint32_t *at, const uint32_t *before, uint32_t n,
                        uint64_t *out);

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
  // out[x] = popcount(s & row numbers[x]), for n numbers.
  void (*and_counts_at)(
    const uint64_t *s, const uint64_t *rows, const uint32_t *numbers, uint32_t n, uint32_t words, uint32_t *out);

  // For each of n places x: with S(x), the set at sets + x * words of members that x sees, how many ordered pairs of members
  // in S(x) are adjacent; row y of `rows` has the members adjacent to member y. The sets are 0 afterwards. Words: at most
  // GYR_CLOSED_WORDS.
  // pairs[x] receives that number where it is not 0; members[y] grows by the weight of x times the members of S(x)
  // adjacent to y, for all y in S(x). Either may be null. weights: by vertex, or by place; null: all 0.
  // Returns the sum of the numbers times the weights.
  uint64_t (*closed_pairs)(const uint32_t *places, uint32_t n, uint64_t *sets, const uint64_t *rows, uint32_t words,
                           const uint64_t *weights, uint32_t by_place, uint64_t *pairs, uint64_t *members);

  // For members b < x, adjacent, b from `first` on and below n: members[y] grows for every y adjacent to both by the
  // number of such y, raised to a power. Rows as above.
  void (*apex_sums)(
    const uint64_t *rows, uint32_t first, uint32_t n, uint32_t words, uint32_t power, uint64_t *members);

  // members[x] += popcount(s & row x) for every x in s; returns the sum.
  uint64_t (*degrees_within)(const uint64_t *s, const uint64_t *rows, uint32_t words, uint64_t *members);

  // sums[i] += sum over the n terms of coefficient * columns[GYR_BLOCK * column + i], for the places of a block. Integers
  // that stay below 2^53 on the way are exact, in whatever order they are added up.
  void (*add_multiples)(double *sums, const double *columns, const gyr_term *terms, uint32_t n);
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

static inline uint32_t gyr_row_words(const gyr_hub_rows *rows, uint32_t x) {
  return ((x < rows->hubs ? x : rows->hubs) + 63) / 64;
}

// The row of a vertex, or null.
static inline const uint64_t *gyr_row(const gyr_hub_rows *rows, uint32_t x) {
  return x < rows->vertices && rows->start[x] != GYR_NO_ROW ? rows->words + rows->start[x] : 0;
}

static inline void gyr_prefetch(const void *p) { __builtin_prefetch(p, 0, 3); }

static inline void gyr_set_marks(const uint32_t *a, uint32_t na, uint64_t *marks) {
  for (uint32_t i = 0; i < na; i++) marks[a[i] >> 6] |= 1ull << (a[i] & 63);
}

static inline void gyr_clear_marks(const uint32_t *a, uint32_t na, uint64_t *marks) {
  for (uint32_t i = 0; i < na; i++) marks[a[i] >> 6] = 0;
}

// Where in the list the marked vertices stand; out has room for na.
static inline uint32_t gyr_marked_positions(const uint32_t *a, uint32_t na, const uint64_t *marks, uint32_t *out) {
  uint32_t found = 0;
  for (uint32_t i = 0; i < na; i++) {
    out[found] = i;
    found += (uint32_t)(marks[a[i] >> 6] >> (a[i] & 63)) & 1;
  }
  return found;
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
