/*
 * Tasks beginning and ending: see task.h.
 */
#include "vm/kernel/task.h"

#include "vm/format.h"
#include "vm/kernel/ipc.h"
#include "vm/kernel/trace.h"

enum { INIT_NUMBER = 1 };
static uint32_t last_number = INIT_NUMBER;
static bool init_made;

/* Idle tasks have 0, the first process 1, whatever was started before it; all others count on. */
static uint32_t new_number(enum TaskKind kind) {
    if (kind == TASK_IDLE) {
        return 0;
    }
    if (kind == TASK_PROCESS && !__atomic_exchange_n(&init_made, true, __ATOMIC_RELAXED)) {
        return INIT_NUMBER;
    }
    return __atomic_add_fetch(&last_number, 1, __ATOMIC_RELAXED);
}
static struct SpinLock life_lock; /* guards joiners, and that an isolate that is asked to stop still exists */

/* machine_interrupts_restore() takes what says whether they were on. */
#define INTERRUPTS_ON ((MachineInterrupts)1 << 9)

static void begin(void *argument) {
    struct Task *task = argument;
    task->entry(task);
    task_exit(0);
}

struct Task *task_create(enum TaskKind kind, const char *name, void (*entry)(struct Task *task),
                         size_t stack_size) {
    struct Task *task = slab_allocate(OBJECT_TASK);
    if (!task) {
        return NULL;
    }
    task->number = new_number(kind);
    task->kind = kind;
    task->entry = entry;
    task->stack_size = stack_size;
    task->priority = small(PRIORITY_NORMAL);
    task->slice = task->rights = task->word = small(0);
    task->affinity = small(-1);
    task->home = NONE;
    format_text(task->name, sizeof(task->name), "%s", name);
    if (stack_size) {
        task->stack_top = machine_stack_allocate(stack_size);
        if (!task->stack_top) {
            slab_free(task);
            return NULL;
        }
        machine_context_prepare(&task->context, task->stack_top, begin, task);
    }
    return task;
}

void task_discard(struct Task *task) {
    if (task->isolate) {
        isolate_destroy(task->isolate);
    }
    if (task->process) {
        process_destroy(task->process);
    }
    machine_stack_free(task->stack_top, task->stack_size);
    task->state = TASK_DEAD;
    slab_free(task);
}

/* ---- Launching ---- */

struct Launch {
    struct Task *task;
    int64_t status;
};

static void launch_action(struct Cpu *cpu, void *context) {
    struct Launch *launch = context;
    struct Task *parent = cpu->current == cpu->idle ? NULL : cpu->current;
    Value arguments[2] = {object_handle(parent), object_handle(launch->task)}, answer;
    if (hook_call(cpu, HOOK_spawn, arguments, &answer)) {
        launch->status = small_number(answer);
    } else if (!is_small(launch->task->rights) || launch->task->rights == small(0)) {
        launch->task->rights = small((1 << 16) - 1);
    }
    if (!launch->status) {
        trace_record(TRACE_SPAWN, launch->task->number, launch->task->kind);
        scheduler_start_task(cpu, launch->task);
    }
}

int64_t task_launch(struct Task *task) {
    struct Launch launch = {.task = task};
    MachineInterrupts previous = machine_interrupts_disable();
    struct Cpu *cpu = this_cpu();
    if (cpu->started) {
        scheduler_enter(launch_action, &launch);
    } else {
        launch_action(cpu, &launch);
    }
    machine_interrupts_restore(previous);
    if (launch.status) {
        task_discard(task);
    }
    return launch.status;
}

/* ---- Ending ---- */

static void wake_joiners(struct Cpu *cpu, struct Task *task) {
    MachineInterrupts previous = spin_lock(&life_lock);
    struct Task *joiner = task->joiners;
    task->joiners = NULL;
    __atomic_store_n(&task->state, TASK_DEAD, __ATOMIC_SEQ_CST);
    spin_unlock(&life_lock, previous);
    while (joiner) {
        struct Task *next = joiner->join_next;
        joiner->result = task->status;
        scheduler_wake(cpu, joiner);
        joiner = next;
    }
}

/* The dying task is off its stack for good. */
static void exit_action(struct Cpu *cpu, void *context) {
    struct Task *task = context;
    Value argument = object_handle(task), answer;
    trace_record(TRACE_EXIT, task->number, (uint64_t)task->status);
    hook_call(cpu, HOOK_exit, &argument, &answer);
    task_unlink(task);
    wake_joiners(cpu, task);
    machine_stack_free(task->stack_top, task->stack_size);
    __atomic_store_n(&cpu->current, cpu->idle, __ATOMIC_RELEASE);
    cpu->switched_at = machine_clock();
    cpu->reschedule_wanted = true;
    slab_free(task);
}

_Noreturn void task_exit(int64_t status) {
    struct Task *task = task_current();
    task->status = status;
    scheduler_cancel_timer(task);
    MachineInterrupts previous = spin_lock(&life_lock);
    Isolate *isolate = task->isolate;
    task->isolate = NULL;
    spin_unlock(&life_lock, previous);
    if (isolate) {
        isolate_destroy(isolate);
    }
    if (task->inbox) {
        message_free(task->inbox);
    }
    machine_interrupts_disable();
    if (task->process) {
        struct Process *process = task->process;
        machine_address_space_activate(0);
        machine_float_state_switch(NULL);
        task->process = NULL;
        process_destroy(process);
    }
    scheduler_enter(exit_action, task);
    machine_panic(NULL, "a task that had ended ran again");
}

void task_kill(struct Task *task) {
    MachineInterrupts previous = spin_lock(&life_lock);
    task->kill_requests++;
    if (task->isolate) {
        isolate_request(task->isolate, REQUEST_KILL);
    }
    spin_unlock(&life_lock, previous);
    previous = machine_interrupts_disable();
    scheduler_wake(this_cpu(), task);
    machine_interrupts_restore(previous);
}

bool task_killed(void) { return __atomic_load_n(&task_current()->kill_requests, __ATOMIC_ACQUIRE) != 0; }

bool task_interrupted(void) {
    const Isolate *isolate = task_current()->isolate;
    return task_killed() || (isolate && isolate->requests & (REQUEST_INTERRUPT | REQUEST_KILL));
}

void task_check_kill(bool from_user) {
    if (from_user && task_killed()) {
        machine_interrupts_restore(INTERRUPTS_ON);
        task_exit(-EINTR);
    }
}

/* ---- Joining ---- */

/* Puts the calling task among the joiners; false: the other has ended, its status is in `result`. */
static bool add_joiner(struct Task *self, struct Task *other) {
    MachineInterrupts previous = spin_lock(&life_lock);
    bool alive = other->state != TASK_DEAD && other->header.live;
    if (alive) {
        self->join_next = other->joiners;
        other->joiners = self;
    } else {
        self->result = other->status;
    }
    spin_unlock(&life_lock, previous);
    return alive;
}

/* Whether the calling task was still among the joiners. */
static bool remove_joiner(struct Task *self, struct Task *other) {
    MachineInterrupts previous = spin_lock(&life_lock);
    bool found = false;
    for (struct Task **link = &other->joiners; *link && !found; link = &(*link)->join_next) {
        if (*link == self) {
            *link = self->join_next;
            found = true;
            break;
        }
    }
    spin_unlock(&life_lock, previous);
    return found;
}

static bool among_joiners(struct Task *self, struct Task *other) {
    MachineInterrupts previous = spin_lock(&life_lock);
    bool found = false;
    for (struct Task *joiner = other->joiners; joiner && !found; joiner = joiner->join_next) {
        found = joiner == self;
    }
    spin_unlock(&life_lock, previous);
    return found;
}

int64_t task_join(Value handle) {
    struct Task *self = task_current();
    struct Task *other = object_of(handle, OBJECT_TASK);
    if (!other || other == self) {
        return -ESRCH;
    }
    if (!add_joiner(self, other)) {
        return self->result;
    }
    while (among_joiners(self, other)) {
        if (task_interrupted()) {
            return remove_joiner(self, other) ? -EINTR : self->result;
        }
        scheduler_block();
    }
    return self->result;
}
