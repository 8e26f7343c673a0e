/* What the fuzzers share: the isolate they run things in, checks of it afterwards, coverage of bytecode. */
#ifndef TESTS_FUZZ_SUPPORT_H
#define TESTS_FUZZ_SUPPORT_H

#include "vm/isolate.h"

/* libFuzzer's ways in. */
int LLVMFuzzerInitialize(int *count, char ***words);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t limit);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t limit, unsigned int seed);

/* Ends the fuzzer with a finding. */
_Noreturn void fuzz_finding(const char *what, const char *detail);

/* Of role HOST, what it writes is thrown away. Small limits, so that the fuzzer meets them. */
Isolate *fuzz_isolate(size_t heap_limit, enum MachineCodeUse machine_code_use);
/* A finding if machine code is left when no isolate is. */
void fuzz_check_code_pages(void);
/* The charges that may be made from now on. */
void fuzz_budget(Isolate *isolate, int64_t charges);
/* Drops an exception that is set. The class is one that any Python program may raise. */
void fuzz_drop_exception(Isolate *isolate);
/* Collects, and finds it an error if the heap isn't as it should be: free lists, kinds, sizes, colours, and
 * that what is alive refers to nothing that isn't. */
void fuzz_check_heap(Isolate *isolate);

/* The instructions that count as coverage lie in [start, end); NULL: each pair of opcodes that follow one
 * another counts. */
void fuzz_cover_within(const void *start, const void *end);

/* A file's bytes at a page's start, never freed. Ends the program when there is no such file. */
void *fuzz_read_file(const char *path, size_t *size);

#endif
