/*
 * The spinlock of the machine layer; interrupts are off while it is held.
 *
 * Whoever finds it free takes it. A first-come-first-served lock would be fair, but where virtual CPUs
 * outnumber the host's cores every hand-over would wait for the host to run just that one CPU: measured at
 * milliseconds each. Waiting serves shootdown and panic requests (machine_spin), so a holder that waits for a
 * shootdown still ends. Nothing is called back into the kernel while one is held.
 */
#ifndef ARCH_X86_64_SPINLOCK_H
#define ARCH_X86_64_SPINLOCK_H

#include <stdbool.h>

#include "vm/machine.h"

struct Spinlock {
    bool held;
};

/* Takes the lock if nobody has it. Interrupts off, or inside an NMI. */
static inline bool spinlock_try(struct Spinlock *lock) {
    return !__atomic_load_n(&lock->held, __ATOMIC_RELAXED) &&
           !__atomic_exchange_n(&lock->held, true, __ATOMIC_ACQUIRE);
}

static inline MachineInterrupts spinlock_acquire(struct Spinlock *lock) {
    MachineInterrupts previous = machine_interrupts_disable();
    while (!spinlock_try(lock)) {
        machine_spin();
    }
    return previous;
}

static inline void spinlock_release(struct Spinlock *lock, MachineInterrupts previous) {
    __atomic_store_n(&lock->held, false, __ATOMIC_RELEASE);
    machine_interrupts_restore(previous);
}

#endif
