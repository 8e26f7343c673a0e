/*
 * machine.h as an ordinary Linux program has it: the parts that the VM itself needs.
 *
 * Single pages, which the heap asks for by the thousand, come from chunks of CHUNK_PAGES and are kept when
 * freed; longer runs are mapped and unmapped one by one.
 */
#include "vm/machine.h"

#include <sys/mman.h>
#include <time.h>

enum { CHUNK_PAGES = 256 };

typedef struct FreePage {
    struct FreePage *next;
} FreePage;

static FreePage *free_pages;
static char *chunk, *chunk_end;

static void *map(size_t count) {
    void *pages =
        mmap(NULL, count * MACHINE_PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return pages == MAP_FAILED ? NULL : pages;
}

static void *single_page(void) {
    if (free_pages) {
        FreePage *page = free_pages;
        free_pages = page->next;
        __builtin_memset(page, 0, MACHINE_PAGE_SIZE);
        return page;
    }
    if (chunk == chunk_end) {
        chunk = map(CHUNK_PAGES);
        chunk_end = chunk ? chunk + (size_t)CHUNK_PAGES * MACHINE_PAGE_SIZE : NULL;
    }
    char *page = chunk;
    if (page)
        chunk += MACHINE_PAGE_SIZE;
    return page;
}

void *machine_pages_allocate(size_t count) {
    if (count == 1)
        return single_page();
    return count > SIZE_MAX / MACHINE_PAGE_SIZE ? NULL : map(count);
}

void machine_pages_free(void *pages, size_t count) {
    if (count == 1) {
        FreePage *page = pages;
        page->next = free_pages;
        free_pages = page;
        return;
    }
    munmap(pages, count * MACHINE_PAGE_SIZE);
}

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
