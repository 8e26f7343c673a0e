/*
 * Checks of memory for machine code, and how long writing it holds interrupts up.
 */
#include "arch/x86_64/code_pages.h"
#include "arch/x86_64/log.h"
#include "arch/x86_64/paging.h"
#include "arch/x86_64/registers.h"
#include "arch/x86_64/traps.h"
#include "tests/arch/probe.h"

enum { LARGE = 256, IDLE_TICKS = 5, BUSY_TICKS = 40 };

static uint8_t *source;

static uint64_t rights_of(const void *address) {
    return paging_lookup((uint64_t)(uintptr_t)address) & (PAGE_PRESENT | PAGE_WRITE | PAGE_NO_EXECUTE);
}

static void check_writing(void) {
    static const uint8_t two_returns[] = {0xc3, 0xc3};
    uint8_t *pages = machine_code_pages_allocate(2, NULL, false);
    probe_check("code pages are absent at first", pages && !rights_of(pages));
    uint8_t *across = pages + MACHINE_PAGE_SIZE - 1;
    probe_check("code is written across pages", machine_code_pages_write(across, two_returns, 2));
    probe_check("code can be executed and not written",
                rights_of(across) == PAGE_PRESENT && rights_of(across + 1) == PAGE_PRESENT &&
                    probe_execute(across) && probe_execute(across + 1) && !probe_write(across));
    machine_code_pages_write(pages, two_returns, 1);
    probe_check("code joins what a page holds", probe_execute(pages) && probe_execute(across));
    machine_code_pages_free(pages, 2);
    probe_check("freed code pages are absent", !rights_of(pages) && !rights_of(across + 1));
}

/* Whether a page fault that never happened, at an instruction that has a landing pad, continues there. */
static bool is_forgiven(const void *address, uint64_t error) {
    struct MachineFrame frame = {
        .vector = VECTOR_PAGE_FAULT,
        .error = error,
        .rip = (uint64_t)(uintptr_t)probe_data_page,
        .cs = SELECTOR_KERNEL_CODE,
    };
    MachineInterrupts previous = machine_interrupts_disable();
    __asm__ volatile("mov %0, %%cr2" ::"r"(address));
    trap_dispatch(&frame);
    machine_interrupts_restore(previous);
    return frame.rip == (uint64_t)(uintptr_t)probe_data_page;
}

/* QEMU's own CPUs ask the tables again before they fault, so none is to be had here. */
static void check_spurious_fetches(void) {
    static const uint8_t function[] = {0xc3};
    const uint64_t fetch = PAGE_FAULT_PRESENT | PAGE_FAULT_FETCH;
    uint8_t *page = machine_code_pages_allocate(1, NULL, false);
    probe_check("a fetch from absent code is a fault", !is_forgiven(page, fetch));
    machine_code_pages_write(page, function, sizeof(function));
    probe_check("a fetch that the tables allow by now is done again", is_forgiven(page, fetch));
    probe_check("a fetch of ring 3 is not", !is_forgiven(page, fetch | PAGE_FAULT_USER));
    probe_check("nor is a write", !is_forgiven(page, PAGE_FAULT_PRESENT | PAGE_FAULT_WRITE));
    probe_check("nor a fetch from elsewhere", !is_forgiven(probe_data_page, fetch));
    machine_code_pages_free(page, 1);
    probe_check("nor one from freed code", !is_forgiven(page, fetch));
}

/* Takes single pages until there is none; how many. */
static uint32_t take_all(uint8_t **taken, bool favoured) {
    uint32_t count = 0;
    while ((taken[count] = machine_code_pages_allocate(1, NULL, favoured))) {
        count++;
    }
    return count;
}

static void check_shares(void) {
    static uint8_t *plain[CODE_PAGES + 1], *favoured[CODE_PAGES + 1];
    uint64_t freed = machine_code_pages_freed();
    uint32_t plain_count = take_all(plain, false), favoured_count = take_all(favoured, true);
    probe_check("some code pages are for the favoured alone",
                plain_count == CODE_PAGES - CODE_PAGES_FAVOURED && favoured_count == CODE_PAGES_FAVOURED);
    machine_code_pages_free(favoured[0], 1);
    probe_check("what is freed is counted", machine_code_pages_freed() == freed + 1);
    probe_check("a freed page of theirs is theirs",
                !machine_code_pages_allocate(1, NULL, false) &&
                    machine_code_pages_allocate(1, NULL, true) == favoured[0]);
    while (plain_count) {
        machine_code_pages_free(plain[--plain_count], 1);
    }
    while (favoured_count) {
        machine_code_pages_free(favoured[--favoured_count], 1);
    }
    uint8_t *first = machine_code_pages_allocate(2, NULL, false);
    probe_check("code pages come where they are wished for",
                machine_code_pages_allocate(3, first + 9 * MACHINE_PAGE_SIZE, false) ==
                    first + 9 * MACHINE_PAGE_SIZE);
    probe_check("or anywhere", machine_code_pages_allocate(1, first, false) == first + 2 * MACHINE_PAGE_SIZE);
}

void probe_code_checks(void) {
    check_writing();
    check_spurious_fetches();
    check_shares();
}

static void wait_for_tick(void (*work)(void)) {
    volatile uint32_t *ticks = &probe_cpus[0].ticks;
    for (uint32_t before = *ticks; *ticks == before;) {
        work();
    }
}

/* The longest time from one tick to the next, of so many, in cycles, while `work` is done again and again. */
static uint64_t longest_period(uint32_t ticks, void (*work)(void)) {
    uint64_t longest = 0;
    wait_for_tick(work);
    for (uint64_t before = probe_cpus[0].tick_cycles; ticks--; before = probe_cpus[0].tick_cycles) {
        wait_for_tick(work);
        uint64_t period = probe_cpus[0].tick_cycles - before;
        longest = period > longest ? period : longest;
    }
    return longest;
}

static void write_much(void) {
    uint8_t *pages = machine_code_pages_allocate(LARGE, NULL, true);
    machine_code_pages_write(pages, source, LARGE * MACHINE_PAGE_SIZE);
    machine_code_pages_free(pages, LARGE);
}

void probe_code_latency(void) {
    source = machine_pages_allocate(LARGE);
    interrupts_on();
    uint64_t idle = longest_period(IDLE_TICKS, pause);
    uint64_t busy = longest_period(BUSY_TICKS, write_much);
    interrupts_off();
    log_line("probe", "a tick came %llu cycles late", (unsigned long long)(busy - idle));
}
