/* The native module gc: the isolate's collector. */
#include "vm/isolate.h"
#include "vm/types/containers.h"
#include "vm/types/modules.h"
#include "vm/types/numbers.h"
#include "vm/weak.h"

enum { COLLECT_ROUNDS = 4, CHARGE_BYTES = 256, OBJECT_BYTES = 64 };

/*
 * collect(generation=2): objects freed. Finalizers run before it returns, and what they let go of is
 * collected too. Registers behind the arguments hold what earlier calls left there: it shall not live for
 * that.
 */
static Value collect(Isolate *isolate, Value *arguments, uint32_t count) {
    struct HeapStatistics before, after;
    heap_statistics(isolate, &before);
    if (!isolate_charge(isolate, before.used / CHARGE_BYTES))
        return NOTHING;
    for (uint32_t round = 0; round < COLLECT_ROUNDS; round++) {
        heap_clear_dead_registers(isolate, arguments + count);
        heap_collect(isolate);
        if (!isolate->weak.queue.first || isolate->weak.running)
            break;
        if (!weak_run(isolate))
            return NOTHING;
    }
    heap_statistics(isolate, &after);
    return small((int64_t)(after.freed - before.freed));
}

/* A threshold of 0 stops automatic collection as disable() does. */
static void set_automatic(Isolate *isolate) {
    heap_set_automatic(isolate, !isolate->collector.disabled && isolate->collector.thresholds[0]);
}

static Value enable(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)arguments, (void)count;
    isolate->collector.disabled = false;
    set_automatic(isolate);
    return NONE;
}

static Value disable(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)arguments, (void)count;
    isolate->collector.disabled = true;
    set_automatic(isolate);
    return NONE;
}

static Value is_enabled(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)arguments, (void)count;
    return boolean(!isolate->collector.disabled);
}

static Value three(Isolate *isolate, uint64_t first, uint64_t second, uint64_t third) {
    const Value values[] = {small((int64_t)first), small((int64_t)second), small((int64_t)third)};
    return tuple_new(isolate, 3, values);
}

static Value get_threshold(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)arguments, (void)count;
    const uint32_t *thresholds = isolate->collector.thresholds;
    return three(isolate, thresholds[0], thresholds[1], thresholds[2]);
}

/* There is one generation, whose cycles begin by what lives (heap.h); the numbers are remembered. */
static Value set_threshold(Isolate *isolate, Value *arguments, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        int64_t number;
        if (!operate_index(isolate, arguments[i], &number))
            return NOTHING;
        isolate->collector.thresholds[i] = (uint32_t)number;
    }
    set_automatic(isolate);
    return NONE;
}

/* Of the one generation: objects allocated since its last collection, taken to have OBJECT_BYTES. */
static Value get_count(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)arguments, (void)count;
    struct HeapStatistics statistics;
    heap_statistics(isolate, &statistics);
    return three(isolate, statistics.since / OBJECT_BYTES, 0, 0);
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
    NATIVE(collect, "collect", 0, 1, NATIVE_ANY),
    NATIVE(enable, "enable", 0, 0, NATIVE_ANY),
    NATIVE(disable, "disable", 0, 0, NATIVE_ANY),
    NATIVE(is_enabled, "isenabled", 0, 0, NATIVE_ANY),
    NATIVE(get_threshold, "get_threshold", 0, 0, NATIVE_ANY),
    NATIVE(set_threshold, "set_threshold", 1, 3, NATIVE_ANY),
    NATIVE(get_count, "get_count", 0, 0, NATIVE_ANY),
    NATIVE(allocated, "mem_alloc", 0, 0, NATIVE_ANY),
    NATIVE(available, "mem_free", 0, 0, NATIVE_ANY),
    NATIVE(check, "check", 0, 0, NATIVE_ANY),
    {.name = NULL},
};

const struct NativeModule gc_module = {.name = "gc", .natives = natives};
