/*
 * The native module time: the machine's monotonic clock, and the seconds since 1970 where the machine knows
 * them. Where it doesn't, time() counts from when the clock started.
 */
#include "vm/isolate.h"
#include "vm/machine.h"
#include "vm/types/modules.h"
#include "vm/types/numbers.h"

static Value nanoseconds(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)isolate, (void)arguments, (void)count;
    return small((int64_t)machine_clock());
}

static Value seconds(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)arguments, (void)count;
    Value billion = small(1000000000);
    return integer_true_divide(isolate, small((int64_t)machine_clock()), billion);
}

__attribute__((weak)) uint64_t machine_clock_origin(void) { return 0; }

static Value date_nanoseconds(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)arguments, (void)count;
    return integer_from_int64(isolate, (int64_t)(machine_clock_origin() + machine_clock()));
}

static Value date_seconds(Isolate *isolate, Value *arguments, uint32_t count) {
    Value nanoseconds_now = date_nanoseconds(isolate, arguments, count);
    if (nanoseconds_now == NOTHING)
        return NOTHING;
    return integer_true_divide(isolate, heap_keep(isolate, nanoseconds_now), small(1000000000));
}

static const Native natives[] = {
    NATIVE(seconds, "monotonic", 0, 0, NATIVE_ANY),
    NATIVE(nanoseconds, "monotonic_ns", 0, 0, NATIVE_ANY),
    NATIVE(seconds, "perf_counter", 0, 0, NATIVE_ANY),
    NATIVE(nanoseconds, "perf_counter_ns", 0, 0, NATIVE_ANY),
    NATIVE(date_seconds, "time", 0, 0, NATIVE_ANY),
    NATIVE(date_nanoseconds, "time_ns", 0, 0, NATIVE_ANY),
    {.name = NULL},
};

/* library/time.py, where it is, hides the first and imports the second. */
const struct NativeModule time_module = {.name = "time", .natives = natives};
const struct NativeModule clocks_module = {.name = "_time", .natives = natives};
