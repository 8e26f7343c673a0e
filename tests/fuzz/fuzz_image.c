/*
 * Fuzzes images. A refused image is done with; of an accepted one every module is imported and every code
 * called, in a fresh isolate with a small heap and budget. Whatever the image does, the isolate's heap must
 * be in order afterwards, and everything must be given back.
 *
 * Changes are made by image_mutator.c, which knows what an image looks like, and now and then by libFuzzer,
 * which doesn't.
 */
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/image_mutator.h"
#include "tests/fuzz/support.h"
#include "vm/error.h"
#include "vm/instructions.h"
#include "vm/interpreter.h"
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
            fuzz_drop_exception(isolate);
    }
    fuzz_budget(isolate, BUDGET);
    if (!generator_close(isolate, generator))
        fuzz_drop_exception(isolate);
}

static void call_made(Isolate *isolate, Value function, uint32_t count) {
    Value arguments[ARGUMENTS_MOST];
    count = count > ARGUMENTS_MOST ? ARGUMENTS_MOST : count;
    for (uint32_t i = 0; i < count; i++) {
        arguments[i] = argument(isolate, function, i + count);
        if (arguments[i] == NOTHING)
            return fuzz_drop_exception(isolate);
        heap_keep(isolate, arguments[i]);
    }
    fuzz_budget(isolate, BUDGET);
    Value result = call(isolate, function, arguments, count);
    if (result == NOTHING)
        return fuzz_drop_exception(isolate);
    heap_keep(isolate, result);
    if (is_kind(result, KIND_GENERATOR))
        step_generator(isolate, result);
    fuzz_budget(isolate, BUDGET);
    if (operate_represent(isolate, result) == NOTHING)
        fuzz_drop_exception(isolate);
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
        maker->globals = module;
        heap_keep(isolate, from_object(maker));
        Value function = function_make(isolate, maker, from_object(code), code->free_count, 0, parts);
        if (function != NOTHING)
            call_made(isolate, heap_keep(isolate, function), code->positional_count);
    }
    if (isolate->exception != NOTHING)
        fuzz_drop_exception(isolate);
    heap_release(isolate, mark);
}

static void import_modules(Isolate *isolate, const Image *image) {
    char name[256];
    for (uint32_t number = 0; number < image->header->module_count && number < 8; number++) {
        const ImageModule *record = &image_modules(image)[number];
        string_copy_utf8((const String *)((const char *)image->header + record->name), name, sizeof(name));
        fuzz_budget(isolate, BUDGET);
        if (isolate_import(isolate, name) == NOTHING)
            fuzz_drop_exception(isolate);
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

static void run_image(const Image *image) {
    Isolate *isolate = fuzz_isolate(HEAP_LIMIT);
    LoadedImage *loaded = isolate_add_image(isolate, image, NULL);
    if (!loaded)
        fuzz_finding("an image can't be added", "");
    import_modules(isolate, image);
    call_codes(isolate, loaded);
    fuzz_check_heap(isolate);
    isolate_destroy(isolate);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char reason[IMAGE_REASON_SIZE];
    uint8_t *copy = malloc(size ? size : 1);
    memcpy(copy, data, size);
    if (image_verify(copy, size, reason)) {
        const Image image = {.header = (const ImageHeader *)(const void *)copy, .size = size};
        run_image(&image);
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
