// Edges and triangles inside one neighbourhood given as rows of bits, for every variant: for every other vertex the set of
// those members that it sees.
#ifndef GYR_NEIGHBOURHOOD_H
#define GYR_NEIGHBOURHOOD_H
#include "scalar.h"

#define GYR_CLOSED_ARGUMENTS                                                                                       \
  const uint32_t *places, uint32_t n, uint64_t *sets, const uint64_t *rows, uint32_t words, const uint64_t *weights, \
    uint32_t by_place, uint64_t *pairs, uint64_t *members

// WORDS: a constant, or the parameter. COUNT(row, own): popcount(row & own).
#define GYR_CLOSED_BODY(WORDS, COUNT)                                                                    \
  uint64_t total = 0;                                                                                    \
  for (uint32_t i = 0; i < n; i++) {                                                                     \
    if (i + 8 < n) gyr_prefetch(sets + (uint64_t)places[i + 8] * WORDS);                                 \
    uint32_t x = places[i];                                                                              \
    uint64_t *set = sets + (uint64_t)x * WORDS, own[GYR_CLOSED_WORDS], any = 0;                          \
    for (uint32_t w = 0; w < WORDS; w++) {                                                               \
      own[w] = set[w];                                                                                   \
      any |= own[w];                                                                                     \
      set[w] = 0;                                                                                        \
    }                                                                                                    \
    if (WORDS == 1 ? (any & (any - 1)) == 0 : any == 0) continue;                                        \
    uint64_t weight = weights ? weights[by_place ? i : x] : 0, sum = 0;                                  \
    for (uint32_t w = 0; w < WORDS; w++)                                                                 \
      for (uint64_t bits = own[w]; bits; bits &= bits - 1) {                                             \
        uint32_t y = w * 64 + (uint32_t)__builtin_ctzll(bits);                                           \
        uint64_t found = COUNT(rows + (uint64_t)y * WORDS, own);                                         \
        sum += found;                                                                                    \
        if (members) members[y] += weight * found;                                                       \
      }                                                                                                  \
    if (pairs) pairs[x] = sum;                                                                           \
    total += weight * sum;                                                                               \
  }                                                                                                      \
  return total;

#define GYR_COUNT1(ROW, OWN) (uint64_t)__builtin_popcountll((ROW)[0] & (OWN)[0])
#define GYR_COUNT2(ROW, OWN) \
  (uint64_t)(__builtin_popcountll((ROW)[0] & (OWN)[0]) + __builtin_popcountll((ROW)[1] & (OWN)[1]))
#define GYR_COUNTS(ROW, OWN) and_count(ROW, OWN, words)

#define GYR_CLOSED_KERNELS                                                                              \
  static uint64_t closed_pairs1(GYR_CLOSED_ARGUMENTS) { GYR_CLOSED_BODY(1, GYR_COUNT1) }         \
  static uint64_t closed_pairs2(GYR_CLOSED_ARGUMENTS) { GYR_CLOSED_BODY(2, GYR_COUNT2) }         \
  static uint64_t closed_pairs_any(GYR_CLOSED_ARGUMENTS) { GYR_CLOSED_BODY(words, GYR_COUNTS) }  \
  static uint64_t closed_pairs(GYR_CLOSED_ARGUMENTS) {                                                  \
    if (words == 1) return closed_pairs1(places, n, sets, rows, 1, weights, by_place, pairs, members);  \
    if (words == 2) return closed_pairs2(places, n, sets, rows, 2, weights, by_place, pairs, members);  \
    return closed_pairs_any(places, n, sets, rows, words, weights, by_place, pairs, members);           \
  }

#define GYR_APEX_BODY(WORDS)                                                                             \
  for (uint32_t b = first; b < n; b++) {                                                                 \
    const uint64_t *row = rows + (uint64_t)b * WORDS;                                                    \
    for (uint32_t w = b / 64; w < WORDS; w++) {                                                          \
      uint64_t later = w == b / 64 ? row[w] & (~0ull << b % 64) : row[w];                                \
      for (; later; later &= later - 1) {                                                                \
        const uint64_t *other = rows + (uint64_t)(w * 64 + (uint32_t)__builtin_ctzll(later)) * WORDS;    \
        uint64_t common[GYR_CLOSED_WORDS], value = 1, found = 0;                                         \
        for (uint32_t i = 0; i < WORDS; i++) {                                                           \
          common[i] = row[i] & other[i];                                                                 \
          found += (uint64_t)__builtin_popcountll(common[i]);                                            \
        }                                                                                                \
        for (uint32_t i = 0; i < power; i++) value *= found;                                             \
        for (uint32_t i = 0; i < WORDS; i++)                                                             \
          for (uint64_t bits = common[i]; bits; bits &= bits - 1)                                        \
            members[i * 64 + (uint32_t)__builtin_ctzll(bits)] += value;                                  \
      }                                                                                                  \
    }                                                                                                    \
  }

#define GYR_DEGREES_BODY(WORDS, COUNT)                                                    \
  uint64_t total = 0;                                                                     \
  for (uint32_t w = 0; w < WORDS; w++)                                                    \
    for (uint64_t bits = s[w]; bits; bits &= bits - 1) {                                  \
      uint32_t x = w * 64 + (uint32_t)__builtin_ctzll(bits);                              \
      uint64_t found = COUNT(rows + (uint64_t)x * WORDS, s);                              \
      total += found;                                                                     \
      members[x] += found;                                                                \
    }                                                                                     \
  return total;

#define GYR_DEGREES_KERNELS                                                                                    \
  static uint64_t degrees_within(const uint64_t *s, const uint64_t *rows, uint32_t words, uint64_t *members) { \
    if (words == 1) { GYR_DEGREES_BODY(1, GYR_COUNT1) }                                                 \
    if (words == 2) { GYR_DEGREES_BODY(2, GYR_COUNT2) }                                                 \
    GYR_DEGREES_BODY(words, GYR_COUNTS)                                                                 \
  }

#define GYR_APEX_KERNELS                                                                                       \
  static void apex_sums(                                                                                       \
    const uint64_t *rows, uint32_t first, uint32_t n, uint32_t words, uint32_t power, uint64_t *members) {     \
    if (words == 1) { GYR_APEX_BODY(1) return; }                                                               \
    if (words == 2) { GYR_APEX_BODY(2) return; }                                                               \
    GYR_APEX_BODY(words)                                                                                       \
  }

#endif
