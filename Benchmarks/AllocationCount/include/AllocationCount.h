// Counts the allocations of the process that links it, by standing in for glibc's malloc.
#pragma once
#include <stdint.h>

// How many blocks were allocated so far, by all threads; a realloc counts as one.
uint64_t allocation_count(void);

// How many bytes were asked for so far, by all threads.
uint64_t allocation_byte_count(void);
