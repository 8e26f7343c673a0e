/*
 * The fallback policy: plain round robin over the task table. It answers when a hook failed or no policy is
 * loaded, and needs nothing but the table.
 *
 * Which calls it serves is in system_call.c: exit and the console's write; the others give ENOSYS.
 */
#include "vm/kernel/scheduler.h"

static bool may_run(const struct Cpu *cpu, const struct Task *task) {
    if (!task->header.live || task->kind == TASK_IDLE || task->state != TASK_READY) {
        return false;
    }
    bool allowed = !is_small(task->affinity) || small_number(task->affinity) >> cpu->number & 1;
    /* While a policy is loaded, others' tasks are left to it. */
    bool ours = !cpu->instance || task->cpu == cpu || !task->cpu;
    return allowed && ours;
}

struct Task *fallback_pick(struct Cpu *cpu, struct Task *previous) {
    (void)previous;
    for (uint32_t step = 0; step < TASK_LIMIT; step++) {
        uint32_t slot = cpu->fallback_position = (cpu->fallback_position + 1) % TASK_LIMIT;
        struct Task *task = slab_slot(OBJECT_TASK, slot);
        if (task && may_run(cpu, task) && task_claim(task)) {
            task_unlink(task);
            return task;
        }
    }
    return NULL;
}
