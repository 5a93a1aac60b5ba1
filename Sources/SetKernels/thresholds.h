// Every size at which a kernel changes its method, in one place, with the reason.
#ifndef GYR_THRESHOLDS_H
#define GYR_THRESHOLDS_H

// A list this many times longer than the other is searched, not merged: a binary search costs about log2(ratio) + 4
// branch-free steps an element, a vector merge about one step for 8 to 16 elements of the long list.
#define GYR_GALLOP_RATIO 32

#endif
