#include "Yardstick.h"

#include <stdlib.h>
#include <time.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

// Branchy on purpose: it must never get faster, or old figures could not be compared.
static uint32_t intersect(const uint32_t *a, uint32_t na, const uint32_t *b, uint32_t nb, uint32_t *out) {
  uint32_t i = 0, j = 0, count = 0;
  while (i < na && j < nb) {
    if (a[i] < b[j]) i++;
    else if (a[i] > b[j]) j++;
    else { out[count++] = a[i]; i++; j++; }
  }
  return count;
}

uint64_t yardstick_run(uint32_t vertices, const uint64_t *offsets, const uint32_t *targets, double *seconds) {
  uint32_t *common = malloc(((size_t)vertices + 1) * sizeof *common), *last = malloc(((size_t)vertices + 1) * sizeof *last);
  uint64_t found = 0;
  double start = now();
  for (uint32_t u = 0; common && last && u < vertices; u++) {
    const uint32_t *list = targets + offsets[u];
    uint32_t size = (uint32_t)(offsets[u + 1] - offsets[u]);
    for (uint32_t i = 0; i < size; i++) {
      uint32_t v = list[i];
      uint32_t shared = intersect(list, size, targets + offsets[v], (uint32_t)(offsets[v + 1] - offsets[v]), common);
      found += shared;
      for (uint32_t k = 0; k < shared; k++) {
        uint32_t w = common[k];
        found += intersect(common, shared, targets + offsets[w], (uint32_t)(offsets[w + 1] - offsets[w]), last);
      }
    }
  }
  *seconds = now() - start;
  free(common);
  free(last);
  return found;
}
