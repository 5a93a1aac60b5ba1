#define _GNU_SOURCE
#include "SystemShims.h"
#include <sched.h>
#include <stdlib.h>
#include <unistd.h>

int gyr_allowed_processors(int *processors, int capacity) {
  // The mask of a machine with more processors than the fixed set holds needs a larger one.
  for (int most = 1024; most <= 1 << 20; most *= 4) {
    cpu_set_t *set = CPU_ALLOC(most);
    if (!set) break;
    size_t size = CPU_ALLOC_SIZE(most);
    if (sched_getaffinity(0, size, set)) {
      CPU_FREE(set);
      continue;
    }
    int count = 0;
    for (int processor = 0; processor < most; processor++) {
      if (!CPU_ISSET_S(processor, size, set)) continue;
      if (count < capacity) processors[count] = processor;
      count++;
    }
    CPU_FREE(set);
    if (count > 0) return count;
  }
  return 0;
}

int gyr_bind_thread(const int *processors, int count) {
  int last = 0;
  for (int i = 0; i < count; i++) last = processors[i] > last ? processors[i] : last;
  cpu_set_t *set = CPU_ALLOC(last + 1);
  if (!set) return -1;
  size_t size = CPU_ALLOC_SIZE(last + 1);
  CPU_ZERO_S(size, set);
  for (int i = 0; i < count; i++) CPU_SET_S(processors[i], size, set);
  int status = sched_setaffinity(0, size, set);
  CPU_FREE(set);
  return status;
}

static _Thread_local gyr_worker worker;

gyr_worker *gyr_current_worker(void) { return &worker; }
