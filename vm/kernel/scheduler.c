/*
 * The scheduler's mechanism: see scheduler.h. Who runs is policy's answer to pick; here is how.
 */
#include "vm/kernel/scheduler.h"

#include "vm/kernel/task.h"
#include "vm/kernel/trace.h"

enum {
    POLICY_STACK_SIZE = 65536, /* bytes; tests/layers/test_stack.py proves that nested natives stay below */
    IDLE_COLLECT_WORK = 400,   /* of a collector step at an idle tick, in units of heap_step() */
    STALL_CHECK_TICKS = 16,
};

struct Cpu *cpu_objects[MACHINE_CPU_LIMIT];

/* ---- Task states ---- */

static bool change_state(struct Task *task, enum TaskState from, enum TaskState to) {
    uint32_t expected = from;
    return __atomic_compare_exchange_n(&task->state, &expected, to, false, __ATOMIC_SEQ_CST,
                                       __ATOMIC_SEQ_CST);
}

bool task_claim(struct Task *task) { return change_state(task, TASK_READY, TASK_RUNNING); }

bool task_wake(struct Task *task) {
    __atomic_store_n(&task->wake_pending, 1, __ATOMIC_SEQ_CST);
    if (task->state == TASK_BLOCKED) {
        task->ready_since = machine_clock();
    }
    return change_state(task, TASK_BLOCKED, TASK_READY);
}

/* Either the waker sees BLOCKED, or this sees wake_pending: both are written before the other is read. */
bool task_try_block(struct Task *task) {
    change_state(task, TASK_RUNNING, TASK_BLOCKED);
    if (__atomic_exchange_n(&task->wake_pending, 0, __ATOMIC_SEQ_CST)) {
        if (change_state(task, TASK_BLOCKED, TASK_RUNNING)) {
            return false;
        }
    }
    this_cpu()->current_stopped = true;
    trace_record(TRACE_BLOCK, task->number, TASK_BLOCKED);
    return true;
}

void task_unlink(struct Task *task) {
    struct TaskQueue *queue = task_queue_of(__atomic_load_n(&task->queue_entry.queue, __ATOMIC_ACQUIRE));
    if (queue) {
        lock_enter(queue->lock);
        queue_remove(&queue->queue, &task->queue_entry);
        lock_leave(queue->lock);
    }
    struct Tree *tree = task->tree_node.tree;
    if (tree) {
        struct TaskTree *owner = (struct TaskTree *)((char *)tree - offsetof(struct TaskTree, tree));
        lock_enter(owner->lock);
        if (task->tree_node.tree == tree) {
            tree_remove(tree, &task->tree_node);
        }
        lock_leave(owner->lock);
    }
}

/* ---- Wake-ups ---- */

/* Puts a READY task in the list of those that policy is to be told of. */
static void announce(struct Cpu *cpu, struct Task *task) {
    if (__atomic_exchange_n(&task->announced, 1, __ATOMIC_ACQ_REL)) {
        return;
    }
    task->announce_next = NULL;
    if (cpu->announce_last) {
        cpu->announce_last->announce_next = task;
    } else {
        cpu->announce_first = task;
    }
    cpu->announce_last = task;
}

void scheduler_wake(struct Cpu *cpu, struct Task *task) {
    if (task_wake(task)) {
        trace_record(TRACE_WAKE, task->number, cpu->current ? cpu->current->number : 0);
        announce(cpu, task);
    }
}

void scheduler_start_task(struct Cpu *cpu, struct Task *task) {
    task->ready_since = machine_clock();
    if (change_state(task, TASK_NEW, TASK_READY)) {
        announce(cpu, task);
    }
}

void scheduler_reschedule(struct Cpu *cpu) {
    __atomic_store_n(&cpu->reschedule_wanted, true, __ATOMIC_RELEASE);
    if (cpu->number != machine_cpu_number()) {
        machine_send_reschedule(cpu->number);
    }
}

/* The fallback's way to have a READY task noticed: whoever idles looks. */
static void wake_idle_cpus(void) {
    for (uint32_t number = 0; number < machine_cpu_count(); number++) {
        struct Cpu *other = cpu_objects[number];
        if (other && other->started && other->current == other->idle) {
            scheduler_reschedule(other);
        }
    }
}

/* A receiver that Ctrl-C or a kill woke stands among its port's waiters still; policy could not queue it so.
 */
static void leave_port(struct Task *task) {
    const struct TaskQueue *queue =
        task_queue_of(__atomic_load_n(&task->queue_entry.queue, __ATOMIC_ACQUIRE));
    if (queue && !queue->version) {
        task_unlink(task);
    }
}

static void tell_policy(struct Cpu *cpu) {
    while (cpu->announce_first) {
        struct Task *task = cpu->announce_first;
        cpu->announce_first = task->announce_next;
        if (!cpu->announce_first) {
            cpu->announce_last = NULL;
        }
        __atomic_store_n(&task->announced, 0, __ATOMIC_RELEASE);
        Value argument = object_handle(task), answer;
        leave_port(task);
        if (task->header.live && task->state == TASK_READY &&
            !hook_call(cpu, HOOK_ready, &argument, &answer)) {
            wake_idle_cpus();
        }
    }
}

/* ---- Timers ---- */

static void set_timer(struct Cpu *cpu, struct Task *task, uint64_t deadline) {
    MachineInterrupts previous = spin_lock(&cpu->timer_lock);
    task->timer_cpu = cpu;
    tree_insert(&cpu->timers, &task->timer, (int64_t)deadline);
    spin_unlock(&cpu->timer_lock, previous);
}

void scheduler_cancel_timer(struct Task *task) {
    struct Cpu *cpu = __atomic_load_n(&task->timer_cpu, __ATOMIC_ACQUIRE);
    if (!cpu) {
        return;
    }
    MachineInterrupts previous = spin_lock(&cpu->timer_lock);
    if (task->timer.tree) {
        tree_remove(&cpu->timers, &task->timer);
        task->timer_cpu = NULL;
    }
    spin_unlock(&cpu->timer_lock, previous);
}

/* The task whose time has come first, taken out of the timers, or NULL. */
static struct Task *take_due(struct Cpu *cpu, uint64_t now) {
    MachineInterrupts previous = spin_lock(&cpu->timer_lock);
    struct TreeNode *node = tree_first(&cpu->timers);
    struct Task *task = NULL;
    if (node && (uint64_t)node->key <= now) {
        tree_remove(&cpu->timers, node);
        task = task_of_timer(node);
        task->timer_cpu = NULL;
    }
    spin_unlock(&cpu->timer_lock, previous);
    return task;
}

static void expire_timers(struct Cpu *cpu) {
    uint64_t now = machine_clock();
    for (struct Task *task = take_due(cpu, now); task; task = take_due(cpu, now)) {
        scheduler_wake(cpu, task);
    }
}

/* ---- Ticks ---- */

/* One READY task that waited longer than the policy says it may is a failure of the policy. Bound:
 * TASK_LIMIT. */
static void check_stall(struct Cpu *cpu) {
    struct Policy *policy = policy_active();
    uint64_t now = machine_clock();
    for (uint32_t slot = 0; policy && slot < TASK_LIMIT; slot++) {
        struct Task *task = slab_slot(OBJECT_TASK, slot);
        if (!task) {
            return;
        }
        bool waits = task->header.live && task->state == TASK_READY && now > task->ready_since;
        if (waits && now - task->ready_since > policy->stall_limit) {
            hook_stalled(cpu, task, now - task->ready_since);
            task->ready_since = now;
            return;
        }
    }
}

static void deliver_ticks(struct Cpu *cpu) {
    uint64_t ticks = cpu->pending_ticks;
    if (!ticks) {
        return;
    }
    cpu->pending_ticks = 0;
    bool idle = cpu->current == cpu->idle || cpu->current_stopped;
    Value arguments[2] = {idle ? NONE : object_handle(cpu->current), small((int64_t)ticks)}, answer;
    int64_t flags = TICK_RESCHEDULE;
    if (hook_call(cpu, HOOK_tick, arguments, &answer)) {
        flags = small_number(answer);
    }
    if (flags & TICK_BALANCE) {
        hook_call(cpu, HOOK_balance, NULL, &answer);
    }
    if (flags & TICK_RESCHEDULE) {
        cpu->reschedule_wanted = true;
    }
    if (cpu->number == 0 && cpu->ticks % STALL_CHECK_TICKS < ticks) {
        check_stall(cpu);
    }
    if (idle && cpu->instance) {
        heap_idle_step(cpu->instance->isolate, IDLE_COLLECT_WORK);
    }
}

/* Several ticks that came while interrupts were off arrive as one interrupt: the clock tells how many. */
static void count_ticks(struct Cpu *cpu) {
    uint64_t now = machine_clock();
    uint64_t elapsed =
        now > cpu->last_tick ? (now - cpu->last_tick + TICK_NANOSECONDS / 2) / TICK_NANOSECONDS : 0;
    cpu->last_tick += elapsed * TICK_NANOSECONDS;
    cpu->ticks += elapsed;
    cpu->pending_ticks += elapsed;
}

/* ---- Choosing and switching ---- */

static struct Task *choose(struct Cpu *cpu, struct Task *previous) {
    Value argument = object_handle(previous), answer;
    if (!hook_call(cpu, HOOK_pick, &argument, &answer)) {
        return fallback_pick(cpu, previous);
    }
    struct Task *task = object_of(answer, OBJECT_TASK);
    if (!task || !task_claim(task)) {
        return NULL;
    }
    task_unlink(task); /* a CPU that was told of the task late may have queued it once more */
    return task;
}

static void account(struct Cpu *cpu, struct Task *stopped) {
    uint64_t now = machine_clock();
    uint64_t spent = now - cpu->switched_at;
    *(stopped == cpu->idle ? &cpu->idle_time : &stopped->run_time) += spent;
    cpu->switched_at = now;
}

static void make_live(struct Cpu *cpu, struct Task *task) {
    task->cpu = cpu;
    task->switches++;
    cpu->switches++;
    machine_address_space_activate(task->process ? task->process->space : 0);
    machine_kernel_stack_set(task->stack_top);
    machine_float_state_switch(task->process ? &task->process->float_state : NULL);
}

static void pick_next(struct Cpu *cpu) {
    struct Task *previous = cpu->current;
    __atomic_store_n(&cpu->reschedule_wanted, false, __ATOMIC_RELEASE);
    account(cpu, previous);
    bool goes_on = previous != cpu->idle && !cpu->current_stopped;
    cpu->current_stopped = false;
    if (goes_on) {
        previous->ready_since = machine_clock();
        change_state(previous, TASK_RUNNING, TASK_READY);
    }
    __atomic_store_n(&cpu->current, cpu->idle, __ATOMIC_RELEASE);
    struct Task *next = choose(cpu, goes_on ? previous : NULL);
    next = next ? next : cpu->idle;
    if (next != previous) {
        trace_record(TRACE_SWITCH, previous->number, next->number);
    }
    __atomic_store_n(&cpu->current, next, __ATOMIC_RELEASE);
    make_live(cpu, next);
}

static void start_policy(struct Cpu *cpu) {
    Value answer;
    if (cpu->restart_policy && cpu->instance) {
        hook_call(cpu, HOOK_start, NULL, &answer);
        __atomic_store_n(&cpu->reschedule_wanted, true, __ATOMIC_RELEASE);
    }
}

/* Does all that is due, so that afterwards the CPU may continue its current task. */
static void settle(struct Cpu *cpu) {
    do {
        policy_swap_point(cpu);
        start_policy(cpu);
        expire_timers(cpu);
        deliver_ticks(cpu);
        tell_policy(cpu);
        if (cpu->reschedule_wanted || cpu->current_stopped) {
            pick_next(cpu);
        }
    } while (cpu->announce_first || __atomic_load_n(&cpu->reschedule_wanted, __ATOMIC_ACQUIRE));
}

/* The scheduler's context: every task that enters it continues here behind the switch. */
static void scheduler_main(void *argument) {
    struct Cpu *cpu = argument;
    for (;;) {
        if (cpu->action) {
            cpu->action(cpu, cpu->action_context);
            cpu->action = NULL;
        }
        settle(cpu);
        slab_boundary(cpu);
        machine_context_switch(&cpu->scheduler, &cpu->current->context);
    }
}

void scheduler_enter(void (*action)(struct Cpu *cpu, void *context), void *context) {
    MachineInterrupts previous = machine_interrupts_disable();
    struct Cpu *cpu = this_cpu();
    cpu->action = action;
    cpu->action_context = context;
    machine_context_switch(&cpu->current->context, &cpu->scheduler);
    machine_interrupts_restore(previous);
}

static void block_action(struct Cpu *cpu, void *context) {
    const uint64_t *deadline = context;
    struct Task *task = cpu->current;
    if (deadline) {
        set_timer(cpu, task, *deadline);
    }
    task_try_block(task);
}

void scheduler_block(void) { scheduler_enter(block_action, NULL); }

void scheduler_block_until(uint64_t deadline) {
    scheduler_enter(block_action, &deadline);
    scheduler_cancel_timer(task_current());
}

struct Task *task_current(void) {
    MachineInterrupts previous = machine_interrupts_disable();
    struct Task *task = this_cpu()->current;
    machine_interrupts_restore(previous);
    return task;
}

/* ---- Interrupts: on the stack of the task that was interrupted, never in the scheduler's context ---- */

void kernel_tick_interrupt(bool from_user) {
    struct Cpu *cpu = this_cpu();
    if (!cpu || !cpu->started) {
        return;
    }
    count_ticks(cpu);
    hook_watch_neighbour(cpu);
    scheduler_enter(NULL, NULL);
    task_check_kill(from_user);
}

void kernel_reschedule_interrupt(bool from_user) {
    struct Cpu *cpu = this_cpu();
    if (!cpu || !cpu->started) {
        return;
    }
    scheduler_enter(NULL, NULL);
    task_check_kill(from_user);
}

/* ---- Beginning ---- */

static void set_words(struct Cpu *cpu) {
    cpu->run_lock = cpu->queue_0 = cpu->queue_1 = cpu->queue_2 = NONE;
    cpu->ready_levels = cpu->ready_count = cpu->word = small(0);
}

struct Cpu *scheduler_create_cpu(uint32_t number) {
    struct Cpu *cpu = slab_allocate(OBJECT_CPU);
    struct Task *idle = cpu ? task_create(TASK_IDLE, "idle", NULL, 0) : NULL;
    void *stack = idle ? machine_stack_allocate(POLICY_STACK_SIZE) : NULL;
    if (!stack || !trace_initialise(cpu)) {
        machine_panic(NULL, "too little memory for cpu %u: give the machine more", number);
    }
    cpu->number = number;
    cpu->idle = cpu->current = idle;
    idle->cpu = cpu;
    idle->state = TASK_RUNNING;
    idle->affinity = small(1LL << number);
    set_words(cpu);
    cpu->swap_seen = policy_swaps_done();
    machine_context_prepare(&cpu->scheduler, stack, scheduler_main, cpu);
    machine_cpu_local_set(cpu);
    __atomic_store_n(&cpu_objects[number], cpu, __ATOMIC_RELEASE);
    return cpu;
}

_Noreturn void scheduler_run(struct Cpu *cpu) {
    cpu->switched_at = cpu->last_tick = machine_clock();
    __atomic_store_n(&cpu->started, true, __ATOMIC_RELEASE);
    machine_timer_start();
    for (;;) {
        scheduler_enter(NULL, NULL);
        machine_idle();
    }
}
