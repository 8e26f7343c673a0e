/*
 * Fuzzes source text: the compiler, running in the VM out of base.img ($FUZZ_BASE), is given the bytes as
 * UTF-8, or, where they are none, as Latin-1. It must answer with an image that the verifier accepts, or
 * raise what compile() may raise, within a budget in proportion to the source. An image is then run in an
 * isolate of its own, with a small heap and budget.
 *
 * One isolate serves many inputs, since importing the compiler takes longer than most compilations.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/support.h"
#include "vm/attribute.h"
#include "vm/error.h"
#include "vm/names.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/string.h"

enum {
    COMPILER_HEAP = 64 << 20,
    COMPILER_BUDGET = 3000000, /* and for each byte of the source: */
    COMPILER_BUDGET_EACH = 30000,
    INPUTS_EACH_ISOLATE = 200,
    PROGRAM_HEAP = 4 << 20,
    PROGRAM_BUDGET = 30000,
};

static Image base, library;

static void load(Image *image, const char *path) {
    char reason[IMAGE_REASON_SIZE];
    const void *bytes = fuzz_read_file(path, &image->size);
    if (!image_verify(bytes, image->size, reason))
        fuzz_finding(path, reason);
    image->header = bytes;
}

int LLVMFuzzerInitialize(int *count, char ***words) {
    (void)count, (void)words;
    load(&base, getenv("FUZZ_BASE"));
    load(&library, getenv("FUZZ_LIBRARY"));
    return 0;
}

static Isolate *isolate_with_images(size_t heap_limit) {
    Isolate *isolate = fuzz_isolate(heap_limit, MACHINE_CODE_NEVER);
    if (!isolate_add_image(isolate, &base) || !isolate_add_image(isolate, &library))
        fuzz_finding("the base can't be added", "");
    return isolate;
}

/* ---- Programs ---- */

static void run_program(const Bytes *image) {
    Isolate *isolate = isolate_with_images(PROGRAM_HEAP);
    Value module = module_new(isolate, NAME(__main__));
    fuzz_budget(isolate, PROGRAM_BUDGET);
    heap_keep(isolate, module);
    if (module_run_image(isolate, image->bytes, image->length, module) == NOTHING)
        fuzz_drop_exception(isolate);
    fuzz_check_heap(isolate);
    isolate_destroy(isolate);
}

static void check_image(const Bytes *image) {
    char reason[IMAGE_REASON_SIZE];
    uint8_t *copy = malloc(image->length);
    memcpy(copy, image->bytes, image->length);
    if (!image_verify(copy, image->length, reason))
        fuzz_finding("the compiler made an image that is refused", reason);
    free(copy);
    run_program(image);
}

/* ---- Compiling ---- */

static bool may_be_raised(Value exception) {
    static const Class *const classes[] = {&class_SyntaxError, &class_ValueError, &class_MemoryError,
                                           &class_RecursionError};
    for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
        if (is_instance(exception, classes[i]))
            return true;
    return false;
}

static void check_exception(Isolate *isolate) {
    Value exception = isolate->exception;
    if (exception != NOTHING && may_be_raised(exception))
        return fuzz_drop_exception(isolate);
    char text[2000] = "";
    isolate->exception = NOTHING;
    fuzz_budget(isolate, COMPILER_BUDGET);
    Value shown = exception == NOTHING ? NOTHING : exception_display(isolate, exception, NULL, NULL);
    if (shown != NOTHING)
        string_copy_utf8(AS(String, shown), text, sizeof(text));
    fuzz_finding("the compiler raised", text);
}

static Value text_of(Isolate *isolate, const uint8_t *data, size_t size) {
    Value text = string_from_utf8(isolate, data, size);
    if (text != NOTHING)
        return text;
    fuzz_drop_exception(isolate);
    uint8_t *utf8 = malloc(2 * size + 1);
    size_t length = 0;
    for (size_t i = 0; i < size; i++) {
        if (data[i] >= 0x80)
            utf8[length++] = (uint8_t)(0xc0 | data[i] >> 6);
        utf8[length++] = data[i] >= 0x80 ? (uint8_t)(0x80 | (data[i] & 63)) : data[i];
    }
    text = string_from_utf8(isolate, utf8, length);
    free(utf8);
    return text;
}

static void compile(Isolate *isolate, Value source, size_t size, const char *mode) {
    HeapMark mark = heap_mark(isolate);
    fuzz_budget(isolate, COMPILER_BUDGET + (int64_t)size * COMPILER_BUDGET_EACH);
    Value module = isolate_import(isolate, "build.compiler.compile");
    Value name = heap_keep(isolate, string_from_c(isolate, "compile_interactive"));
    Value mode_text = heap_keep(isolate, string_from_c(isolate, mode));
    if (module == NOTHING || name == NOTHING || mode_text == NOTHING)
        fuzz_finding("there is no compiler", "");
    Value compiler = attribute_get(isolate, module, name);
    Value arguments[] = {source, name, mode_text};
    Value image = compiler == NOTHING ? NOTHING : call(isolate, heap_keep(isolate, compiler), arguments, 3);
    if (image == NOTHING)
        check_exception(isolate);
    else if (!is_kind(heap_keep(isolate, image), KIND_BYTES))
        fuzz_finding("the compiler gave no bytes", "");
    else
        check_image(AS(Bytes, image));
    heap_release(isolate, mark);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static Isolate *isolate;
    static int inputs;
    fuzz_cover_within(base.header, (const char *)base.header + base.size);
    if (!isolate)
        isolate = isolate_with_images(COMPILER_HEAP);
    HeapMark mark = heap_mark(isolate);
    Value source = text_of(isolate, data, size);
    if (source == NOTHING)
        fuzz_finding("a text can't be made", "");
    heap_keep(isolate, source);
    compile(isolate, source, size, "exec");
    if (!memchr(data, '\n', size)) {
        compile(isolate, source, size, "eval");
        compile(isolate, source, size, "single");
    }
    heap_release(isolate, mark);
    if (++inputs % INPUTS_EACH_ISOLATE == 0) {
        fuzz_check_heap(isolate);
        isolate_destroy(isolate);
        isolate = NULL;
    }
    return 0;
}
