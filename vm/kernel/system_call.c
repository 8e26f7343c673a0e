/*
 * System calls: see system_call.h. All arguments come from ring 3 and are trusted in nothing.
 */
#include "vm/kernel/system_call.h"

#include "vm/kernel/console.h"
#include "vm/kernel/task.h"
#include "vm/kernel/trace.h"

enum {
    WRITE_CHUNK = 512,       /* bytes that reach the console without interleaving */
    WRITE_LIMIT = 1 << 20,   /* bytes of one call */
    LONGEST_SLEEP = 1 << 30, /* ticks or milliseconds */
    READ_CHUNK = 256,
};

struct Call {
    uint64_t number;
    uint64_t arguments[3];
    bool user;
    int64_t operation; /* policy's answer */
};

/* As a hook's argument: what doesn't fit a small integer can't be meant. */
static Value argument(uint64_t number) {
    return small(number > (uint64_t)SMALL_MAX
                     ? ((int64_t)number < 0 && (int64_t)number >= SMALL_MIN ? (int64_t)number : SMALL_MAX)
                     : (int64_t)number);
}

static void decide(struct Cpu *cpu, void *context) {
    struct Call *call = context;
    Value arguments[5] = {object_handle(cpu->current), argument(call->number), argument(call->arguments[0]),
                          argument(call->arguments[1]), argument(call->arguments[2])};
    Value answer;
    cpu->system_calls++;
    trace_record(TRACE_SYSTEM_CALL, cpu->current->number, call->number);
    if (hook_call(cpu, HOOK_system_call, arguments, &answer)) {
        call->operation = small_number(answer);
    } else if (call->number == CALL_WRITE) { /* the fallback's decision */
        call->operation = OPERATION_WRITE;
    } else {
        call->operation = call->number == CALL_EXIT ? OPERATION_EXIT : -ENOSYS;
    }
}

/* ---- Operations ---- */

static int64_t do_write(const struct Call *call, struct Buffer buffer, uint64_t size) {
    (void)call;
    char chunk[WRITE_CHUNK];
    size = size < WRITE_LIMIT ? size : WRITE_LIMIT;
    for (uint64_t done = 0; done < size;) {
        size_t part = size - done < sizeof(chunk) ? size - done : sizeof(chunk);
        struct Buffer from = {buffer.user, buffer.address + done};
        if (!buffer_read(chunk, from, part)) {
            return done ? (int64_t)done : -EFAULT;
        }
        machine_console_write(chunk, part);
        done += part;
    }
    return (int64_t)size;
}

static int64_t do_read(struct Buffer buffer, uint64_t size) {
    uint8_t chunk[READ_CHUNK];
    int64_t taken = console_read(chunk, size < sizeof(chunk) ? size : sizeof(chunk));
    return taken <= 0 || buffer_write(buffer, chunk, (size_t)taken) ? taken : -EFAULT;
}

static void sleep_action(struct Cpu *cpu, void *context) {
    int64_t *nanoseconds = context;
    Value arguments[2] = {object_handle(cpu->current), small(*nanoseconds)}, answer;
    *nanoseconds = hook_call(cpu, HOOK_sleep, arguments, &answer) ? small_number(answer) : -ENOSYS;
}

static int64_t do_sleep(uint64_t count, int64_t unit) {
    if (count > LONGEST_SLEEP) {
        return -EINVAL;
    }
    int64_t deadline = (int64_t)count * unit;
    scheduler_enter(sleep_action, &deadline);
    if (deadline < 0) {
        return deadline;
    }
    while (machine_clock() < (uint64_t)deadline) {
        if (task_interrupted()) {
            return -EINTR;
        }
        scheduler_block_until((uint64_t)deadline);
    }
    return 0;
}

static void yield_action(struct Cpu *cpu, void *context) {
    (void)context;
    cpu->reschedule_wanted = true;
}

struct Killing {
    struct Task *victim;
    int64_t status;
};

static void kill_action(struct Cpu *cpu, void *context) {
    struct Killing *killing = context;
    Value arguments[2] = {object_handle(cpu->current), object_handle(killing->victim)}, answer;
    killing->status = hook_call(cpu, HOOK_kill, arguments, &answer) ? small_number(answer) : -ENOSYS;
}

/* Tasks are named by handles, which ring 3 has no way to come by. */
static int64_t do_kill(const struct Call *call) {
    struct Killing killing = {.victim = call->user ? NULL : object_of(call->arguments[0], OBJECT_TASK)};
    if (!killing.victim || killing.victim->state == TASK_DEAD) {
        return -ESRCH;
    }
    scheduler_enter(kill_action, &killing);
    if (!killing.status) {
        task_kill(killing.victim);
    }
    return killing.status;
}

static int64_t do_spawn(const struct Call *call) {
    struct Task *task = call->user ? NULL : object_of(call->arguments[0], OBJECT_TASK);
    return task && task->state == TASK_NEW ? task_launch(task) : -ESRCH;
}

static int64_t do_port(const struct Call *call) {
    struct Port *port = ipc_port(call->arguments[0]);
    struct Buffer buffer = {call->user, call->arguments[1]};
    if (!port) {
        return -EBADF;
    }
    return call->operation == OPERATION_SEND ? ipc_send(port, buffer, call->arguments[2])
                                             : ipc_receive(port, buffer, call->arguments[2]);
}

static int64_t carry_out(const struct Call *call) {
    struct Buffer buffer = {call->user, call->arguments[0]};
    switch (call->operation) {
    case OPERATION_WRITE:
        return do_write(call, buffer, call->arguments[1]);
    case OPERATION_READ:
        return do_read(buffer, call->arguments[1]);
    case OPERATION_EXIT:
        task_exit((int64_t)call->arguments[0]);
    case OPERATION_SLEEP_TICKS:
        return do_sleep(call->arguments[0], TICK_NANOSECONDS);
    case OPERATION_SLEEP:
        return do_sleep(call->arguments[0], 1000000);
    case OPERATION_SEND:
    case OPERATION_RECEIVE:
        return do_port(call);
    case OPERATION_YIELD:
        scheduler_enter(yield_action, NULL);
        return 0;
    case OPERATION_SPAWN:
        return do_spawn(call);
    case OPERATION_KILL:
        return do_kill(call);
    case OPERATION_JOIN:
        return call->user ? -ESRCH : task_join(call->arguments[0]);
    default:
        return -ENOSYS;
    }
}

int64_t system_call(uint64_t number, uint64_t first, uint64_t second, uint64_t third, bool user) {
    struct Call call = {.number = number, .arguments = {first, second, third}, .user = user};
    scheduler_enter(decide, &call);
    return call.operation < 0 ? call.operation : carry_out(&call);
}

int64_t kernel_system_call(const struct MachineSystemCall *machine_call) {
    int64_t result = system_call(machine_call->number, machine_call->arguments[0], machine_call->arguments[1],
                                 machine_call->arguments[2], true);
    task_check_kill(true);
    return result;
}

/* ---- Faults in ring 3 ---- */

struct Fault {
    uint32_t vector;
    uint64_t address, instruction_pointer;
    int64_t answer;
};

static void fault_action(struct Cpu *cpu, void *context) {
    struct Fault *fault = context;
    Value arguments[4] = {object_handle(cpu->current), small(fault->vector), argument(fault->address),
                          argument(fault->instruction_pointer)};
    Value answer;
    trace_record(TRACE_FAULT, cpu->current->number, fault->vector);
    fault->answer = hook_call(cpu, HOOK_fault, arguments, &answer) ? small_number(answer) : FAULT_KILL;
}

void kernel_user_fault(uint32_t vector, uint64_t error, uint64_t address, uint64_t instruction_pointer) {
    struct Fault fault = {.vector = vector, .address = address, .instruction_pointer = instruction_pointer};
    scheduler_enter(fault_action, &fault);
    struct Task *task = task_current();
    bool killed = fault.answer == FAULT_KILL;
    kernel_log("fault", "%s (task %u) %s: exception %u at 0x%lx, address 0x%lx, error 0x%lx", task->name,
               task->number, killed ? "is ended" : "is suspended", vector, (unsigned long)instruction_pointer,
               (unsigned long)address, (unsigned long)error);
    while (!killed && !task_killed()) {
        scheduler_block();
    }
    task_exit(-EFAULT);
}
