// Sums of multiples of columns, for every variant: eight values at a time, as many registers wide as the processor has it.
#ifndef GYR_COLUMNS_H
#define GYR_COLUMNS_H
#include "SetKernels.h"

typedef double gyr_doubles __attribute__((vector_size(64)));

// EIGHTS: how many times eight sums stay in registers while the terms pass by.
#define GYR_COLUMN_KERNELS(EIGHTS)                                                                              \
  static void add_multiples(double *sums, const double *columns, const gyr_term *terms, uint32_t n) {           \
    for (uint32_t i = 0; i < GYR_BLOCK; i += 8 * EIGHTS) {                                                      \
      gyr_doubles own[EIGHTS];                                                                                  \
      for (uint32_t k = 0; k < EIGHTS; k++) own[k] = *(const gyr_doubles *)(sums + i + 8 * k);                  \
      for (uint32_t term = 0; term < n; term++) {                                                               \
        const double *column = columns + (uint64_t)GYR_BLOCK * terms[term].column + i;                          \
        double coefficient = terms[term].coefficient;                                                           \
        for (uint32_t k = 0; k < EIGHTS; k++) own[k] += *(const gyr_doubles *)(column + 8 * k) * coefficient;   \
      }                                                                                                         \
      for (uint32_t k = 0; k < EIGHTS; k++) *(gyr_doubles *)(sums + i + 8 * k) = own[k];                        \
    }                                                                                                           \
  }

#endif
