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

enum { NO_RUN = CODE_PAGES };

enum PageState {
    PAGE_FREE,
    PAGE_GIVEN,
    PAGE_STALE, /* freed, and perhaps still in some CPU's TLB */
};

static struct {
    struct Spinlock lock;
    uint64_t base;     /* physical */
    uint64_t *entries; /* the window's page table */
    uint64_t given;    /* pages */
    uint64_t freed;    /* pages, since boot */
    uint8_t states[CODE_PAGES];
} code;

void code_pages_reserve(struct BootInformation *information) {
    code.base = frames_reserve_below(information, UINT64_MAX, CODE_PAGES);
}

uint64_t code_pages_base(void) { return code.base; }

uint64_t code_pages_given(void) { return __atomic_load_n(&code.given, __ATOMIC_RELAXED); }

uint64_t machine_code_pages_freed(void) { return __atomic_load_n(&code.freed, __ATOMIC_RELAXED); }

bool code_pages_initialise(void) {
    code.entries = paging_entry(paging_kernel_root(), CODE_WINDOW_START, true);
    return code.entries != NULL;
}

static uint64_t address_of(size_t page) { return CODE_WINDOW_START + page * MACHINE_PAGE_SIZE; }

static size_t page_of(const void *address) {
    return ((uint64_t)(uintptr_t)address - CODE_WINDOW_START) / MACHINE_PAGE_SIZE;
}

static void map(size_t page, uint64_t rights) {
    code.entries[page] =
        rights ? (code.base + page * MACHINE_PAGE_SIZE) | PAGE_PRESENT | paging_supported(rights) : 0;
    invalidate_page(address_of(page));
}

/* ---- Giving and taking back: under the lock ---- */

/* The first page of a run that is free, from a page on, or NO_RUN. Bound: the window's pages. */
static size_t find_run(size_t from, size_t count) {
    size_t length = 0;
    for (size_t page = from; page < CODE_PAGES; page++) {
        length = code.states[page] == PAGE_FREE ? length + 1 : 0;
        if (length == count) {
            return page + 1 - count;
        }
    }
    return NO_RUN;
}

static size_t find_run_near(size_t wish, size_t count) {
    size_t first = find_run(wish, count);
    return first == NO_RUN ? find_run(0, count) : first;
}

/* Makes stale pages free. */
static void forget_stale(void) {
    shootdown_all();
    for (size_t page = 0; page < CODE_PAGES; page++) {
        code.states[page] = code.states[page] == PAGE_GIVEN ? PAGE_GIVEN : PAGE_FREE;
    }
}

static void *take(size_t wish, size_t count) {
    size_t first = find_run_near(wish, count);
    if (first == NO_RUN && memchr(code.states, PAGE_STALE, CODE_PAGES)) {
        forget_stale();
        first = find_run_near(wish, count);
    }
    if (first == NO_RUN) {
        return NULL;
    }
    memset(code.states + first, PAGE_GIVEN, count);
    code.given += count;
    return (void *)(uintptr_t)address_of(first);
}

void *machine_code_pages_allocate(size_t count, const void *wish, bool favoured) {
    size_t limit = favoured ? CODE_PAGES : CODE_PAGES - CODE_PAGES_FAVOURED;
    MachineInterrupts previous = spinlock_acquire(&code.lock);
    bool allowed = code.base && code.given + count <= limit;
    void *pages = allowed ? take(wish ? page_of(wish) : 0, count) : NULL;
    spinlock_release(&code.lock, previous);
    return pages;
}

void machine_code_pages_free(void *pages, size_t count) {
    size_t first = page_of(pages);
    MachineInterrupts previous = spinlock_acquire(&code.lock);
    for (size_t page = first; page < first + count; page++) {
        map(page, 0);
        code.states[page] = PAGE_STALE;
    }
    code.given -= count;
    code.freed += count;
    spinlock_release(&code.lock, previous);
}

/* ---- Writing ---- */

/* No other CPU uses the page while it can be written. One that guesses ahead may look it up nonetheless, and
 * remember that it isn't executable: code_pages_refresh(). */
static void write_in_page(uint8_t *to, const uint8_t *from, size_t size) {
    MachineInterrupts previous = machine_interrupts_disable();
    map(page_of(to), PAGING_KERNEL_DATA);
    memcpy(to, from, size);
    map(page_of(to), PAGING_KERNEL_TEXT);
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

bool code_pages_refresh(uint64_t address) {
    size_t page = (address - CODE_WINDOW_START) / MACHINE_PAGE_SIZE;
    uint64_t entry = page < CODE_PAGES ? code.entries[page] : 0;
    bool executable = (entry & PAGE_PRESENT) && !(entry & PAGE_NO_EXECUTE);
    if (executable) {
        invalidate_page(address);
    }
    return executable;
}
