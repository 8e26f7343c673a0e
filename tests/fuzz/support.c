/*
 * The machine under the fuzzed VM, and the checks after each input.
 *
 * Every run of pages is a piece of malloc()'s memory, so that the address sanitizer sees what passes its
 * ends, what is used after it was freed and what is never freed.
 */
#include "tests/fuzz/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#include "vm/handles.h"
#include "vm/heap_blocks.h"
#include "vm/interpreter.h"
#include "vm/machine.h"
#include "vm/types/classes.h"

const struct NativeModule *const machine_native_modules[] = {NULL};

const Class *handle_class(uint32_t type) {
    (void)type;
    return &class_object;
}

/* ---- vm/machine.h ---- */

enum { PAGES_LIMIT = 1 << 16 }; /* of one run: 256 MiB */

void *machine_pages_allocate(size_t count) {
    void *pages =
        count && count < PAGES_LIMIT ? aligned_alloc(MACHINE_PAGE_SIZE, count * MACHINE_PAGE_SIZE) : NULL;
    return pages ? memset(pages, 0, count * MACHINE_PAGE_SIZE) : NULL;
}

void machine_pages_free(void *pages, size_t count) {
    (void)count;
    free(pages);
}

/* The sanitizers see nothing of machine code; what it leaves behind is counted. */
static size_t code_pages;

void *machine_code_pages_allocate(size_t count, const void *wish, bool favoured) {
    (void)favoured;
    void *pages = mmap((void *)wish, count * MACHINE_PAGE_SIZE, PROT_NONE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
    code_pages += pages == MAP_FAILED ? 0 : count;
    return pages == MAP_FAILED ? NULL : pages;
}

bool machine_code_pages_write(void *to, const void *from, size_t size) {
    size_t inset = (uintptr_t)to % MACHINE_PAGE_SIZE;
    void *page = (char *)to - inset;
    if (mprotect(page, inset + size, PROT_READ | PROT_WRITE))
        return false;
    memcpy(to, from, size);
    return !mprotect(page, inset + size, PROT_READ | PROT_EXEC);
}

void machine_code_pages_free(void *pages, size_t count) {
    munmap(pages, count * MACHINE_PAGE_SIZE);
    code_pages -= count;
}

uint64_t machine_code_pages_freed(void) { return 0; }

void fuzz_check_code_pages(void) {
    if (code_pages)
        fuzz_finding("machine code", "pages were not given back");
}

/* Always the same, or an input would not behave the same way twice. */
uint64_t machine_clock(void) { return 1000000000; }
uint64_t machine_clock_origin(void) { return 1700000000000000000; }
uint64_t machine_cycles(void) { return 1000000000; }
MachineInterrupts machine_float_begin(void) { return 0; }
void machine_float_end(MachineInterrupts previous) { (void)previous; }

/* ---- Coverage ---- */

enum { COUNTERS = 1 << 16 };
__attribute__((section("__libfuzzer_extra_counters"))) static uint8_t counters[COUNTERS];
static const uint32_t *cover_start, *cover_end, *covered;

void fuzz_cover_within(const void *start, const void *end) {
    cover_start = start;
    cover_end = end;
}

void fuzz_cover(const uint32_t *program_counter) {
    uint32_t place;
    if (!cover_start)
        place = (covered ? *covered & 255 : 0) << 8 | (*program_counter & 255);
    else if (program_counter < cover_start || program_counter >= cover_end)
        return;
    else
        place =
            ((uint32_t)(program_counter - cover_start) * 3 ^ (uint32_t)(covered - cover_start)) % COUNTERS;
    counters[place]++;
    covered = program_counter;
}

/* ---- Isolates ---- */

void fuzz_finding(const char *what, const char *detail) {
    fprintf(stderr, "FINDING: %s: %s\n", what, detail);
    abort();
}

static void write_nothing(Isolate *isolate, const void *bytes, size_t size, bool error) {
    /* Read all the same, for the address sanitizer. */
    static volatile uint8_t sink;
    for (size_t i = 0; i < size; i++)
        sink = ((const uint8_t *)bytes)[i];
    (void)isolate, (void)error, (void)sink;
}

Isolate *fuzz_isolate(size_t heap_limit, enum MachineCodeUse machine_code_use) {
    const struct IsolateOptions options = {
        .heap_limit = heap_limit,
        .stack_size = 1 << 13,
        .frame_count = 200,
        .native_depth_limit = 30,
        .role = ROLE_HOST,
        .machine_code_use = machine_code_use,
        .write = write_nothing,
    };
    covered = cover_start;
    Isolate *isolate = isolate_create(&options);
    if (!isolate)
        fuzz_finding("an isolate can't be made", "");
    return isolate;
}

void fuzz_budget(Isolate *isolate, int64_t charges) {
    isolate->budget = charges;
    isolate->budget_left = 0;
}

void fuzz_drop_exception(Isolate *isolate) {
    if (isolate->exception == NOTHING)
        fuzz_finding("a failure without an exception", "");
    if (!is_exception(isolate->exception))
        fuzz_finding("what is raised is no exception", "");
    isolate->exception = NOTHING;
}

/* ---- The heap ---- */

static void check_value(void *context, Value value) {
    (void)context;
    if (is_small(value) || value == NOTHING || is_handle(value))
        return;
    if ((value & TAG_MASK) == TAG_SINGLETON && value >> TAG_BITS < SINGLETON_COUNT)
        return;
    if (!is_object(value))
        fuzz_finding("heap", "a word that is no value");
    Kind kind = as_object(value)->kind;
    if (kind == KIND_FREE || kind >= KIND_COUNT)
        fuzz_finding("heap", "something alive refers to what was freed");
}

static void check_references(const Object *object) {
    if (object->kind == KIND_FREE)
        return;
    if (object->class)
        check_value(NULL, from_object(object->class));
    const Operations *operations = kind_operations[object->kind];
    const Value *fields = (const Value *)(const void *)object + operations->first_field;
    for (uint32_t i = 0; i < operations->field_count; i++)
        check_value(NULL, fields[i]);
    bool is_array = object->kind == KIND_VALUES || object->kind == KIND_TUPLE;
    for (uint32_t i = 0; is_array && i < object->count; i++)
        check_value(NULL, ((const Values *)object)->values[i]);
    if (operations->trace)
        operations->trace((Object *)(uintptr_t)object, check_value, NULL);
}

void fuzz_check_heap(Isolate *isolate) {
    heap_collect(isolate);
    const char *wrong = heap_check(isolate);
    if (wrong)
        fuzz_finding("heap", wrong);
    for (const HeapBlock *block = isolate->heap->blocks; block; block = block->next) {
        if (!block->cell_size)
            check_references((const Object *)((const char *)block + BLOCK_HEADER));
        for (uint32_t i = 0; block->cell_size && i < block->cell_count; i++)
            check_references(block_cell(block, i));
    }
}

/* ---- Files ---- */

void *fuzz_read_file(const char *path, size_t *size) {
    FILE *file = path ? fopen(path, "rb") : NULL;
    if (!file || fseek(file, 0, SEEK_END)) {
        fprintf(stderr, "fuzzer: %s can't be read\n", path ? path : "a file whose name is not given");
        exit(2);
    }
    *size = (size_t)ftell(file);
    rewind(file);
    void *bytes = aligned_alloc(MACHINE_PAGE_SIZE, (*size / MACHINE_PAGE_SIZE + 1) * MACHINE_PAGE_SIZE);
    if (!bytes || fread(bytes, 1, *size, file) != *size)
        exit(2);
    fclose(file);
    return bytes;
}
