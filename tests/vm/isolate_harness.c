/*
 * What a program can't see of its isolate, checked from C, for tests/vm/test_isolate.py. Linked with the
 * hosted VM's objects, all but its main().
 *
 *     isolate_harness cost            pages of a fresh policy isolate: its own, then its heap's
 *     isolate_harness hook IMAGE      runs the image's entry module as a hook with a budget; prints what came
 * out isolate_harness kill IMAGE N    the same as a task that is killed N times while it runs isolate_harness
 * locked IMAGE    calls steady() of the image's entry module with the heap locked
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vm/handles.h"
#include "vm/host/host.h"
#include "vm/machine.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/string.h"

const struct NativeModule *const machine_native_modules[] = {NULL};

const Class *handle_class(uint32_t type) {
    (void)type;
    return &class_object;
}

/* As vm/kernel/policy.c makes them. */
static const struct IsolateOptions policy_options = {
    .heap_limit = 256 * 1024,
    .stack_size = 1024,
    .frame_count = 64,
    .native_depth_limit = 12,
    .role = ROLE_HOOK,
    .write = host_write,
};

enum { HOOK_BUDGET = 20000, HOOK_RESERVE = 1000 };

static void cost(void) {
    struct HeapStatistics statistics;
    Isolate *isolate = isolate_create(&policy_options);
    heap_statistics(isolate, &statistics);
    printf("%zu %zu\n", isolate->page_count, (size_t)statistics.reserved / MACHINE_PAGE_SIZE);
    isolate_destroy(isolate);
}

static Isolate *with_image(const struct IsolateOptions *options, const char *path, Image *image) {
    Isolate *isolate = isolate_create(options);
    if (!isolate || !host_load_image(path, image) || !isolate_add_image(isolate, image, NULL))
        exit(2);
    return isolate;
}

static Value run_entry(Isolate *isolate, const Image *image) {
    char name[64];
    const ImageModule *module = &image_modules(image)[image->header->entry];
    string_copy_utf8((const String *)((const char *)image->header + module->name), name, sizeof(name));
    return isolate_import(isolate, name);
}

/* The exception that came out, or "done". */
static void print_outcome(Isolate *isolate, Value result) {
    host_flush();
    printf("%s\n", result != NOTHING ? "done" : class_of(isolate->exception)->static_name);
}

static void run_hook(const char *path) {
    Image image;
    struct IsolateOptions options = policy_options;
    options.role = ROLE_HOST;
    Isolate *isolate = with_image(&options, path, &image);
    isolate->in_hook = true;
    isolate->hook_reserve = HOOK_RESERVE;
    isolate->budget = HOOK_BUDGET;
    print_outcome(isolate, run_entry(isolate, &image));
    isolate_destroy(isolate);
}

static int kills_left;

/* Each write to standard output is where a kill comes from. */
static void write_and_kill(Isolate *isolate, const void *bytes, size_t size, bool error) {
    host_write(isolate, bytes, size, error);
    if (size >= 4 && !memcmp(bytes, "kill", 4) && kills_left-- > 0)
        isolate_request(isolate, REQUEST_KILL);
}

static void run_killed(const char *path, int kills) {
    Image image;
    struct IsolateOptions options = policy_options;
    options.role = ROLE_HOST;
    options.write = write_and_kill;
    Isolate *isolate = with_image(&options, path, &image);
    kills_left = kills;
    print_outcome(isolate, run_entry(isolate, &image));
    isolate_destroy(isolate);
}

/* Called twice: the first time inline caches and the like are made. */
static void run_locked(const char *path) {
    Image image;
    struct IsolateOptions options = policy_options;
    options.role = ROLE_HOST;
    Isolate *isolate = with_image(&options, path, &image);
    Value module = run_entry(isolate, &image), name = string_from_c(isolate, "steady"), steady = NOTHING;
    if (module != NOTHING && name != NOTHING)
        steady = module_get(isolate, AS(Module, module), name);
    if (steady == NOTHING || steady == UNDEFINED || call(isolate, steady, NULL, 0) == NOTHING) {
        print_outcome(isolate, NOTHING);
        return;
    }
    heap_lock(isolate, true);
    Value result = call(isolate, steady, NULL, 0);
    heap_lock(isolate, false);
    print_outcome(isolate, result);
    if (result != NOTHING && operate_truth(isolate, result) == 1)
        puts("true");
    isolate_destroy(isolate);
}

int main(int argc, char **argv) {
    if (argc == 2 && !strcmp(argv[1], "cost"))
        cost();
    else if (argc == 3 && !strcmp(argv[1], "hook"))
        run_hook(argv[2]);
    else if (argc == 4 && !strcmp(argv[1], "kill"))
        run_killed(argv[2], atoi(argv[3]));
    else if (argc == 3 && !strcmp(argv[1], "locked"))
        run_locked(argv[2]);
    else
        return 2;
    host_flush();
    return 0;
}
