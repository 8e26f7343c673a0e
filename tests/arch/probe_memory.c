/*
 * Checks of page tables, the frame allocator and stacks.
 */

#include "arch/x86_64/cpu.h"
#include "arch/x86_64/frames.h"
#include "arch/x86_64/memory.h"
#include "arch/x86_64/paging.h"
#include "arch/x86_64/stacks.h"
#include "boot/sections.h"
#include "tests/arch/probe.h"

enum { RUN_LIMIT = 200, RUN_STRIDE = 7, STACK_COUNT = 100, STACK_BYTES = 16384 };

static uint64_t free_frames(void) {
    struct MachineMemory memory;
    machine_memory(&memory);
    return memory.free_frames;
}

/* The direct map's view of a kernel address. */
static void *alias_of(const void *address) {
    return direct_map_pointer((paging_lookup((uint64_t)(uintptr_t)address) & PAGE_ADDRESS));
}

static void check_permissions(void) {
    static uint8_t variable[1];
    probe_check("text can't be written",
                probe_read(kernel_text_start) && !probe_write((void *)(uintptr_t)kernel_text_start));
    probe_check("read-only data can't be written",
                probe_read(kernel_rodata_start) && !probe_write((void *)(uintptr_t)kernel_rodata_start));
    probe_check("data can be written", probe_write(variable));
    probe_check("text can't be written through the direct map",
                probe_read(alias_of(kernel_text_start)) && !probe_write(alias_of(kernel_text_start)));
    probe_check("modules can't be written", !probe_write((void *)(uintptr_t)machine_module(0)->bytes));
    probe_check("data can't be executed", !cpu_features.no_execute || !probe_execute(probe_data_page));
    probe_check("the direct map can't be executed",
                !cpu_features.no_execute ||
                    paging_lookup((uint64_t)(uintptr_t)alias_of(variable)) & PAGE_NO_EXECUTE);
    probe_check("address 0 isn't mapped", !probe_read(NULL));
}

static bool interrupt_stacks_guarded(void) {
    for (unsigned index = INTERRUPT_STACK_DOUBLE_FAULT; index < INTERRUPT_STACK_LIMIT; index++) {
        const uint8_t *top = (const uint8_t *)(uintptr_t)cpu_self()->task_state.interrupt_stack[index];
        if (!probe_write((void *)(uintptr_t)(top - INTERRUPT_STACK_SIZE)) ||
            probe_read(top - INTERRUPT_STACK_SIZE - 1)) {
            return false;
        }
    }
    return true;
}

static void check_guards(void) {
    uint8_t *top = machine_stack_allocate(STACK_BYTES);
    probe_check("stack is writable", top && probe_write(top - 1) && probe_write(top - STACK_BYTES));
    probe_check("stack has a guard page", top && !probe_read(top - STACK_BYTES - 1));
    machine_stack_free(top, STACK_BYTES);
    probe_check("boot stack has a guard page",
                !probe_read(boot_stack_guard) && probe_read(boot_stack_guard + 4096));
    probe_check("interrupt stacks have guard pages", interrupt_stacks_guarded());
}

static bool is_zero(const uint8_t *bytes, size_t size) {
    for (size_t index = 0; index < size; index++) {
        if (bytes[index]) {
            return false;
        }
    }
    return true;
}

/* Runs of 1 to RUN_LIMIT pages, each filled with its number, then read back and freed in another order. */
static void check_runs(void) {
    static uint8_t *runs[RUN_LIMIT];
    uint64_t before = free_frames(), pages = 0;
    bool zeroed = true, distinct = true;
    for (size_t count = 1; count <= RUN_LIMIT; count++) {
        runs[count - 1] = machine_pages_allocate(count);
        zeroed &= is_zero(runs[count - 1], count * MACHINE_PAGE_SIZE);
        memset(runs[count - 1], (int)count, count * MACHINE_PAGE_SIZE);
        pages += count;
    }
    probe_check("fresh pages are zeroed", zeroed);
    probe_check("free frames count what was taken", before - free_frames() == pages);
    for (size_t index = 0; index < RUN_LIMIT; index++) {
        size_t count = (index * RUN_STRIDE % RUN_LIMIT) + 1;
        uint8_t *run = runs[count - 1];
        distinct &= run[0] == (uint8_t)count && run[count * MACHINE_PAGE_SIZE - 1] == (uint8_t)count;
        machine_pages_free(run, count);
    }
    probe_check("runs don't overlap", distinct);
    probe_check("free frames are back after freeing", free_frames() == before);
}

/* Takes everything there is, a page at a time, each page pointing at the one before. */
static void check_exhaustion(void) {
    void *top = machine_stack_allocate(STACK_BYTES);
    machine_stack_free(top, STACK_BYTES);
    uint64_t before = free_frames(), taken = 0;
    void **last = NULL;
    for (void **page; (page = machine_pages_allocate(1)); last = page) {
        *page = last;
        taken++;
    }
    probe_check("every free frame can be had", taken == before);
    probe_check("cached stacks give their memory back", free_frames() == 0);
    probe_check("no memory is NULL", !machine_pages_allocate(1) && !machine_stack_allocate(STACK_BYTES));
    while (last) {
        void **page = last;
        last = *page;
        machine_pages_free(page, 1);
    }
    probe_check("free frames are back after exhaustion", free_frames() == before);
    void *large = machine_pages_allocate(4096);
    probe_check("freed frames join to large runs", large != NULL);
    machine_pages_free(large, 4096);
}

static void check_stack_count(void) {
    void *tops[STACK_COUNT];
    uint64_t before = free_frames();
    bool all = true;
    for (size_t index = 0; index < STACK_COUNT; index++) {
        tops[index] = machine_stack_allocate(STACK_BYTES);
        all &= tops[index] && probe_write((uint8_t *)tops[index] - STACK_BYTES);
    }
    probe_check("a hundred stacks at once", all);
    for (size_t index = 0; index < STACK_COUNT; index++) {
        machine_stack_free(tops[index], STACK_BYTES);
    }
    probe_check("free frames are back after a hundred stacks", free_frames() == before);
}

void probe_memory_checks(void) {
    check_permissions();
    check_guards();
    check_runs();
    check_stack_count();
    check_exhaustion();
}
