/*
 * Memory for machine code: see code_pages.h and vm/machine.h.
 */
#include "arch/x86_64/code_pages.h"

#include "arch/x86_64/frames.h"
#include "arch/x86_64/memory.h"
#include "arch/x86_64/paging.h"
#include "arch/x86_64/registers.h"
#include "arch/x86_64/shootdown.h"
#include "arch/x86_64/spinlock.h"

enum { WORD_BITS = 64, NO_RUN = CODE_PAGES };

typedef uint64_t PageSet[CODE_PAGES / WORD_BITS];

static struct {
    struct Spinlock lock;
    uint64_t base;     /* physical */
    uint64_t *entries; /* the window's page table */
    PageSet used;      /* given, or freed and perhaps still in some CPU's TLB */
    PageSet stale;     /* those freed */
} code;

void code_pages_reserve(struct BootInformation *information) {
    code.base = frames_reserve_below(information, UINT64_MAX, CODE_PAGES);
}

uint64_t code_pages_base(void) { return code.base; }

bool code_pages_initialise(void) {
    code.entries = paging_entry(paging_kernel_root(), CODE_WINDOW_START, true);
    return code.entries != NULL;
}

static bool holds(const PageSet set, size_t page) { return set[page / WORD_BITS] >> page % WORD_BITS & 1; }

static void set_pages(PageSet set, size_t first, size_t count, bool to) {
    for (size_t page = first; page < first + count; page++) {
        uint64_t bit = 1ULL << page % WORD_BITS;
        set[page / WORD_BITS] = to ? set[page / WORD_BITS] | bit : set[page / WORD_BITS] & ~bit;
    }
}

/* The first page of a run that isn't used, or NO_RUN. Bound: the window's pages. */
static size_t find_run(size_t count) {
    size_t length = 0;
    for (size_t page = 0; page < CODE_PAGES; page++) {
        length = holds(code.used, page) ? 0 : length + 1;
        if (length == count) {
            return page + 1 - count;
        }
    }
    return NO_RUN;
}

/* Makes stale pages free; false if there are none. Whatever is freed meanwhile stays stale. */
static bool forget_stale(void) {
    PageSet stale;
    uint64_t any = 0;
    MachineInterrupts previous = spinlock_acquire(&code.lock);
    for (size_t word = 0; word < CODE_PAGES / WORD_BITS; word++) {
        any |= stale[word] = code.stale[word];
        code.stale[word] = 0;
    }
    spinlock_release(&code.lock, previous);
    if (!any) {
        return false;
    }
    shootdown_all();
    previous = spinlock_acquire(&code.lock);
    for (size_t word = 0; word < CODE_PAGES / WORD_BITS; word++) {
        code.used[word] &= ~stale[word];
    }
    spinlock_release(&code.lock, previous);
    return true;
}

static void map(size_t first, size_t count, uint64_t rights) {
    for (size_t page = first; page < first + count; page++) {
        code.entries[page] =
            rights ? (code.base + page * MACHINE_PAGE_SIZE) | PAGE_PRESENT | paging_supported(rights) : 0;
        invalidate_page(CODE_WINDOW_START + page * MACHINE_PAGE_SIZE);
    }
}

static size_t take(size_t count) {
    MachineInterrupts previous = spinlock_acquire(&code.lock);
    size_t first = count && code.base ? find_run(count) : NO_RUN;
    if (first != NO_RUN) {
        set_pages(code.used, first, count, true);
    }
    spinlock_release(&code.lock, previous);
    return first;
}

void *machine_code_pages_allocate(size_t count) {
    size_t first = take(count);
    if (first == NO_RUN && forget_stale()) {
        first = take(count);
    }
    return first == NO_RUN ? NULL : (void *)(uintptr_t)(CODE_WINDOW_START + first * MACHINE_PAGE_SIZE);
}

static size_t page_of(const void *pages) {
    return ((uint64_t)(uintptr_t)pages - CODE_WINDOW_START) / MACHINE_PAGE_SIZE;
}

/* No other CPU sees the page while it can be written. */
static void write_in_page(uint8_t *to, const uint8_t *from, size_t size) {
    MachineInterrupts previous = machine_interrupts_disable();
    map(page_of(to), 1, PAGING_KERNEL_DATA);
    memcpy(to, from, size);
    map(page_of(to), 1, PAGING_KERNEL_TEXT);
    machine_interrupts_restore(previous);
}

bool machine_code_pages_write(void *to, const void *from, size_t size) {
    for (size_t done = 0, piece; done < size; done += piece) {
        uint8_t *start = (uint8_t *)to + done;
        size_t room = MACHINE_PAGE_SIZE - (uintptr_t)start % MACHINE_PAGE_SIZE;
        piece = room < size - done ? room : size - done;
        write_in_page(start, (const uint8_t *)from + done, piece);
    }
    return true;
}

void machine_code_pages_free(void *pages, size_t count) {
    MachineInterrupts previous = spinlock_acquire(&code.lock);
    map(page_of(pages), count, 0);
    set_pages(code.stale, page_of(pages), count, true);
    spinlock_release(&code.lock, previous);
}
