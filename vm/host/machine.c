/*
 * machine.h as an ordinary Linux program has it: the parts that the VM itself needs.
 *
 * Runs of up to LONGEST_KEPT pages, which the heap asks for by the thousand, come from chunks of CHUNK_PAGES
 * and are kept when freed, a list for each length; longer ones are mapped and unmapped one by one.
 */
#include "vm/machine.h"

#include <sys/mman.h>
#include <time.h>

enum { CHUNK_PAGES = 256, LONGEST_KEPT = 32 };

typedef struct FreeRun {
    struct FreeRun *next;
} FreeRun;

static FreeRun *free_runs[LONGEST_KEPT + 1]; /* by length in pages */
static char *chunk, *chunk_end;

static void *map(size_t count) {
    void *pages =
        mmap(NULL, count * MACHINE_PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return pages == MAP_FAILED ? NULL : pages;
}

static void keep(void *pages, size_t count) {
    FreeRun *run = pages;
    run->next = free_runs[count];
    free_runs[count] = run;
}

static void *short_run(size_t count) {
    FreeRun *run = free_runs[count];
    if (run) {
        free_runs[count] = run->next;
        __builtin_memset(run, 0, count * MACHINE_PAGE_SIZE);
        return run;
    }
    size_t left = (size_t)(chunk_end - chunk) / MACHINE_PAGE_SIZE;
    if (left < count) {
        if (left > 0)
            keep(chunk, left); /* less than LONGEST_KEPT, for count isn't more */
        chunk = map(CHUNK_PAGES);
        chunk_end = chunk ? chunk + (size_t)CHUNK_PAGES * MACHINE_PAGE_SIZE : NULL;
    }
    char *pages = chunk;
    if (pages)
        chunk += count * MACHINE_PAGE_SIZE;
    return pages;
}

void *machine_pages_allocate(size_t count) {
    if (count <= LONGEST_KEPT)
        return short_run(count);
    return count > SIZE_MAX / MACHINE_PAGE_SIZE ? NULL : map(count);
}

void machine_pages_free(void *pages, size_t count) {
    if (count <= LONGEST_KEPT)
        keep(pages, count);
    else
        munmap(pages, count * MACHINE_PAGE_SIZE);
}

/* Low in memory, where the program is too. */
void *machine_code_pages_allocate(size_t count, const void *wish, bool favoured) {
    (void)favoured;
    void *pages = mmap((void *)wish, count * MACHINE_PAGE_SIZE, PROT_NONE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
    return pages == MAP_FAILED ? NULL : pages;
}

bool machine_code_pages_write(void *to, const void *from, size_t size) {
    size_t inset = (uintptr_t)to % MACHINE_PAGE_SIZE;
    void *page = (char *)to - inset;
    if (mprotect(page, inset + size, PROT_READ | PROT_WRITE))
        return false;
    __builtin_memcpy(to, from, size);
    return !mprotect(page, inset + size, PROT_READ | PROT_EXEC);
}

void machine_code_pages_free(void *pages, size_t count) { munmap(pages, count * MACHINE_PAGE_SIZE); }

/* What was refused stays so. */
uint64_t machine_code_pages_freed(void) { return 0; }

uint64_t machine_clock(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

uint64_t machine_clock_origin(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec - machine_clock();
}

uint64_t machine_cycles(void) { return __builtin_ia32_rdtsc(); }

MachineInterrupts machine_float_begin(void) { return 0; }

void machine_float_end(MachineInterrupts previous) { (void)previous; }
