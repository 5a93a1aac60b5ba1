// Every size at which a kernel changes its method, in one place, with the reason.
#ifndef GYR_THRESHOLDS_H
#define GYR_THRESHOLDS_H

// A list this many times longer than the other is searched, not merged: a binary search costs about log2(ratio) + 4
// branch-free steps an element, a vector merge about one step for 8 to 16 elements of the long list.
#define GYR_GALLOP_RATIO 32

// A hub row is used while the other list is at most so many times as long as what the row stands for; then it is cheaper
// to look the row's elements up in the other list.
#define GYR_ROW_RATIO 8

// A row is read word by word against marks (about four words a nanosecond), or bit by bit for a short list (about one
// element a nanosecond).
#define GYR_ROW_PROBE 3

// Up to so many words, bitmaps are counted by plain POPCNT, unrolled for each length: vector counts pay from here on.
#define GYR_PLAIN_WORDS 12

#endif
