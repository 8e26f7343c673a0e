/*
 * One call of a hook: see hook.h.
 */
#include "vm/kernel/hook.h"

#include "vm/format.h"
#include "vm/kernel/policy.h"
#include "vm/kernel/scheduler.h"
#include "vm/kernel/trace.h"
#include "vm/types/classes.h"
#include "vm/types/string.h"

struct HookRow {
    const char *arguments;
    enum HookAnswer answer;
    int64_t budget;
    bool steady;
};

static const struct HookRow rows[HOOK_COUNT] = {
#define HOOK(name, arguments, answer, budget, steady) {arguments, answer, budget, steady},
#include "vm/hooks.def"
#undef HOOK
};

const char *const hook_names[HOOK_COUNT] = {
#define HOOK(name, arguments, answer, budget, steady) #name,
#include "vm/hooks.def"
#undef HOOK
};

enum {
    UNWIND_RESERVE = 1000,   /* charges for finally and with after BudgetExceeded */
    DISPLAY_BUDGET = 200000, /* charges for writing a traceback */
    COLLECT_WORK = 800,     /* of a collector step after a hook that is not steady, in units of heap_step() */
    REPORT_INTERVAL = 1000, /* milliseconds between two reports of one CPU */
};
#define HANG_LIMIT 1000000000ULL /* nanoseconds in one hook */

/* ---- Legal answers ---- */

static bool small_between(Value value, int64_t least, int64_t most) {
    return is_small(value) && small_number(value) >= least && small_number(value) <= most;
}

/* Another CPU may have queued or run the task since policy took it from its queue: choose() sees to that. */
static bool legal_task(Value answer) {
    if (answer == NONE) {
        return true;
    }
    const struct Task *task = object_of(answer, OBJECT_TASK);
    return task && task->kind != TASK_IDLE && task->state != TASK_NEW;
}

static bool legal_message(Value answer) {
    const struct Message *message = answer == NONE ? NULL : object_of(answer, OBJECT_MESSAGE);
    return answer == NONE || (message && message->place == MESSAGE_TAKEN);
}

static bool legal(enum HookAnswer kind, Value answer) {
    switch (kind) {
    case ANSWER_NONE:
        return answer == NONE;
    case ANSWER_TASK:
        return legal_task(answer);
    case ANSWER_FLAGS:
        return small_between(answer, 0, TICK_RESCHEDULE | TICK_BALANCE);
    case ANSWER_STATUS:
        return small_between(answer, -ERROR_NUMBER_LIMIT, 0);
    case ANSWER_OPERATION:
        return small_between(answer, -ERROR_NUMBER_LIMIT, OPERATION_COUNT - 1);
    case ANSWER_MESSAGE:
        return legal_message(answer);
    case ANSWER_DEADLINE:
        return small_between(answer, -ERROR_NUMBER_LIMIT, SMALL_MAX);
    case ANSWER_FAULT:
        return small_between(answer, FAULT_KILL, FAULT_SUSPEND);
    }
    return false;
}

/* ---- Failures ---- */

/* The exception that is set, as text, in the report; the exception is gone then. */
static void report_exception(struct Cpu *cpu, enum Hook hook, Isolate *isolate) {
    char text[REPORT_SIZE];
    size_t length =
        format_text(text, sizeof(text), "[policy] hook %s failed on cpu %u; the fallback answered\n",
                    hook_names[hook], cpu->number);
    HeapMark mark = heap_mark(isolate);
    Value exception = heap_keep(isolate, isolate->exception);
    isolate->exception = NOTHING;
    isolate->budget = DISPLAY_BUDGET;
    isolate->budget_left = 0;
    isolate->dropping = false;
    Value display = exception_display(isolate, exception, NULL, NULL);
    if (display == NOTHING) {
        isolate->exception = NOTHING;
        format_text(text + length, sizeof(text) - length, "(its traceback could not be written)\n");
    } else {
        string_copy_utf8(AS(String, display), text + length, sizeof(text) - length);
    }
    heap_release(isolate, mark);
    report(text);
}

static void report_illegal(struct Cpu *cpu, enum Hook hook, Isolate *isolate, Value answer, const char *why) {
    char shown[96] = "?";
    isolate->budget = DISPLAY_BUDGET;
    isolate->budget_left = 0;
    isolate->dropping = false;
    Value text = operate_represent(isolate, answer);
    if (text == NOTHING) {
        isolate->exception = NOTHING;
    } else {
        string_copy_utf8(AS(String, text), shown, sizeof(shown));
    }
    report_format("[policy] hook %s failed on cpu %u: %s, answering %s; the fallback answered\n",
                  hook_names[hook], cpu->number, why, shown);
}

/* At most one report an interval from each CPU: a hook that fails at every tick must not flood the console.
 */
static bool report_allowed(const struct Cpu *cpu) {
    static uint64_t next[MACHINE_CPU_LIMIT];
    uint64_t now = machine_clock();
    if (now < next[cpu->number]) {
        return false;
    }
    next[cpu->number] = now + REPORT_INTERVAL * 1000000ULL;
    return true;
}

static void failed(struct Cpu *cpu, enum Hook hook) {
    struct Policy *policy = cpu->instance->policy;
    cpu->hook_failures++;
    cpu->restart_policy = true;
    __atomic_fetch_add(&policy->statistics[hook].failures, 1, __ATOMIC_RELAXED);
    trace_record(TRACE_HOOK_FAILED, hook, policy->statistics[hook].failures);
    policy_failed(policy, hook);
}

/* ---- The call ---- */

static uint64_t bytes_allocated(const Isolate *isolate) {
    struct HeapStatistics statistics;
    heap_statistics(isolate, &statistics);
    return statistics.allocated;
}

static void count_call(struct Policy *policy, enum Hook hook, uint64_t cycles, uint64_t allocated) {
    struct HookStatistics *statistics = &policy->statistics[hook];
    __atomic_fetch_add(&statistics->allocated, allocated, __ATOMIC_RELAXED);
    __atomic_fetch_add(&policy->decisions, 1, __ATOMIC_RELAXED);
    __atomic_fetch_add(&statistics->calls, 1, __ATOMIC_RELAXED);
    __atomic_fetch_add(&statistics->cycles, cycles, __ATOMIC_RELAXED);
    if (cycles > statistics->most_cycles) {
        __atomic_store_n(&statistics->most_cycles, cycles, __ATOMIC_RELAXED);
    }
}

static Value enter(struct Cpu *cpu, enum Hook hook, const Value *arguments) {
    struct PolicyInstance *instance = cpu->instance;
    Isolate *isolate = instance->isolate;
    isolate->in_hook = true;
    isolate->catchable_budget = false;
    isolate->dropping = isolate->killed = false;
    isolate->hook_reserve = UNWIND_RESERVE;
    isolate->budget = rows[hook].budget;
    cpu->hook_running = hook;
    cpu->hang_reported = false;
    __atomic_store_n(&cpu->hook_entered, machine_clock() | 1, __ATOMIC_RELEASE);
    uint64_t allocated = bytes_allocated(isolate), started = machine_cycles();
    Value answer =
        call(isolate, instance->functions[hook], arguments, (uint32_t)__builtin_strlen(rows[hook].arguments));
    uint64_t cycles = machine_cycles() - started;
    __atomic_store_n(&cpu->hook_entered, 0, __ATOMIC_RELEASE);
    isolate->in_hook = false;
    __atomic_fetch_and(&isolate->requests, ~(uint32_t)REQUEST_BUDGET, __ATOMIC_RELAXED);
    count_call(instance->policy, hook, cycles, bytes_allocated(isolate) - allocated);
    trace_record(TRACE_HOOK, hook, cycles);
    cpu->hook_calls++;
    return answer;
}

/* Calls the hook and judges what came of it. */
static bool ask(struct Cpu *cpu, enum Hook hook, const Value *arguments, Value *answer) {
    Isolate *isolate = cpu->instance->isolate;
    HeapMark mark = heap_mark(isolate);
    *answer = enter(cpu, hook, arguments);
    const char *why = lock_release_all(cpu)                ? "it returned with a lock held"
                      : isolate->hook_reserve == 0         ? "its budget was used up"
                      : !legal(rows[hook].answer, *answer) ? "that is no legal answer"
                                                           : NULL;
    bool good = *answer != NOTHING && !why;
    if (!good) {
        if (report_allowed(cpu)) {
            if (*answer == NOTHING) {
                report_exception(cpu, hook, isolate);
            } else {
                report_illegal(cpu, hook, isolate, *answer, why);
            }
        }
        isolate->exception = NOTHING;
        failed(cpu, hook);
    }
    heap_release(isolate, mark);
    if (!rows[hook].steady) {
        heap_idle_step(isolate, COLLECT_WORK);
    }
    slab_boundary(cpu);
    return good;
}

bool hook_call(struct Cpu *cpu, enum Hook hook, const Value *arguments, Value *answer) {
    *answer = NONE;
    bool usable = cpu->instance && cpu->instance->policy->state == POLICY_ACTIVE;
    if (usable && cpu->restart_policy) {
        Value started;
        cpu->restart_policy = false;
        usable = ask(cpu, HOOK_start, NULL, &started);
        if (hook == HOOK_start) {
            return usable;
        }
    }
    if (!usable) {
        cpu->fallback_answers++;
        slab_boundary(cpu);
        return false;
    }
    if (!ask(cpu, hook, arguments, answer)) {
        cpu->fallback_answers++;
        *answer = NONE;
        return false;
    }
    return true;
}

void hook_stalled(struct Cpu *cpu, const struct Task *task, uint64_t waited) {
    if (!cpu->instance) {
        return;
    }
    if (report_allowed(cpu)) {
        report_format("[policy] task %u (%s) was ready for %u ms and did not run: the policy failed\n",
                      task->number, task->name, (unsigned)(waited / 1000000));
    }
    failed(cpu, HOOK_pick);
}

void hook_watch_neighbour(struct Cpu *cpu) {
    struct Cpu *next = cpu_objects[(cpu->number + 1) % machine_cpu_count()];
    uint64_t entered = next && next != cpu ? __atomic_load_n(&next->hook_entered, __ATOMIC_ACQUIRE) : 0;
    uint64_t now = machine_clock();
    if (entered && now > entered && now - entered > HANG_LIMIT && !next->hang_reported) {
        next->hang_reported = true;
        trace_record(TRACE_HANG, next->number, next->hook_running);
        kernel_log("watch", "cpu %u hangs in hook %s; its backtrace follows", next->number,
                   hook_names[next->hook_running]);
        machine_send_nmi(next->number);
    }
}
