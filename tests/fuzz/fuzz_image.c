/*
 * Fuzzes images. A refused image is done with; of an accepted one every module is imported and every code
 * called, in a fresh isolate with a small heap and budget: once interpreted, and once as machine code; with
 * FUZZ_COMPARE set, both must come to the same. Whatever the image does, the isolate's heap must be in order
 * afterwards, and everything must be given back.
 *
 * Changes are made by image_mutator.c, which knows what an image looks like, and now and then by libFuzzer,
 * which doesn't.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/image_mutator.h"
#include "tests/fuzz/support.h"
#include "vm/error.h"
#include "vm/instructions.h"
#include "vm/interpreter.h"
#include "vm/machine_code.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/string.h"

enum {
    HEAP_LIMIT = 1 << 20,
    BUDGET = 3000,     /* for each module body and each function */
    CODES_CALLED = 60, /* of one image */
    ARGUMENTS_MOST = 8,
    STEPS = 4, /* of a generator that a call has given */
};

/* ---- What came out ---- */

/* A run's outcomes, mixed into one number. Addresses differ from isolate to isolate, and so does how much
 * memory there is: from a MemoryError on, nothing is compared. */
static struct Outcomes {
    uint64_t mixed;
    bool memory;
} outcomes;

static void mix(uint64_t number) {
    outcomes.mixed = (outcomes.mixed ^ number) * 0x100000001b3u;
    if (getenv("FUZZ_OUTCOMES")) /* shows where two runs part, when a finding is replayed */
        fprintf(stderr, "outcome %#llx\n", (unsigned long long)number);
}

static void note_value(Value value) {
    if (!is_object(value))
        return mix(value);
    const Class *class = class_of(value);
    mix(class->flags & CLASS_STATIC ? (uint64_t)(uintptr_t)class : 1);
    if (is_string(value))
        mix(AS(String, value)->length);
}

static void note_exception(Isolate *isolate) {
    note_value(isolate->exception);
    outcomes.memory = outcomes.memory || class_of(isolate->exception) == &class_MemoryError;
    fuzz_drop_exception(isolate);
}

/* ---- Running ---- */

/* Something of each sort that natives and instructions may take for another. */
static Value argument(Isolate *isolate, Value function, uint32_t number) {
    switch (number % 8) {
    case 0:
        return list_new(isolate, 0, NULL);
    case 1:
        return small(number);
    case 2:
        return dictionary_new(isolate, 0);
    case 3:
        return from_object(&class_ValueError);
    case 4:
        return string_from_c(isolate, "weight");
    case 5:
        return function;
    case 6:
        return tuple_new(isolate, 0, NULL);
    default:
        return NONE;
    }
}

static void step_generator(Isolate *isolate, Value generator) {
    Value result;
    for (int i = 0; i < STEPS; i++) {
        fuzz_budget(isolate, BUDGET);
        Value sent = i == 2 ? heap_keep(isolate, exception_new(isolate, &class_ValueError, NULL, 0)) : NONE;
        Value value = i == 2 && sent != NOTHING ? generator_throw(isolate, generator, sent, &result)
                                                : generator_send(isolate, generator, NONE, &result);
        if (value == NOTHING)
            note_exception(isolate);
        else
            note_value(value);
    }
    fuzz_budget(isolate, BUDGET);
    if (!generator_close(isolate, generator))
        note_exception(isolate);
}

static void call_made(Isolate *isolate, Value function, uint32_t count) {
    Value arguments[ARGUMENTS_MOST];
    count = count > ARGUMENTS_MOST ? ARGUMENTS_MOST : count;
    if (getenv("FUZZ_OUTCOMES")) {
        const Code *code = AS(Function, function)->code;
        char name[100];
        string_copy_utf8(AS(String, code_qualified_name(code)), name, sizeof(name));
        fprintf(stderr, "code %u: %s, line %u\n", code->number, name, code->first_line);
    }
    for (uint32_t i = 0; i < count; i++) {
        arguments[i] = argument(isolate, function, i + count);
        if (arguments[i] == NOTHING)
            return note_exception(isolate);
        heap_keep(isolate, arguments[i]);
    }
    fuzz_budget(isolate, BUDGET);
    Value result = call(isolate, function, arguments, count);
    if (result == NOTHING)
        return note_exception(isolate);
    note_value(heap_keep(isolate, result));
    if (is_kind(result, KIND_GENERATOR))
        step_generator(isolate, result);
    fuzz_budget(isolate, BUDGET);
    if (operate_represent(isolate, result) == NOTHING)
        note_exception(isolate);
}

/* The module that a code's functions have as their globals: the one that was imported, or NULL. */
static Module *module_of(Isolate *isolate, const LoadedImage *loaded, const Code *code) {
    const ImageModule *record = &image_modules(&loaded->image)[code->module];
    Value key, module;
    uint32_t position = 0;
    while (dictionary_next(AS(Dictionary, isolate->modules), &position, &key, &module))
        if (is_kind(module, KIND_MODULE) && AS(Module, module)->record == record)
            return AS(Module, module);
    return NULL;
}

/* A code as MAKE_FUNCTION makes a function of it, its cells fresh. */
static void call_code(Isolate *isolate, const LoadedImage *loaded, const Code *code) {
    HeapMark mark = heap_mark(isolate);
    Value parts[3 + UINT8_MAX] = {NOTHING, NOTHING, NOTHING};
    Module *module = module_of(isolate, loaded, code);
    Function *maker = module ? heap_allocate(isolate, KIND_FUNCTION, sizeof(Function), NULL) : NULL;
    for (uint32_t i = 0; maker && i < code->free_count; i++) {
        parts[3 + i] = cell_new(isolate, i % 2 ? UNDEFINED : small(i));
        if (parts[3 + i] == NOTHING)
            maker = NULL;
        else
            heap_keep(isolate, parts[3 + i]);
        if (i == 0 && maker)
            heap_keep(isolate, from_object(maker));
    }
    if (maker) {
        maker->code = code;
        maker->machine_code = &machine_code_none;
        maker->globals = module;
        heap_keep(isolate, from_object(maker));
        Value function = function_make(isolate, maker, from_object(code), code->free_count, 0, parts);
        if (function != NOTHING)
            call_made(isolate, heap_keep(isolate, function), code->positional_count);
    }
    if (isolate->exception != NOTHING)
        note_exception(isolate);
    heap_release(isolate, mark);
}

static void import_modules(Isolate *isolate, const Image *image) {
    char name[256];
    for (uint32_t number = 0; number < image->header->module_count && number < 8; number++) {
        const ImageModule *record = &image_modules(image)[number];
        string_copy_utf8((const String *)((const char *)image->header + record->name), name, sizeof(name));
        fuzz_budget(isolate, BUDGET);
        if (isolate_import(isolate, name) == NOTHING)
            note_exception(isolate);
    }
}

static void call_codes(Isolate *isolate, const LoadedImage *loaded) {
    const ImageHeader *header = loaded->image.header;
    int called = 0;
    for (uint64_t place = header->objects; place < header->modules && called < CODES_CALLED;) {
        const Object *object = (const Object *)((const char *)header + place);
        if (object->kind == KIND_CODE && !(object->detail & CODE_MODULE_BODY)) {
            call_code(isolate, loaded, (const Code *)object);
            called++;
        }
        place += image_extent(object);
    }
}

static struct Outcomes run_image(const Image *image, enum MachineCodeUse machine_code_use) {
    Isolate *isolate = fuzz_isolate(HEAP_LIMIT, machine_code_use);
    outcomes = (struct Outcomes){0};
    LoadedImage *loaded = isolate_add_image(isolate, image);
    if (!loaded)
        fuzz_finding("an image can't be added", "");
    import_modules(isolate, image);
    call_codes(isolate, loaded);
    fuzz_check_heap(isolate);
    isolate_destroy(isolate);
    fuzz_check_code_pages();
    return outcomes;
}

static void run_both_ways(const Image *image) {
    struct Outcomes interpreted = run_image(image, MACHINE_CODE_NEVER);
    struct Outcomes compiled = run_image(image, MACHINE_CODE_ALWAYS);
    /* What a call leaves in the registers of its window is nobody's promise: code that reads it, which no
     * compiler makes, may tell the two apart. So a difference is looked into by hand. */
    bool differs = interpreted.mixed != compiled.mixed && !interpreted.memory && !compiled.memory;
    if (differs && getenv("FUZZ_COMPARE"))
        fuzz_finding("machine code", "it comes to something else than the interpreter");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char reason[IMAGE_REASON_SIZE];
    uint8_t *copy = malloc(size ? size : 1);
    memcpy(copy, data, size);
    if (image_verify(copy, size, reason)) {
        const Image image = {.header = (const ImageHeader *)(const void *)copy, .size = size};
        run_both_ways(&image);
    } else if (!reason[0])
        fuzz_finding("an image refused without a reason", "");
    free(copy);
    return 0;
}

/* ---- Changing ---- */

static bool is_accepted(const uint8_t *data, size_t size) {
    char reason[IMAGE_REASON_SIZE];
    return (uintptr_t)data % IMAGE_ALIGNMENT == 0 && image_verify(data, size, reason);
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t limit, unsigned int seed) {
    if (seed % 16 && is_accepted(data, size)) {
        image_mutate(data, size, seed);
    } else {
        size = LLVMFuzzerMutate(data, size, limit) & ~(size_t)(IMAGE_ALIGNMENT - 1);
        if (size < sizeof(ImageHeader))
            return size;
    }
    image_seal(data, size);
    return size;
}
