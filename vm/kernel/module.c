/*
 * The native module `kernel`: functions, classes and constants. What handles can do is in handles.c.
 *
 * Functions for hooks touch nothing that can wait. Those for tasks are the system calls, under the names that
 * Python tasks know them by, and what the prompt shows. A result below zero becomes an OSError.
 */
#include "vm/format.h"
#include "vm/kernel/console.h"
#include "vm/kernel/handles.h"
#include "vm/kernel/system_call.h"
#include "vm/kernel/task.h"
#include "vm/kernel/trace.h"
#include "vm/types/bytes.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/numbers.h"
#include "vm/types/string.h"

enum { READ_SIZE = 256 };

/* ---- For hooks and tasks ---- */

static Value native_this_cpu(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)isolate, (void)arguments, (void)count;
    MachineInterrupts previous = machine_interrupts_disable();
    Value handle = object_handle(this_cpu());
    machine_interrupts_restore(previous);
    return handle;
}

static Value native_cpu(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)isolate, (void)count;
    bool known = is_small(arguments[0]) && small_number(arguments[0]) >= 0 &&
                 small_number(arguments[0]) < MACHINE_CPU_LIMIT;
    return known ? object_handle(cpu_objects[small_number(arguments[0])]) : NONE;
}

static Value native_cpu_count(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)isolate, (void)arguments, (void)count;
    return small(machine_cpu_count());
}

static Value native_port(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)isolate, (void)count;
    return is_small(arguments[0]) ? object_handle(ipc_port((uint64_t)small_number(arguments[0]))) : NONE;
}

/* Bound: slots between two live tasks, charged. */
static Value native_next_task(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    uint32_t slot = 0;
    if (arguments[0] != NONE) {
        if (!is_handle(arguments[0]) || handle_type(arguments[0]) != OBJECT_TASK) {
            return raise_type(isolate, "expected a Task or None, not %T", arguments[0]);
        }
        slot = handle_slot(arguments[0]) + 1;
    }
    for (struct Task *task; (task = slab_slot(OBJECT_TASK, slot)); slot++) {
        if (task->header.live) {
            return object_handle(task);
        }
        if (!isolate_charge(isolate, 1)) {
            return NOTHING;
        }
    }
    return NONE;
}

static Value native_clock(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)isolate, (void)arguments, (void)count;
    return small((int64_t)machine_clock());
}

static Value native_lowest_bit(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    if (!is_small(arguments[0]) || small_number(arguments[0]) <= 0) {
        return raise_value_error(isolate, "lowest_bit() needs a positive integer of 63 bits");
    }
    return small(__builtin_ctzll((uint64_t)small_number(arguments[0])));
}

/* ---- System calls of Python tasks ---- */

static const char *error_text(int64_t error) {
    switch (error) {
    case EPERM:
        return "not permitted";
    case ESRCH:
        return "no such task";
    case EINTR:
        return "interrupted";
    case EBADF:
        return "no such port";
    case EAGAIN:
        return "the port is full";
    case ENOMEM:
        return "out of memory";
    case EFAULT:
        return "bad address";
    case EINVAL:
        return "invalid argument";
    case ENOSYS:
        return "no policy serves this call";
    case EMSGSIZE:
        return "the message is too long";
    default:
        return "failed";
    }
}

/* OSError(number, text), of the class that goes with the number: BlockingIOError, PermissionError ... */
static Value raise_system_error(Isolate *isolate, int64_t result) {
    Value text = string_from_c(isolate, error_text(-result));
    if (text == NOTHING) {
        return NOTHING;
    }
    Value exception = call(isolate, from_object(&class_OSError), (Value[]){small(-result), text}, 2);
    return exception == NOTHING ? NOTHING : raise_value(isolate, exception);
}

/* The call's result, or NOTHING with OSError, or with what interrupted it. */
static Value calling(Isolate *isolate, enum SystemCall number, uint64_t first, uint64_t second,
                     uint64_t third) {
    int64_t result = system_call(number, first, second, third, false);
    if (!isolate_charge(isolate, 1)) {
        return NOTHING;
    }
    if (result < 0) {
        return raise_system_error(isolate, result);
    }
    return small(result);
}

static bool count_argument(Isolate *isolate, Value value, uint64_t *number) {
    if (!is_small(value) || small_number(value) < 0) {
        raise_value_error(isolate, "a number of at least 0 is needed, not %V", value);
        return false;
    }
    *number = (uint64_t)small_number(value);
    return true;
}

/* The bytes of a bytes-like object or of a string in UTF-8, kept while the native runs. */
static bool payload_argument(Isolate *isolate, Value value, const uint8_t **bytes, uint64_t *size) {
    if (is_string(value)) {
        value = string_encode_utf8(isolate, AS(String, value));
        if (value == NOTHING) {
            return false;
        }
        heap_keep(isolate, value);
    }
    if (!bytes_view(value, bytes, size)) {
        raise_type(isolate, "bytes or a string are needed, not %T", value);
        return false;
    }
    return true;
}

static Value native_write(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    const uint8_t *bytes;
    uint64_t size;
    return payload_argument(isolate, arguments[0], &bytes, &size)
               ? calling(isolate, CALL_WRITE, (uint64_t)(uintptr_t)bytes, size, 0)
               : NOTHING;
}

static Value native_sleep(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    uint64_t milliseconds;
    return count_argument(isolate, arguments[0], &milliseconds) &&
                   calling(isolate, CALL_SLEEP, milliseconds, 0, 0) != NOTHING
               ? NONE
               : NOTHING;
}

static Value native_yield(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)arguments, (void)count;
    return calling(isolate, CALL_YIELD, 0, 0, 0) == NOTHING ? NOTHING : NONE;
}

static Value native_send(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    uint64_t port, size;
    const uint8_t *bytes;
    bool good = count_argument(isolate, arguments[0], &port) &&
                payload_argument(isolate, arguments[1], &bytes, &size);
    return good && calling(isolate, CALL_SEND, port, (uint64_t)(uintptr_t)bytes, size) != NOTHING ? NONE
                                                                                                  : NOTHING;
}

static Value native_receive(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    uint64_t port;
    if (!count_argument(isolate, arguments[0], &port)) {
        return NOTHING;
    }
    void *buffer = machine_pages_allocate(1);
    if (!buffer) {
        return raise_memory(isolate);
    }
    Value size = calling(isolate, CALL_RECEIVE, port, (uint64_t)(uintptr_t)buffer, MESSAGE_SIZE);
    Value result = size == NOTHING ? NOTHING : bytes_new(isolate, buffer, (uint64_t)small_number(size));
    machine_pages_free(buffer, 1);
    return result;
}

static Value native_kill(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return object_expect(isolate, arguments[0], OBJECT_TASK) &&
                   calling(isolate, CALL_KILL, arguments[0], 0, 0) != NOTHING
               ? NONE
               : NOTHING;
}

/* A status below zero is a result here, not an error: a killed task has one. */
static Value native_join(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    if (!object_expect(isolate, arguments[0], OBJECT_TASK)) {
        return NOTHING;
    }
    int64_t status = system_call(CALL_JOIN, arguments[0], 0, 0, false);
    return isolate_charge(isolate, 1) ? small(status) : NOTHING;
}

static Value native_exit(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return is_small(arguments[0]) ? calling(isolate, CALL_EXIT, (uint64_t)small_number(arguments[0]), 0, 0)
                                  : raise_type(isolate, "a status is an integer, not %T", arguments[0]);
}

static Value native_this_task(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)isolate, (void)arguments, (void)count;
    return object_handle(task_current());
}

/* ---- Making tasks ---- */

static bool place_task(Isolate *isolate, struct Task *task, Value priority, Value cpu) {
    if (!is_small(priority) || small_number(priority) < PRIORITY_HIGH ||
        small_number(priority) > PRIORITY_LOW) {
        raise_value_error(isolate, "a priority is HIGH, NORMAL or LOW, not %V", priority);
        return false;
    }
    if (cpu != NONE &&
        (!is_small(cpu) || small_number(cpu) < 0 || small_number(cpu) >= machine_cpu_count())) {
        raise_value_error(isolate, "there is no cpu %V", cpu);
        return false;
    }
    task->priority = priority;
    if (cpu != NONE) {
        task->affinity = small(1LL << small_number(cpu));
        task->home = object_handle(cpu_objects[small_number(cpu)]);
    }
    return true;
}

/* spawn(name, function, priority=NORMAL, cpu=None); the prompt's spawn() has the keywords. */
static Value native_spawn(Isolate *isolate, Value *arguments, uint32_t count) {
    char name[NAME_SIZE];
    if (!is_string(arguments[0])) {
        return raise_type(isolate, "a task's name is a string, not %T", arguments[0]);
    }
    string_copy_utf8(AS(String, arguments[0]), name, sizeof(name));
    struct Task *task = python_task_from(isolate, name, arguments[1]);
    if (!task) {
        return NOTHING;
    }
    Value handle = object_handle(task);
    if (!place_task(isolate, task, count > 2 ? arguments[2] : small(PRIORITY_NORMAL),
                    count > 3 ? arguments[3] : NONE)) {
        task_discard(task);
        return NOTHING;
    }
    int64_t status = system_call(CALL_SPAWN, handle, 0, 0, false);
    if (status < 0) {
        if (task->state == TASK_NEW && object_of(handle, OBJECT_TASK)) {
            task_discard(task); /* refused before the operation could look at it */
        }
        return raise_system_error(isolate, status);
    }
    return handle;
}

/* start_process(name): runs the boot module NAME.elf. */
static Value native_start_process(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    char name[NAME_SIZE], reason[REASON_SIZE];
    if (!is_string(arguments[0])) {
        return raise_type(isolate, "a program's name is a string, not %T", arguments[0]);
    }
    string_copy_utf8(AS(String, arguments[0]), name, sizeof(name));
    struct Task *task = task_from_module(name, reason);
    if (!task) {
        return raise_error(isolate, &class_RuntimeError, "%s: %s", name, reason);
    }
    Value handle = object_handle(task);
    int64_t status = task_launch(task);
    return status ? raise_system_error(isolate, status) : handle;
}

/* ---- Console ---- */

/* Waiting for input is not policy's to refuse: the prompt must live when policy doesn't. */
static Value native_read(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)arguments, (void)count;
    uint8_t bytes[READ_SIZE];
    int64_t taken = console_read(bytes, sizeof(bytes));
    if (!isolate_charge(isolate, 1)) {
        return NOTHING;
    }
    return bytes_new(isolate, bytes, taken > 0 ? (uint64_t)taken : 0);
}

static Value native_interrupts(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    int truth = operate_truth(isolate, arguments[0]);
    if (truth >= 0) {
        console_interrupts(truth);
    }
    return truth < 0 ? NOTHING : NONE;
}

static Value native_log(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    char subsystem[NAME_SIZE], text[200];
    if (!is_string(arguments[0]) || !is_string(arguments[1])) {
        return raise_type(isolate, "log() needs two strings");
    }
    string_copy_utf8(AS(String, arguments[0]), subsystem, sizeof(subsystem));
    string_copy_utf8(AS(String, arguments[1]), text, sizeof(text));
    kernel_log(subsystem, "%s", text);
    return NONE;
}

static Value native_execute(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    const uint8_t *bytes;
    uint64_t size;
    if (!bytes_view(arguments[0], &bytes, &size)) {
        return raise_type(isolate, "an image is bytes, not %T", arguments[0]);
    }
    return module_run_image(isolate, bytes, size, arguments[1]);
}

static Value native_new_module(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return is_string(arguments[0]) ? module_new(isolate, arguments[0])
                                   : raise_type(isolate, "a module's name is a string, not %T", arguments[0]);
}

/* ---- Policy ---- */

enum { SWAP_PATIENCE = 5000, SWAP_POLL = 10 }; /* milliseconds */

/* Loads and swaps; returns when the swap is done on all CPUs. */
static Value native_load_policy(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    char name[NAME_SIZE], reason[IMAGE_REASON_SIZE] = "";
    if (!is_string(arguments[0])) {
        return raise_type(isolate, "a policy's name is a string, not %T", arguments[0]);
    }
    string_copy_utf8(AS(String, arguments[0]), name, sizeof(name));
    struct Policy *policy = policy_load(name, reason);
    if (!policy) {
        return raise_error(isolate, &class_RuntimeError, "policy %s can't be loaded: %s", name, reason);
    }
    policy_request_and_wait(policy);
    return isolate_charge(isolate, 1) ? NONE : NOTHING;
}

static Value native_reboot(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)isolate, (void)arguments, (void)count;
    machine_reboot();
}

/* What QEMU's exit device is told after a good end; build/qemu.py knows it too. */
enum { GOOD_END = 0x10 };

static Value native_power_off(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)isolate;
    uint8_t status = count && is_small(arguments[0]) ? (uint8_t)small_number(arguments[0]) : 0;
    machine_power_off(status ? status : GOOD_END);
}

/* ---- The tables ---- */

enum { BOTH = NATIVE_HOOK | NATIVE_TASK };

static const Native kernel_natives[] = {
    NATIVE(native_this_cpu, "this_cpu", 0, 0, BOTH),
    NATIVE(native_cpu, "cpu", 1, 1, BOTH),
    NATIVE(native_cpu_count, "cpu_count", 0, 0, BOTH),
    NATIVE(native_port, "port", 1, 1, BOTH),
    NATIVE(native_next_task, "next_task", 1, 1, BOTH),
    NATIVE(native_clock, "clock", 0, 0, BOTH),
    NATIVE(native_lowest_bit, "lowest_bit", 1, 1, BOTH),
    NATIVE(native_write, "write", 1, 1, NATIVE_TASK),
    NATIVE(native_sleep, "sleep", 1, 1, NATIVE_TASK),
    NATIVE(native_yield, "yield_", 0, 0, NATIVE_TASK),
    NATIVE(native_send, "send", 2, 2, NATIVE_TASK),
    NATIVE(native_receive, "receive", 1, 1, NATIVE_TASK),
    NATIVE(native_spawn, "spawn", 2, 4, NATIVE_TASK),
    NATIVE(native_kill, "kill", 1, 1, NATIVE_TASK),
    NATIVE(native_join, "join", 1, 1, NATIVE_TASK),
    NATIVE(native_exit, "exit", 1, 1, NATIVE_TASK),
    NATIVE(native_this_task, "this_task", 0, 0, NATIVE_TASK),
    NATIVE(native_start_process, "start_process", 1, 1, NATIVE_TASK),
    NATIVE(native_read, "read", 0, 0, NATIVE_TASK),
    NATIVE(native_interrupts, "interrupts", 1, 1, NATIVE_TASK),
    NATIVE(native_log, "log", 2, 2, NATIVE_TASK),
    NATIVE(native_execute, "execute", 2, 2, NATIVE_TASK),
    NATIVE(native_new_module, "new_module", 1, 1, NATIVE_TASK),
    NATIVE(native_load_policy, "load_policy", 1, 1, NATIVE_TASK),
    NATIVE(native_reboot, "reboot", 0, 0, NATIVE_TASK),
    NATIVE(native_power_off, "power_off", 0, 1, NATIVE_TASK),
    {.name = NULL},
};

static const Class *const kernel_classes[] = {
    &class_task,       &class_cpu,       &class_port, &class_message,
    &class_task_queue, &class_task_tree, &class_lock, NULL,
};

/* CONSTANT(name, number): every constant of the module. */
#define CONSTANTS                                                                                            \
    CONSTANT(NEW, TASK_NEW)                                                                                  \
    CONSTANT(READY, TASK_READY)                                                                              \
    CONSTANT(RUNNING, TASK_RUNNING)                                                                          \
    CONSTANT(BLOCKED, TASK_BLOCKED)                                                                          \
    CONSTANT(DEAD, TASK_DEAD)                                                                                \
    CONSTANT(IDLE, TASK_IDLE)                                                                                \
    CONSTANT(PROCESS, TASK_PROCESS)                                                                          \
    CONSTANT(PYTHON, TASK_PYTHON)                                                                            \
    CONSTANT(HIGH, PRIORITY_HIGH)                                                                            \
    CONSTANT(NORMAL, PRIORITY_NORMAL)                                                                        \
    CONSTANT(LOW, PRIORITY_LOW)                                                                              \
    CONSTANT(RESCHEDULE, TICK_RESCHEDULE)                                                                    \
    CONSTANT(BALANCE, TICK_BALANCE)                                                                          \
    CONSTANT(KILL_TASK, FAULT_KILL)                                                                          \
    CONSTANT(SUSPEND, FAULT_SUSPEND)                                                                         \
    CONSTANT(EPERM, EPERM)                                                                                   \
    CONSTANT(ESRCH, ESRCH)                                                                                   \
    CONSTANT(EINTR, EINTR)                                                                                   \
    CONSTANT(EBADF, EBADF)                                                                                   \
    CONSTANT(EAGAIN, EAGAIN)                                                                                 \
    CONSTANT(ENOMEM, ENOMEM)                                                                                 \
    CONSTANT(EFAULT, EFAULT)                                                                                 \
    CONSTANT(EINVAL, EINVAL)                                                                                 \
    CONSTANT(ENOSYS, ENOSYS)                                                                                 \
    CONSTANT(EMSGSIZE, EMSGSIZE)                                                                             \
    CONSTANT(TICK_NANOSECONDS, TICK_NANOSECONDS)                                                             \
    CONSTANT(PORT_COUNT, PORT_LIMIT)                                                                         \
    CONSTANT(PORT_CAPACITY, PORT_CAPACITY)                                                                   \
    CONSTANT(MESSAGE_SIZE, MESSAGE_SIZE)

#define CONSTANT(name, number)                                                                               \
    static Value constant_##name(Isolate *isolate) {                                                         \
        (void)isolate;                                                                                       \
        return small(number);                                                                                \
    }
CONSTANTS
#undef CONSTANT
#define OPERATION(name, first, second, third)                                                                \
    static Value operation_##name(Isolate *isolate) {                                                        \
        (void)isolate;                                                                                       \
        return small(OPERATION_##name);                                                                      \
    }
#include "vm/operations.def"
#undef OPERATION

static const struct NativeConstant kernel_constants[] = {
#define CONSTANT(name, number) {#name, constant_##name},
    CONSTANTS
#undef CONSTANT
#define OPERATION(name, first, second, third) {#name, operation_##name},
#include "vm/operations.def"
#undef OPERATION
    {NULL, NULL},
};

static const struct NativeModule kernel_module = {
    .name = "kernel",
    .natives = kernel_natives,
    .classes = kernel_classes,
    .constants = kernel_constants,
    .more_natives = (const Native *const[]){inspect_natives, NULL},
};

const struct NativeModule *const machine_native_modules[] = {&kernel_module, NULL};
