/* The native module time: the machine's monotonic clock. There is no calendar. */
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

static const Native natives[] = {
    NATIVE(seconds, "monotonic", 0, 0, NATIVE_ANY),
    NATIVE(nanoseconds, "monotonic_ns", 0, 0, NATIVE_ANY),
    NATIVE(seconds, "perf_counter", 0, 0, NATIVE_ANY),
    NATIVE(nanoseconds, "perf_counter_ns", 0, 0, NATIVE_ANY),
    {.name = NULL},
};

const struct NativeModule time_module = {.name = "time", .natives = natives};
