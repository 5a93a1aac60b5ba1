#define _GNU_SOURCE
#include "SystemShims.h"
#include <sched.h>
#include <stdlib.h>
#include <unistd.h>

int gyr_available_processors(void) {
  // The mask of a machine with more processors than the fixed set holds needs a larger one.
  for (int processors = 1024; processors <= 1 << 20; processors *= 4) {
    cpu_set_t *set = CPU_ALLOC(processors);
    if (!set) break;
    size_t size = CPU_ALLOC_SIZE(processors);
    int failed = sched_getaffinity(0, size, set);
    int count = failed ? 0 : CPU_COUNT_S(size, set);
    CPU_FREE(set);
    if (!failed && count > 0) return count;
  }
  long online = sysconf(_SC_NPROCESSORS_ONLN);
  return online > 0 ? (int)online : 1;
}
