// Calls of the C library that its Swift module does not show (they need _GNU_SOURCE).
#ifndef GYR_SYSTEM_SHIMS_H
#define GYR_SYSTEM_SHIMS_H

// Processors that the calling thread may run on, ascending: its affinity mask, so `taskset` and container CPU sets count.
// Writes at most `capacity` numbers; returns how many there are, 0 when the system does not say.
int gyr_allowed_processors(int *processors, int capacity);

// Lets the calling thread run on these processors only. 0: done.
int gyr_bind_thread(const int *processors, int count);

// What the calling thread does in the parallel phase it works for; all 0 outside phases.
typedef struct {
  long index;
  long home;
  // Processor time of the thread when it began, in nanoseconds.
  unsigned long long began;
} gyr_worker;

gyr_worker *gyr_current_worker(void);

// Tells the processor that the calling thread waits for another one's write.
static inline void gyr_relax(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

#endif
