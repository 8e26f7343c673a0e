/*
 * The part of the native module `kernel` that shows: counters, versions of policy, trace records, code,
 * tracebacks. Numbers of other CPUs are read as they stand; a table need not be of one instant.
 */
#include "vm/kernel/handles.h"
#include "vm/kernel/scheduler.h"
#include "vm/kernel/trace.h"
#include "vm/types/bytes.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/numbers.h"
#include "vm/types/string.h"

static const char kernel_version[] = "0.1.0";

/* Puts name: value into a dictionary; false with an exception set. A NOTHING value is an exception already.
 */
static bool put(Isolate *isolate, Value dictionary, const char *name, Value value) {
    if (value == NOTHING) {
        return false;
    }
    heap_keep(isolate, value);
    Value key = string_from_c(isolate, name);
    return key != NOTHING && dictionary_set(isolate, dictionary, heap_keep(isolate, key), value);
}

static bool put_number(Isolate *isolate, Value dictionary, const char *name, uint64_t number) {
    return put(isolate, dictionary, name, integer_from_uint64(isolate, number));
}

static bool append_kept(Isolate *isolate, Value list, Value element) {
    return list_append(isolate, list, element);
}

static const char *const state_names[] = {"free", "loading", "standby", "active", "retired"};

static bool add_version(Isolate *isolate, Value list, const struct Policy *policy) {
    uint64_t calls = 0, failures = 0;
    for (int hook = 0; hook < HOOK_COUNT; hook++) {
        calls += policy->statistics[hook].calls;
        failures += policy->statistics[hook].failures;
    }
    Value row = dictionary_new(isolate, 8);
    if (row == NOTHING) {
        return false;
    }
    heap_keep(isolate, row);
    return put_number(isolate, row, "version", policy->version) &&
           put(isolate, row, "name", string_from_c(isolate, policy->name)) &&
           put(isolate, row, "state", string_from_c(isolate, state_names[policy->state])) &&
           put_number(isolate, row, "decisions", calls - failures) &&
           put_number(isolate, row, "isolate_cycles", policy->isolate_cycles) &&
           put_number(isolate, row, "isolate_bytes", policy->isolate_bytes) &&
           put_number(isolate, row, "failures", failures) && append_kept(isolate, list, row);
}

static uint64_t fallback_answers(void) {
    uint64_t answers = 0;
    for (uint32_t number = 0; number < machine_cpu_count(); number++) {
        answers += cpu_objects[number] ? cpu_objects[number]->fallback_answers : 0;
    }
    return answers;
}

static bool add_fallback(Isolate *isolate, Value list) {
    Value row = dictionary_new(isolate, 8);
    if (row == NOTHING) {
        return false;
    }
    heap_keep(isolate, row);
    return put_number(isolate, row, "version", 0) &&
           put(isolate, row, "name", string_from_c(isolate, "fallback")) &&
           put(isolate, row, "state", string_from_c(isolate, policy_active() ? "standby" : "active")) &&
           put_number(isolate, row, "decisions", fallback_answers()) &&
           put_number(isolate, row, "failures", 0) && append_kept(isolate, list, row);
}

static Value native_policy_versions(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)arguments, (void)count;
    Value list = list_new(isolate, 0, NULL);
    if (list == NOTHING) {
        return NOTHING;
    }
    heap_keep(isolate, list);
    bool good = add_fallback(isolate, list);
    for (uint32_t index = 0; good && policy_slot(index); index++) {
        good = policy_slot(index)->state == POLICY_FREE || add_version(isolate, list, policy_slot(index));
    }
    return good ? list : NOTHING;
}

static Value native_policy_hooks(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)arguments, (void)count;
    const struct Policy *policy = policy_active();
    Value list = list_new(isolate, 0, NULL);
    bool good = list != NOTHING;
    if (good) {
        heap_keep(isolate, list);
    }
    for (int hook = 0; good && hook < HOOK_COUNT; hook++) {
        struct HookStatistics none = {0};
        const struct HookStatistics *statistics = policy ? &policy->statistics[hook] : &none;
        Value row = dictionary_new(isolate, 8);
        good = row != NOTHING;
        if (good) {
            heap_keep(isolate, row);
            good = put(isolate, row, "hook", string_from_c(isolate, hook_names[hook])) &&
                   put_number(isolate, row, "calls", statistics->calls) &&
                   put_number(isolate, row, "failures", statistics->failures) &&
                   put_number(isolate, row, "cycles",
                              statistics->calls ? statistics->cycles / statistics->calls : 0) &&
                   put_number(isolate, row, "most", statistics->most_cycles) &&
                   put_number(isolate, row, "allocated", statistics->allocated) &&
                   append_kept(isolate, list, row);
        }
    }
    return good ? list : NOTHING;
}

static Value native_fallback_only(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)isolate, (void)arguments, (void)count;
    return boolean(!policy_active());
}

/* ---- Numbers ---- */

static Value native_counters(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)arguments, (void)count;
    uint64_t sums[7] = {0};
    for (uint32_t number = 0; number < machine_cpu_count(); number++) {
        const struct Cpu *cpu = cpu_objects[number];
        if (cpu) {
            uint64_t own[7] = {cpu->ticks,         cpu->switches,         cpu->system_calls,  cpu->hook_calls,
                               cpu->hook_failures, cpu->fallback_answers, cpu->trace->written};
            for (int index = 0; index < 7; index++) {
                sums[index] += own[index];
            }
        }
    }
    static const char *const names[7] = {"ticks",         "switches",         "system_calls", "hook_calls",
                                         "hook_failures", "fallback_answers", "trace_records"};
    Value row = dictionary_new(isolate, 16);
    bool good = row != NOTHING;
    if (good) {
        heap_keep(isolate, row);
    }
    for (int index = 0; good && index < 7; index++) {
        good = put_number(isolate, row, names[index], sums[index]);
    }
    good = good && put_number(isolate, row, "uptime_ms", machine_clock() / 1000000) &&
           put_number(isolate, row, "reports_dropped", report_dropped());
    return good ? row : NOTHING;
}

/* The heaps of all loaded policies together: bytes of the machine's frames, collections, and the longest step
 * of one in cycles. */
static struct HeapStatistics policy_heaps(void) {
    struct HeapStatistics all = {0};
    for (uint32_t index = 0; policy_slot(index); index++) {
        for (uint32_t cpu = 0; cpu < machine_cpu_count(); cpu++) {
            const Isolate *isolate = policy_slot(index)->instances[cpu].isolate;
            struct HeapStatistics heap;
            if (isolate) {
                heap_statistics(isolate, &heap);
                all.reserved += heap.reserved;
                all.collections += heap.collections;
                all.longest_step =
                    all.longest_step > heap.longest_step ? all.longest_step : heap.longest_step;
            }
        }
    }
    return all;
}

static Value native_memory(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)arguments, (void)count;
    struct MachineMemory memory;
    machine_memory(&memory);
    struct HeapStatistics heap, policies = policy_heaps();
    heap_statistics(isolate, &heap);
    Value row = dictionary_new(isolate, 16);
    if (row == NOTHING) {
        return NOTHING;
    }
    heap_keep(isolate, row);
    bool good = put_number(isolate, row, "total_frames", memory.total_frames) &&
                put_number(isolate, row, "free_frames", memory.free_frames) &&
                put_number(isolate, row, "kernel_frames", memory.kernel_frames) &&
                put_number(isolate, row, "code_frames", memory.code_frames) &&
                put_number(isolate, row, "policy_heaps", policies.reserved) &&
                put_number(isolate, row, "policy_collections", policies.collections) &&
                put_number(isolate, row, "policy_longest_step", policies.longest_step) &&
                put_number(isolate, row, "heap_used", heap.used) &&
                put_number(isolate, row, "heap_reserved", heap.reserved) &&
                put_number(isolate, row, "heap_limit", heap.limit) &&
                put_number(isolate, row, "collections", heap.collections);
    return good ? row : NOTHING;
}

static const struct Cpu *cpu_argument(Isolate *isolate, Value value) {
    bool known = is_small(value) && small_number(value) >= 0 && small_number(value) < machine_cpu_count();
    if (!known) {
        raise_value_error(isolate, "there is no cpu %V", value);
    }
    return known ? cpu_objects[small_number(value)] : NULL;
}

/* The records of a CPU's ring, oldest first, as tuples (sequence, clock, event, first, second). */
static Value native_trace_records(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    const struct Cpu *cpu = cpu_argument(isolate, arguments[0]);
    Value list = cpu ? list_new(isolate, 0, NULL) : NOTHING;
    if (list == NOTHING) {
        return NOTHING;
    }
    heap_keep(isolate, list);
    uint64_t last = cpu->trace->written;
    uint64_t first = last > TRACE_RING_SIZE / 2 ? last - TRACE_RING_SIZE / 2 : 0;
    for (uint64_t sequence = first + 1; sequence <= last; sequence++) {
        struct TraceRecord record;
        if (!trace_read(cpu, sequence, &record)) {
            continue;
        }
        HeapMark mark = heap_mark(isolate);
        Value parts[5] = {small((int64_t)record.sequence), small((int64_t)record.clock),
                          string_from_c(isolate, trace_event_name(record.event)), small(record.first),
                          small((int64_t)record.second)};
        if (parts[2] == NOTHING) {
            return NOTHING;
        }
        heap_keep(isolate, parts[2]);
        Value row = tuple_new(isolate, 5, parts);
        if (row == NOTHING || !list_append(isolate, list, heap_keep(isolate, row))) {
            return NOTHING;
        }
        heap_release(isolate, mark);
    }
    return list;
}

static Value native_trace_lost(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    const struct Cpu *cpu = cpu_argument(isolate, arguments[0]);
    uint64_t written = cpu ? cpu->trace->written : 0;
    return cpu ? small(written > TRACE_RING_SIZE ? (int64_t)(written - TRACE_RING_SIZE) : 0) : NOTHING;
}

static Value native_version(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)arguments, (void)count;
    Value row = dictionary_new(isolate, 8);
    if (row == NOTHING) {
        return NOTHING;
    }
    heap_keep(isolate, row);
    bool good = put(isolate, row, "system", string_from_c(isolate, "Permafrost")) &&
                put(isolate, row, "release", string_from_c(isolate, kernel_version)) &&
                put(isolate, row, "compiler", string_from_c(isolate, "gcc " __VERSION__)) &&
                put(isolate, row, "machine", string_from_c(isolate, "x86_64"));
    return good ? row : NOTHING;
}

/* ---- Functions and exceptions ---- */

static Value list_of_words(Isolate *isolate, const Code *code) {
    Value list = list_new(isolate, 0, NULL);
    if (list == NOTHING) {
        return NOTHING;
    }
    heap_keep(isolate, list);
    for (uint32_t index = 0; index < code->instruction_count; index++) {
        if (!list_append(isolate, list, small(code_instructions(code)[index]))) {
            return NOTHING;
        }
    }
    return list;
}

static Value list_of_constants(Isolate *isolate, const Code *code) {
    Value list = list_new(isolate, 0, NULL);
    if (list == NOTHING) {
        return NOTHING;
    }
    heap_keep(isolate, list);
    for (uint32_t index = 0; index < code_constant_count(code); index++) {
        Value constant = image_word(&code_constants(code)[index]);
        if (!list_append(isolate, list, constant == UNDEFINED ? NONE : constant)) {
            return NOTHING;
        }
    }
    return list;
}

static Value list_of_ranges(Isolate *isolate, const Code *code) {
    Value list = list_new(isolate, 0, NULL);
    if (list == NOTHING) {
        return NOTHING;
    }
    heap_keep(isolate, list);
    for (uint32_t index = 0; index < code->range_count; index++) {
        struct ExceptionRange range = code_ranges(code)[index];
        Value parts[4] = {small(range.start), small(range.end), small(range.handler), small(range.target)};
        Value row = tuple_new(isolate, 4, parts);
        if (row == NOTHING || !list_append(isolate, list, heap_keep(isolate, row))) {
            return NOTHING;
        }
    }
    return list;
}

/* code_parts(function): what a listing of its instructions needs, as a dict. */
static Value native_code_parts(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    if (!is_kind(arguments[0], KIND_FUNCTION) && !is_kind(arguments[0], KIND_CODE)) {
        return raise_type(isolate, "a Python function is needed, not %T", arguments[0]);
    }
    const Code *code =
        is_kind(arguments[0], KIND_CODE) ? AS(Code, arguments[0]) : AS(Function, arguments[0])->code;
    Value row = dictionary_new(isolate, 16);
    if (row == NOTHING) {
        return NOTHING;
    }
    heap_keep(isolate, row);
    bool good = put(isolate, row, "name", code_name(code)) &&
                put(isolate, row, "qualified_name", code_qualified_name(code)) &&
                put(isolate, row, "filename", code_filename(code)) &&
                put(isolate, row, "local_names", code_local_names(code)) &&
                put(isolate, row, "free_names", code_free_names(code)) &&
                put_number(isolate, row, "first_line", code->first_line) &&
                put_number(isolate, row, "register_count", code->register_count) &&
                put(isolate, row, "words", list_of_words(isolate, code)) &&
                put(isolate, row, "constants", list_of_constants(isolate, code)) &&
                put(isolate, row, "ranges", list_of_ranges(isolate, code)) &&
                put(isolate, row, "positions", bytes_new(isolate, code_positions(code), code->position_size));
    return good ? row : NOTHING;
}

/* show_exception(exception): its traceback as CPython writes it, without the levels of the prompt itself. */
static Value native_show_exception(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    if (!is_exception(arguments[0])) {
        return raise_type(isolate, "an exception is needed, not %T", arguments[0]);
    }
    Exception *exception = AS(Exception, arguments[0]);
    while (exception->traceback != NONE && exception->traceback != NOTHING) {
        const Traceback *level = AS(Traceback, exception->traceback);
        char filename[32] = "";
        string_copy_utf8(AS(String, code_filename(level->code)), filename, sizeof(filename));
        if (__builtin_memcmp(filename, "kernel_py/repl", 14) && __builtin_memcmp(filename, "build/", 6)) {
            break;
        }
        heap_store(isolate, &exception->object, &exception->traceback, level->next);
    }
    return exception_display(isolate, arguments[0], NULL, NULL);
}

const Native inspect_natives[] = {
    NATIVE(native_policy_versions, "policy_versions", 0, 0, NATIVE_TASK),
    NATIVE(native_policy_hooks, "policy_hooks", 0, 0, NATIVE_TASK),
    NATIVE(native_fallback_only, "fallback_only", 0, 0, NATIVE_TASK),
    NATIVE(native_counters, "counters", 0, 0, NATIVE_TASK),
    NATIVE(native_memory, "memory", 0, 0, NATIVE_TASK),
    NATIVE(native_trace_records, "trace_records", 1, 1, NATIVE_TASK),
    NATIVE(native_trace_lost, "trace_lost", 1, 1, NATIVE_TASK),
    NATIVE(native_version, "version", 0, 0, NATIVE_TASK),
    NATIVE(native_code_parts, "code_parts", 1, 1, NATIVE_TASK),
    NATIVE(native_show_exception, "show_exception", 1, 1, NATIVE_TASK),
    {.name = NULL},
};
