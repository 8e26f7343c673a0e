/*
 * Making and ending isolates, and what happens when a budget counter falls below zero.
 *
 * The isolate, its heap's administration, kept values, frames and register stack lie in one run of pages;
 * what the heap allocates comes block by block. `budget` falls below zero for one of two reasons:
 * isolate_request() took REQUEST_OFFSET away to be noticed, or it is used up. Outside hooks it is then
 * refilled from budget_left, a quantum at a time.
 */
#include "vm/isolate.h"

#include "vm/machine.h"
#include "vm/machine_code.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/weak.h"

#define REQUEST_OFFSET ((int64_t)1 << 62)

enum { KEPT_LEAST = 128, REQUESTED_STEP_WORK = 1000, LOOKUPS_LEAST = 64, LOOKUPS_MOST = 512 };

/* ---- Making and ending ---- */

static size_t aligned(size_t size) { return (size + 15) & ~(size_t)15; }

static uint32_t kept_count(const struct IsolateOptions *options) {
    uint32_t count = options->stack_size / 8;
    return count > KEPT_LEAST ? count : KEPT_LEAST;
}

/* A power of two: small where the stack is. */
static uint32_t lookup_count(const struct IsolateOptions *options) {
    uint32_t count = LOOKUPS_LEAST;
    while (count < LOOKUPS_MOST && count * 64 < options->stack_size)
        count *= 2;
    return count;
}

static size_t whole_size(const struct IsolateOptions *options) {
    return aligned(sizeof(Isolate)) + aligned(heap_structure_size()) +
           aligned(kept_count(options) * sizeof(Value)) + lookup_count(options) * sizeof(LookupEntry) +
           aligned((options->frame_count + 1) * sizeof(Frame)) + options->stack_size * sizeof(Value);
}

/* The next part of the run. */
static void *carve(char **memory, size_t size) {
    void *part = *memory;
    *memory += aligned(size);
    return part;
}

void isolate_limit_recursion(Isolate *isolate, uint32_t depth) {
    isolate->recursion_limit = depth;
    isolate->frame_limit =
        isolate->frames + (depth < isolate->frame_count ? depth : isolate->frame_count) + 1;
}

static void lay_out(Isolate *isolate, const struct IsolateOptions *options) {
    char *memory = (char *)isolate;
    carve(&memory, sizeof(Isolate));
    heap_create(isolate, carve(&memory, heap_structure_size()), options->heap_limit);
    isolate->kept = isolate->kept_top = carve(&memory, kept_count(options) * sizeof(Value));
    isolate->kept_limit = isolate->kept + kept_count(options);
    isolate->lookups = carve(&memory, lookup_count(options) * sizeof(LookupEntry));
    isolate->lookup_mask = lookup_count(options) - 1;
    isolate->lookup_epoch = 1;
    isolate->frames = isolate->frame = carve(&memory, (options->frame_count + 1) * sizeof(Frame));
    isolate->frame_count = options->frame_count;
    isolate_limit_recursion(isolate,
                            options->recursion_limit ? options->recursion_limit : options->frame_count);
    isolate->stack = isolate->stack_top = carve(&memory, options->stack_size * sizeof(Value));
    isolate->stack_limit = isolate->stack + options->stack_size;
    isolate->frames[0] = (Frame){.registers = isolate->stack, .handled = NONE};
}

static bool fill(Isolate *isolate) {
    isolate->memory_error = exception_new(isolate, &class_MemoryError, NULL, 0);
    if (isolate->memory_error == NOTHING)
        return false;
    isolate->modules = dictionary_new(isolate, 8);
    if (isolate->modules == NOTHING)
        return false;
    isolate->builtins = isolate_import(isolate, "builtins");
    return isolate->builtins != NOTHING;
}

Isolate *isolate_create(const struct IsolateOptions *options) {
    size_t page_count = (whole_size(options) + MACHINE_PAGE_SIZE - 1) / MACHINE_PAGE_SIZE;
    Isolate *isolate = machine_pages_allocate(page_count);
    if (!isolate)
        return NULL;
    isolate->page_count = page_count;
    isolate->native_depth_limit = options->native_depth_limit;
    isolate->role = options->role;
    isolate->machine_code_use = options->machine_code_use;
    isolate->own_machine_code.page_limit = options->machine_code_pages;
    isolate->machine_code_memory = &isolate->own_machine_code;
    isolate->write = options->write;
    isolate->source_line = options->source_line;
    isolate->read = options->read;
    isolate->host = options->host;
    isolate->collector.thresholds[0] = 700; /* CPython's */
    isolate->collector.thresholds[1] = isolate->collector.thresholds[2] = 10;
    isolate->budget_left = INT64_MAX;
    isolate->digits_limit = DIGITS_LIMIT;
    lay_out(isolate, options);
    if (fill(isolate))
        return isolate;
    isolate_destroy(isolate);
    return NULL;
}

void isolate_destroy(Isolate *isolate) {
    for (LoadedImage *image = isolate->images; image;) {
        LoadedImage *next = image->next;
        machine_code_release(image);
        image = next;
    }
    machine_code_memory_free(&isolate->own_machine_code);
    heap_destroy(isolate);
    machine_pages_free(isolate, isolate->page_count);
}

/* ---- Requests and the budget ---- */

void isolate_request(Isolate *isolate, enum IsolateRequest request) {
    uint32_t before = __atomic_fetch_or(&isolate->requests, request, __ATOMIC_ACQ_REL);
    if (request == REQUEST_KILL && (before & REQUEST_KILL || isolate->killed))
        __atomic_store_n(&isolate->dropping, true, __ATOMIC_RELEASE);
    if (__atomic_load_n(&isolate->budget, __ATOMIC_RELAXED) >= 0)
        __atomic_fetch_sub(&isolate->budget, REQUEST_OFFSET, __ATOMIC_ACQ_REL);
}

static bool take_request(Isolate *isolate, enum IsolateRequest request) {
    return __atomic_fetch_and(&isolate->requests, ~(uint32_t)request, __ATOMIC_ACQ_REL) & request;
}

/* The first time leaves the reserve for finally and with; the second time there is none, and frames are
 * dropped. */
static bool exceeded(Isolate *isolate) {
    isolate->dropping = isolate->dropping || (isolate->in_hook && isolate->hook_reserve == 0);
    int64_t reserve = isolate->dropping ? 0 : isolate->hook_reserve;
    isolate->hook_reserve = 0;
    isolate->budget = BUDGET_QUANTUM; /* raising charges too */
    raise_error(isolate, &class_BudgetExceeded, "the budget is used up");
    isolate->budget = reserve;
    return false;
}

/* False: there is nothing left to refill from. */
static bool refill(Isolate *isolate) {
    if (isolate->in_hook)
        return false;
    if (isolate->budget_left == INT64_MAX) {
        isolate->budget = BUDGET_QUANTUM;
        return true;
    }
    int64_t owed = -isolate->budget;
    if (isolate->budget_left < owed)
        return false;
    int64_t left = isolate->budget_left - owed;
    isolate->budget = left < BUDGET_QUANTUM ? left : BUDGET_QUANTUM;
    isolate->budget_left = left - isolate->budget;
    return true;
}

/* Finalizers that wait are the interpreter's: they stay noticeable. */
static bool stand_over(Isolate *isolate) {
    if (__atomic_load_n(&isolate->requests, __ATOMIC_RELAXED) & REQUEST_FINALIZE && !isolate->in_hook &&
        !isolate->weak.running)
        isolate->budget -= REQUEST_OFFSET;
    return true;
}

bool isolate_charge_running(Isolate *isolate) {
    bool waiting = !isolate->in_hook && !isolate->weak.running && take_request(isolate, REQUEST_FINALIZE);
    if (!isolate_charge_slow(isolate))
        return false;
    if (!isolate->in_hook && isolate->machine_code_use == MACHINE_CODE_SAMPLED)
        machine_code_sample(isolate);
    return !waiting || weak_run(isolate);
}

bool isolate_charge_slow(Isolate *isolate) {
    if (isolate->budget < -(REQUEST_OFFSET / 2))
        isolate->budget += REQUEST_OFFSET;
    if (take_request(isolate, REQUEST_STEP))
        heap_step(isolate, REQUESTED_STEP_WORK);
    if (isolate->in_hook && isolate->dropping)
        return exceeded(isolate);
    if (take_request(isolate, REQUEST_KILL) || isolate->dropping) {
        isolate->killed = true;
        isolate->budget = BUDGET_QUANTUM;
        raise_error(isolate, &class_TaskKilled, "the task was killed");
        return false;
    }
    if (take_request(isolate, REQUEST_INTERRUPT)) {
        int64_t left = isolate->budget;
        isolate->budget = BUDGET_QUANTUM;
        raise_error(isolate, &class_KeyboardInterrupt, "");
        isolate->budget = left;
        return false;
    }
    if (take_request(isolate, REQUEST_BUDGET))
        return exceeded(isolate);
    return (isolate->budget >= 0 || refill(isolate) || exceeded(isolate)) && stand_over(isolate);
}

/* What the files compiled for size call instead of expanding it. */
extern inline bool isolate_charge(Isolate *isolate, uint64_t amount);
