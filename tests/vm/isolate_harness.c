/*
 * What a program can't see of its isolate, checked from C, for tests/vm/test_isolate.py. Linked with the
 * hosted VM's objects, all but its main().
 *
 *     isolate_harness cost            pages of a fresh policy isolate: its own, then its heap's
 *     isolate_harness hook IMAGE      runs the image's entry module as a hook with a budget; what came out
 *     isolate_harness kill IMAGE N    the same as a task that is killed N times while it runs
 *     isolate_harness locked IMAGE    calls steady() of the entry module with the heap locked
 *     isolate_harness pauses IMAGE LIMIT       two collections in steps as long as may be, with change() of
 * the entry module between them; LIMIT bytes of heap. A profiler counts the steps isolate_harness failing
 * BASE IMAGE N     runs the entry module about N times in fresh isolates, each time with another allocation
 * failing (in builds with VM_HOSTILE)
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
    if (!isolate || !host_load_image(path, image) || !isolate_add_image(isolate, image))
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

/* A named function of the entry module. */
static Value function_of(Isolate *isolate, Value module, const char *name) {
    Value text = module == NOTHING ? NOTHING : string_from_c(isolate, name);
    Value function = text == NOTHING ? NOTHING : module_get(isolate, AS(Module, module), text);
    if (function == NOTHING || function == UNDEFINED) {
        print_outcome(isolate, NOTHING);
        exit(3);
    }
    return function;
}

static void run_pauses(const char *path, size_t limit) {
    Image image;
    struct IsolateOptions options = policy_options;
    options.role = ROLE_HOST;
    if (limit > options.heap_limit) {
        options.stack_size = 1 << 14;
        options.frame_count = 1000;
    }
    options.heap_limit = limit;
    Isolate *isolate = with_image(&options, path, &image);
    Value change = function_of(isolate, run_entry(isolate, &image), "change");
    struct HeapStatistics statistics;
    do {
        if (call(isolate, change, NULL, 0) == NOTHING) {
            print_outcome(isolate, NOTHING);
            exit(3);
        }
        heap_step(isolate, UINT32_MAX);
        heap_statistics(isolate, &statistics);
    } while (statistics.collections < 2);
    printf("%s %zu\n", heap_check(isolate) ? heap_check(isolate) : "done", (size_t)statistics.used);
    isolate_destroy(isolate);
}

#ifdef VM_HOSTILE

static void write_nothing(Isolate *isolate, const void *bytes, size_t size, bool error) {
    (void)isolate, (void)bytes, (void)size, (void)error;
}

static void must(bool good, const char *what, uint64_t number) {
    if (good)
        return;
    host_flush();
    printf("allocation %llu: %s\n", (unsigned long long)number, what);
    exit(3);
}

/* After memory ran out: the isolate does what it always did. */
static void check_usable(Isolate *isolate, uint64_t number) {
    isolate->exception = NOTHING;
    must(heap_check(isolate) == NULL, "the heap is broken", number);
    must(isolate->frame == isolate->frames, "frames are left", number);
    must(isolate->native_depth == 0, "native depth is left", number);
    isolate->kept_top = isolate->kept;
    heap_collect(isolate);
    must(heap_check(isolate) == NULL, "the heap is broken after a collection", number);
    Value text = operate_represent(isolate, isolate->modules);
    must(text != NOTHING && AS(String, text)->length > 20, "the isolate can't be used", number);
}

/* Runs it once with allocation `number` failing. How many allocations there were before. */
static uint64_t run_failing(char **paths, uint64_t number, uint64_t *outcomes) {
    Image image;
    struct IsolateOptions options = policy_options;
    options.role = ROLE_HOST;
    options.write = write_nothing;
    options.heap_limit = 64 << 20;
    options.stack_size = 1 << 14;
    options.frame_count = 300;
    options.native_depth_limit = 50;
    Isolate *isolate = with_image(&options, *paths, &image);
    while (*++paths)
        if (!host_load_image(*paths, &image) || !isolate_add_image(isolate, &image))
            exit(2);
    heap_fail(isolate, number);
    Value result = run_entry(isolate, &image);
    uint64_t left = heap_failing(isolate);
    heap_fail(isolate, 0);
    must((result == NOTHING) == (isolate->exception != NOTHING), "failed without an exception", number);
    outcomes[result != NOTHING ? 0 : is_instance(isolate->exception, &class_MemoryError) ? 1 : 2]++;
    check_usable(isolate, number);
    isolate_destroy(isolate);
    return number - left;
}

/* Allocations spread over the whole run, about `runs` of them, or all if there are fewer. */
static void run_all_failing(char **paths, uint64_t runs) {
    uint64_t outcomes[3] = {0, 0, 0};
    uint64_t all = run_failing(paths, UINT64_MAX, outcomes), step = all / runs + 1;
    for (uint64_t number = 1 + all % step; number <= all; number += step)
        run_failing(paths, number, outcomes);
    printf("%llu of %llu: %llu done, %llu MemoryError, %llu other\n",
           (unsigned long long)(outcomes[0] + outcomes[1] + outcomes[2] - 1), (unsigned long long)all,
           (unsigned long long)outcomes[0], (unsigned long long)outcomes[1], (unsigned long long)outcomes[2]);
}

#endif

int main(int argc, char **argv) {
    if (argc == 2 && !strcmp(argv[1], "cost"))
        cost();
    else if (argc == 3 && !strcmp(argv[1], "hook"))
        run_hook(argv[2]);
    else if (argc == 4 && !strcmp(argv[1], "kill"))
        run_killed(argv[2], atoi(argv[3]));
    else if (argc == 3 && !strcmp(argv[1], "locked"))
        run_locked(argv[2]);
    else if (argc == 4 && !strcmp(argv[1], "pauses"))
        run_pauses(argv[2], (size_t)strtoull(argv[3], NULL, 10));
#ifdef VM_HOSTILE
    else if (argc > 3 && !strcmp(argv[1], "failing"))
        run_all_failing(argv + 3, (uint64_t)atoi(argv[2]));
#endif
    else
        return 2;
    host_flush();
    return 0;
}
