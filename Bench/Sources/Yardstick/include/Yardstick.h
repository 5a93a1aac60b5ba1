// A fixed amount of textbook work on one graph: what turns seconds on this machine into a ratio that holds on another.
#ifndef YARDSTICK_H
#define YARDSTICK_H
#include <stdint.h>

/// Counts triangles and 4-cliques by scalar merges on one thread. The lists are ascending and hold only the neighbours
/// that come later in some order by degree, the largest last.
///
/// offsets: vertices + 1 numbers; targets: the lists, one after the other. seconds: what it took, without reading.
/// Returns the triangles plus the 4-cliques, so that the work cannot be left out.
uint64_t yardstick_run(uint32_t vertices, const uint64_t *offsets, const uint32_t *targets, double *seconds);
#endif
