/*
 * What functions become on a machine whose memory for machine code isn't as one would like it, for
 * tests/vm/test_machine_code.py. Linked with the hosted VM's objects, all but its main(), and with the
 * functions of machine.h for that memory wrapped (ld --wrap).
 *
 *     machine_code_harness near IMAGE       runs the image's entry module; there is as much memory as it
 * likes machine_code_harness far IMAGE        the same out of reach of the VM's own text machine_code_harness
 * full IMAGE       there is none until the program prints something machine_code_harness limited IMAGE    the
 * isolate may have PAGE_LIMIT pages
 *
 * At the end it prints how many functions of the module have machine code, of how many; the pages given; and
 * how often pages were asked for.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "vm/host/host.h"
#include "vm/machine.h"
#include "vm/machine_code.h"
#include "vm/types/classes.h"
#include "vm/types/string.h"

const struct NativeModule *const machine_native_modules[] = {NULL};

const Class *handle_class(uint32_t type) {
    (void)type;
    return &class_object;
}

#define FAR_AWAY ((void *)0x500000000000)
enum { PAGE_LIMIT = 4 };

static bool far, full;
static size_t given, freed, asked; /* pages; the last: times */

void *__real_machine_code_pages_allocate(size_t count, const void *wish, bool favoured);
void *__wrap_machine_code_pages_allocate(size_t count, const void *wish, bool favoured);
void __real_machine_code_pages_free(void *pages, size_t count);
void __wrap_machine_code_pages_free(void *pages, size_t count);
uint64_t __wrap_machine_code_pages_freed(void);

void *__wrap_machine_code_pages_allocate(size_t count, const void *wish, bool favoured) {
    asked++;
    if (full)
        return NULL;
    given += count;
    if (!far)
        return __real_machine_code_pages_allocate(count, wish, favoured);
    void *pages = mmap(FAR_AWAY, count * MACHINE_PAGE_SIZE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return pages == MAP_FAILED ? NULL : pages;
}

void __wrap_machine_code_pages_free(void *pages, size_t count) {
    given -= count;
    __real_machine_code_pages_free(pages, count);
}

uint64_t __wrap_machine_code_pages_freed(void) { return freed; }

static void write_and_free(Isolate *isolate, const void *bytes, size_t size, bool error) {
    host_write(isolate, bytes, size, error);
    full = false;
    freed = 1;
}

static Isolate *isolate_with(const char *path, size_t machine_code_pages, Image *image) {
    struct IsolateOptions options = {
        .heap_limit = 8 << 20,
        .stack_size = 1 << 14,
        .frame_count = 300,
        .native_depth_limit = 50,
        .role = ROLE_HOST,
        .machine_code_use = MACHINE_CODE_ALWAYS,
        .machine_code_pages = machine_code_pages,
        .write = write_and_free,
    };
    Isolate *isolate = isolate_create(&options);
    if (!isolate || !host_load_image(path, image) || !isolate_add_image(isolate, image))
        exit(2);
    return isolate;
}

static Value run_entry(Isolate *isolate, const Image *image) {
    char name[64];
    const ImageModule *module = &image_modules(image)[image->header->entry];
    string_copy_utf8((const String *)((const char *)image->header + module->name), name, sizeof(name));
    Value made = isolate_import(isolate, name);
    if (made == NOTHING)
        exit(3);
    return made;
}

static void count_functions(const Module *module) {
    uint32_t made = 0, all = 0;
    for (uint32_t slot = 0; slot < module->object.count; slot++) {
        if (!is_kind(module->slots[slot], KIND_FUNCTION))
            continue;
        all++;
        made += has_machine_code(AS(Function, module->slots[slot]));
    }
    printf("%u of %u, %zu, %zu\n", made, all, given, asked);
}

int main(int argc, char **argv) {
    if (argc != 3)
        return 2;
    far = !strcmp(argv[1], "far");
    Image image;
    full = !strcmp(argv[1], "full");
    Isolate *isolate = isolate_with(argv[2], strcmp(argv[1], "limited") ? 0 : PAGE_LIMIT, &image);
    Value module = run_entry(isolate, &image);
    host_flush();
    count_functions(AS(Module, module));
    isolate_destroy(isolate);
    return given ? 4 : 0; /* all is given back */
}
