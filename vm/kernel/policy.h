/*
 * Policy versions: images of policy, loaded, started on every CPU, swapped at one safe point, and taken back
 * when they fail.
 *
 * A version is loaded by a task, interrupts on: verified, one isolate a CPU made, its face imported in each.
 * The swap itself is asked for by policy_request() and happens between two hooks (policy_swap_point()), with
 * all CPUs waiting in it: the old version's queues and locks are dissolved and every CPU changes over; then
 * each runs start(). The version that worked last stays loaded; it comes back when the new one is retired.
 * With none left the fallback decides.
 */
#ifndef VM_KERNEL_POLICY_H
#define VM_KERNEL_POLICY_H

#include "vm/kernel/hook.h"

enum { POLICY_LIMIT = 8, FAILURES_REMEMBERED = 3 };

/* One version on one CPU. Only that CPU uses it, interrupts off, once it is swapped in. */
struct PolicyInstance {
    struct Policy *policy;
    Isolate *isolate;
    Value functions[HOOK_COUNT]; /* kept by the isolate; NOTHING: the face has none */
};

enum PolicyState { POLICY_FREE, POLICY_LOADING, POLICY_STANDBY, POLICY_ACTIVE, POLICY_RETIRED };

struct HookStatistics {
    uint64_t calls, failures, cycles, most_cycles;
    uint64_t allocated; /* bytes, in its isolates' heaps: steady hooks stop once they have all they need */
};

struct Policy {
    uint32_t version; /* from 1; 0 is the fallback */
    uint32_t state;   /* enum PolicyState */
    char name[NAME_SIZE];
    Image image;
    const MachineCode **machine_code;                   /* of its codes, for all CPUs */
    MachineCodeMemory machine_code_memory;              /* where that lies */
    uint64_t decisions;                                 /* hooks answered; atomic */
    uint64_t isolate_cycles, isolate_bytes;             /* what making one isolate took; the last one's */
    uint64_t stall_limit;                               /* nanoseconds */
    struct HookStatistics statistics[HOOK_COUNT];       /* atomic */
    uint64_t failures[HOOK_COUNT][FAILURES_REMEMBERED]; /* clocks of the last ones; policy lock */
    struct PolicyInstance instances[MACHINE_CPU_LIMIT];
};

/* Loads the boot module NAME.img ("policy" for NAME "default" too). On failure writes one line into `reason`.
 * From a task. */
struct Policy *policy_load(const char *name, char reason[IMAGE_REASON_SIZE]);
/* Has all CPUs change to this version (NULL: the fallback) at the next safe point. */
void policy_request(struct Policy *policy);
/* The same, and waits until it has happened. From a task. */
void policy_request_and_wait(struct Policy *policy);
/* How many swaps have been completed: a CPU that starts later takes part in later ones only. */
uint32_t policy_swaps_done(void);
/* Waits in the safe point if a swap is due. From the scheduler's context. */
void policy_swap_point(struct Cpu *cpu);
/* A hook of the active version failed: decides whether the version is retired. */
void policy_failed(struct Policy *policy, enum Hook hook);
/* The version in charge, or NULL: the fallback. */
struct Policy *policy_active(void);
struct Policy *policy_slot(uint32_t index); /* for display; NULL past the last */
/* The version that an isolate belongs to, 0 for others' isolates. */
uint32_t policy_version_of(const Isolate *isolate);

#endif
