/*
 * What functions become on a machine whose memory for machine code isn't as one would like it, for
 * tests/vm/test_machine_code.py. Linked with the hosted VM's objects, all but its main(), and with the
 * functions of machine.h for that memory wrapped (ld --wrap).
 *
 *     machine_code_harness far IMAGE    runs the image's entry module with that memory out of reach of the VM
 *
 * At the end it prints how many of the functions in the module have machine code.
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

static bool far;

void *__real_machine_code_pages_allocate(size_t count);
void *__wrap_machine_code_pages_allocate(size_t count);

void *__wrap_machine_code_pages_allocate(size_t count) {
    if (!far)
        return __real_machine_code_pages_allocate(count);
    void *pages =
        mmap(FAR_AWAY, count * MACHINE_PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return pages == MAP_FAILED ? NULL : pages;
}

static Isolate *isolate_with(const char *path, Image *image) {
    struct IsolateOptions options = {
        .heap_limit = 8 << 20,
        .stack_size = 1 << 14,
        .frame_count = 300,
        .native_depth_limit = 50,
        .role = ROLE_HOST,
        .machine_code_use = MACHINE_CODE_ALWAYS,
        .write = host_write,
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
    printf("%u of %u\n", made, all);
}

int main(int argc, char **argv) {
    if (argc != 3)
        return 2;
    far = !strcmp(argv[1], "far");
    Image image;
    Isolate *isolate = isolate_with(argv[2], &image);
    Value module = run_entry(isolate, &image);
    host_flush();
    count_functions(AS(Module, module));
    isolate_destroy(isolate);
    return 0;
}
