// Which variants this machine can run: the processor must have the instructions and the system must save the registers.
// __builtin_cpu_supports checks both (CPUID and XGETBV).
#include "SetKernels.h"

extern const gyr_kernels gyr_scalar_kernels;
#if defined(__x86_64__)
extern const gyr_kernels gyr_avx2_kernels, gyr_avx512_kernels;
#endif

const gyr_kernels *const *gyr_available_kernels(int *count) {
  static const gyr_kernels *const all[] = {
#if defined(__x86_64__)
    &gyr_avx512_kernels, &gyr_avx2_kernels,
#endif
    &gyr_scalar_kernels,
  };
  int first = 0;
#if defined(__x86_64__)
  __builtin_cpu_init();
  int avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") &&
             __builtin_cpu_supports("popcnt");
  int avx512 = avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
               __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
               __builtin_cpu_supports("avx512vpopcntdq");
  first = avx512 ? 0 : avx2 ? 1 : 2;
#endif
  *count = (int)(sizeof all / sizeof *all) - first;
  return all + first;
}
