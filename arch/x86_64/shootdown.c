/*
 * TLB shootdown: see shootdown.h.
 */
#include "arch/x86_64/shootdown.h"

#include "arch/x86_64/apic.h"
#include "arch/x86_64/cpu.h"
#include "arch/x86_64/registers.h"
#include "arch/x86_64/spinlock.h"

_Static_assert(MACHINE_CPU_LIMIT <= 64, "one bit a CPU");

static struct Spinlock asking;
static uint64_t pending_cpus; /* one bit a CPU that has yet to flush */
static uint64_t answered;

/* Clearing CR4.PGE flushes global translations too. */
void shootdown_flush(void) {
    uint64_t cr4 = cr4_read();
    cr4_write(cr4 & ~CR4_PAGE_GLOBAL_ENABLE);
    cr4_write(cr4);
}

void shootdown_serve(void) {
    uint64_t own = 1ULL << cpu_self()->number;
    if (__atomic_load_n(&pending_cpus, __ATOMIC_ACQUIRE) & own) {
        shootdown_flush();
        __atomic_fetch_add(&answered, 1, __ATOMIC_RELAXED);
        __atomic_fetch_and(&pending_cpus, ~own, __ATOMIC_RELEASE);
    }
}

static void ask(uint32_t number) {
    __atomic_fetch_or(&pending_cpus, 1ULL << number, __ATOMIC_RELEASE);
    apic_send_interrupt(cpu_table[number].apic_id, VECTOR_SHOOTDOWN);
}

void shootdown_all(void) {
    MachineInterrupts previous = spinlock_acquire(&asking);
    uint32_t own = cpu_self()->number;
    for (uint32_t number = 0; number < MACHINE_CPU_LIMIT; number++) {
        if (number != own && __atomic_load_n(&cpu_table[number].online, __ATOMIC_ACQUIRE)) {
            ask(number);
        }
    }
    shootdown_flush();
    while (__atomic_load_n(&pending_cpus, __ATOMIC_ACQUIRE)) {
        machine_spin();
    }
    spinlock_release(&asking, previous);
}

uint64_t shootdown_answered(void) { return __atomic_load_n(&answered, __ATOMIC_RELAXED); }
