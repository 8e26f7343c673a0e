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

struct SpinLock {
    uint32_t next_ticket, now_serving;
};

static inline MachineInterrupts spin_lock(struct SpinLock *lock) {
    MachineInterrupts previous = machine_interrupts_disable();
    uint32_t ticket = __atomic_fetch_add(&lock->next_ticket, 1, __ATOMIC_RELAXED);
    while (__atomic_load_n(&lock->now_serving, __ATOMIC_ACQUIRE) != ticket) {
        machine_spin();
    }
    return previous;
}

static inline void spin_unlock(struct SpinLock *lock, MachineInterrupts previous) {
    __atomic_store_n(&lock->now_serving, lock->now_serving + 1, __ATOMIC_RELEASE);
    machine_interrupts_restore(previous);
}

#endif
