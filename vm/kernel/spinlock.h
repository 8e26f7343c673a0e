/*
 * The mechanism's own lock: a few instructions at a time, interrupts off while it is held, Python never
 * called under it.
 *
 * Not to be confused with the policy's Lock objects (lock.c). At most one is held at a time, so there is no
 * order to keep.
 */
#ifndef VM_KERNEL_SPINLOCK_H
#define VM_KERNEL_SPINLOCK_H

#include "vm/machine.h"

/* Test and set, not tickets: where virtual CPUs outnumber the host's, the next in line may not be running. */
struct SpinLock {
    uint32_t held;
};

static inline MachineInterrupts spin_lock(struct SpinLock *lock) {
    MachineInterrupts previous = machine_interrupts_disable();
    while (__atomic_exchange_n(&lock->held, 1, __ATOMIC_ACQUIRE)) {
        while (__atomic_load_n(&lock->held, __ATOMIC_RELAXED)) {
            machine_spin();
        }
    }
    return previous;
}

static inline void spin_unlock(struct SpinLock *lock, MachineInterrupts previous) {
    __atomic_store_n(&lock->held, 0, __ATOMIC_RELEASE);
    machine_interrupts_restore(previous);
}

#endif
