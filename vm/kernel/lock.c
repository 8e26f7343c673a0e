/*
 * Policy's locks. Ranks rise, numbers rise within a rank, so no two CPUs can wait for each other; a holder
 * never waits for another CPU otherwise. Held by a CPU's hook, hence with interrupts off.
 */
#include "vm/kernel/objects.h"
#include "vm/types/classes.h"

bool lock_held(const struct Lock *lock) {
    return __atomic_load_n(&lock->holder, __ATOMIC_RELAXED) == machine_cpu_number() + 1;
}

static bool try_lock(struct Lock *lock) {
    uint32_t nobody = 0;
    return __atomic_compare_exchange_n(&lock->holder, &nobody, machine_cpu_number() + 1, false,
                                       __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

static bool in_order(const struct Cpu *cpu, const struct Lock *lock) {
    if (!cpu->held_count) {
        return true;
    }
    const struct Lock *last = cpu->held[cpu->held_count - 1];
    return last->rank < lock->rank || (last->rank == lock->rank && last->number < lock->number);
}

/* Nanoseconds of waiting for one charge. A holder's time is bounded by its own budget; but on a virtual
 * machine its CPU may not run for milliseconds. */
#define SPIN_CHARGE_TIME 50000

static bool spin(Isolate *isolate, struct Lock *lock) {
    uint64_t next_charge = machine_clock() + SPIN_CHARGE_TIME;
    while (!try_lock(lock)) {
        machine_spin();
        if (machine_clock() >= next_charge) {
            next_charge += SPIN_CHARGE_TIME;
            if (!isolate_charge(isolate, 1)) {
                return false;
            }
        }
    }
    return true;
}

bool lock_acquire(Isolate *isolate, struct Lock *lock) {
    struct Cpu *cpu = this_cpu();
    if (lock_held(lock)) {
        raise_error(isolate, &class_RuntimeError, "lock (%d, %d) is held already", (int)lock->rank,
                    (int)lock->number);
        return false;
    }
    if (!in_order(cpu, lock) || cpu->held_count == HELD_LIMIT) {
        const struct Lock *last = cpu->held[cpu->held_count - 1];
        raise_error(isolate, &class_RuntimeError, "lock (%d, %d) must be acquired before lock (%d, %d)",
                    (int)lock->rank, (int)lock->number, (int)last->rank, (int)last->number);
        return false;
    }
    if (!try_lock(lock) && !spin(isolate, lock)) {
        return false;
    }
    cpu->held[cpu->held_count++] = lock;
    return true;
}

static void forget(struct Cpu *cpu, const struct Lock *lock) {
    uint32_t kept = 0;
    for (uint32_t index = 0; index < cpu->held_count; index++) {
        if (cpu->held[index] != lock) {
            cpu->held[kept++] = cpu->held[index];
        }
    }
    cpu->held_count = kept;
}

bool lock_release(Isolate *isolate, struct Lock *lock) {
    if (!lock_held(lock)) {
        raise_error(isolate, &class_RuntimeError, "lock (%d, %d) is not held", (int)lock->rank,
                    (int)lock->number);
        return false;
    }
    forget(this_cpu(), lock);
    __atomic_store_n(&lock->holder, 0, __ATOMIC_RELEASE);
    return true;
}

uint32_t lock_release_all(struct Cpu *cpu) {
    uint32_t count = cpu->held_count;
    while (cpu->held_count) {
        __atomic_store_n(&cpu->held[--cpu->held_count]->holder, 0, __ATOMIC_RELEASE);
    }
    return count;
}

void lock_enter(struct Lock *lock) {
    while (!try_lock(lock)) {
        machine_spin();
    }
}

void lock_leave(struct Lock *lock) { __atomic_store_n(&lock->holder, 0, __ATOMIC_RELEASE); }
