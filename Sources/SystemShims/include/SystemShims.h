// Calls of the C library that its Swift module does not show (they need _GNU_SOURCE).
#ifndef GYR_SYSTEM_SHIMS_H
#define GYR_SYSTEM_SHIMS_H

// Processors that this process may run on: its affinity mask, so `taskset` and container CPU sets count.
int gyr_available_processors(void);

#endif
