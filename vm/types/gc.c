/* The native module gc: the isolate's collector. */
#include "vm/isolate.h"
#include "vm/types/modules.h"
#include "vm/types/numbers.h"

static Value collect(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)arguments, (void)count;
    struct HeapStatistics before, after;
    heap_statistics(isolate, &before);
    heap_collect(isolate);
    heap_statistics(isolate, &after);
    return small(before.used > after.used ? (int64_t)(before.used - after.used) : 0);
}

static Value enable(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)arguments, (void)count;
    heap_set_automatic(isolate, true);
    return NONE;
}

static Value disable(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)arguments, (void)count;
    heap_set_automatic(isolate, false);
    return NONE;
}

static Value is_enabled(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)arguments, (void)count;
    return boolean(heap_automatic(isolate));
}

static Value allocated(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)arguments, (void)count;
    struct HeapStatistics statistics;
    heap_statistics(isolate, &statistics);
    return small((int64_t)statistics.used);
}

static Value available(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)arguments, (void)count;
    struct HeapStatistics statistics;
    heap_statistics(isolate, &statistics);
    return small((int64_t)(statistics.limit - statistics.used));
}

static Value check(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)arguments, (void)count;
    const char *wrong = heap_check(isolate);
    return wrong ? raise_error(isolate, &class_SystemError, "heap: %s", wrong) : NONE;
}

static const Native natives[] = {
    NATIVE(collect, "collect", 0, 1, NATIVE_ANY),     NATIVE(enable, "enable", 0, 0, NATIVE_ANY),
    NATIVE(disable, "disable", 0, 0, NATIVE_ANY),     NATIVE(is_enabled, "isenabled", 0, 0, NATIVE_ANY),
    NATIVE(allocated, "mem_alloc", 0, 0, NATIVE_ANY), NATIVE(available, "mem_free", 0, 0, NATIVE_ANY),
    NATIVE(check, "check", 0, 0, NATIVE_ANY),         {.name = NULL},
};

const struct NativeModule gc_module = {.name = "gc", .natives = natives};
