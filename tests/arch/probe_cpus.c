/*
 * Checks of clocks, ticks, contexts and what CPUs send each other.
 */
#include "arch/x86_64/cpu.h"
#include "arch/x86_64/log.h"
#include "arch/x86_64/registers.h"
#include "arch/x86_64/shootdown.h"
#include "arch/x86_64/spinlock.h"
#include "tests/arch/probe.h"

#define MILLISECOND 1000000ULL
enum { CLOCK_READS = 2000, SWITCHES = 1000, STACK_BYTES = 16384, TICK_PERIODS = 50, SHOOTDOWNS = 20 };

static struct Spinlock clock_lock;
static uint64_t latest_clock;
static uint32_t clock_steps_back;
static uint32_t cpus_seen;

static void read_clock(void) {
    __atomic_fetch_add(&cpus_seen, 1, __ATOMIC_RELAXED);
    for (unsigned count = 0; count < CLOCK_READS; count++) {
        MachineInterrupts previous = spinlock_acquire(&clock_lock);
        uint64_t now = machine_clock();
        clock_steps_back += now < latest_clock;
        latest_clock = now;
        spinlock_release(&clock_lock, previous);
    }
}

static void check_clock(void) {
    probe_run_everywhere(read_clock);
    probe_check("every CPU works", cpus_seen == machine_cpu_count());
    probe_check("the clock never steps back between CPUs", clock_steps_back == 0);
    probe_check("CPUs have numbers and hardware ids", machine_cpu_hardware_id(0) == cpu_table[0].apic_id);
}

/* Ticks of every CPU while TICK_PERIODS of them pass; a busy host may make some late, none may be too many.
 */
static void check_ticks(void) {
    uint32_t before[MACHINE_CPU_LIMIT];
    for (uint32_t cpu = 0; cpu < machine_cpu_count(); cpu++) {
        before[cpu] = probe_cpus[cpu].ticks;
    }
    uint64_t start = machine_clock();
    while (machine_clock() - start < TICK_PERIODS * 10 * MILLISECOND) {
        machine_idle();
    }
    uint32_t elapsed = (uint32_t)((machine_clock() - start) / (10 * MILLISECOND));
    bool right = true;
    for (uint32_t cpu = 0; cpu < machine_cpu_count(); cpu++) {
        uint32_t ticks = probe_cpus[cpu].ticks - before[cpu];
        log_line("probe", "cpu %u: %u ticks in %u periods", cpu, ticks, elapsed);
        right &= ticks <= elapsed + 3 && ticks * 2 >= elapsed;
    }
    probe_check("100 ticks a second", right);
    probe_check("idle returns with interrupts off", !machine_interrupts_enabled());
}

static struct MachineContext main_context, other_context;
static uint64_t other_turns;

static void other_main(void *argument) {
    for (;;) {
        other_turns += (uint64_t)(uintptr_t)argument;
        machine_context_switch(&other_context, &main_context);
    }
}

static void check_contexts(void) {
    void *top = machine_stack_allocate(STACK_BYTES);
    machine_context_prepare(&other_context, top, other_main, (void *)(uintptr_t)3);
    machine_context_switch(&main_context, &other_context);
    uint64_t start = machine_cycles();
    for (unsigned count = 1; count < SWITCHES; count++) {
        machine_context_switch(&main_context, &other_context);
    }
    log_line("probe", "%lu cycles a context switch", (machine_cycles() - start) / (2 * SWITCHES));
    probe_check("contexts take turns", other_turns == 3 * SWITCHES);
    machine_stack_free(top, STACK_BYTES);
}

/* Whether a counter changes within a second. */
static bool changes(const volatile uint32_t *counter, uint32_t from) {
    uint64_t start = machine_clock();
    while (*counter == from && machine_clock() - start < 1000 * MILLISECOND) {
        machine_spin();
    }
    return *counter != from;
}

static void check_messages(void) {
    bool all = true;
    for (uint32_t cpu = 1; cpu < machine_cpu_count(); cpu++) {
        uint32_t before = probe_cpus[cpu].reschedules;
        machine_send_reschedule(cpu);
        all &= changes(&probe_cpus[cpu].reschedules, before);
    }
    probe_check("reschedule interrupts arrive", all);
    uint32_t before = probe_cpus[0].reschedules;
    machine_send_reschedule(0);
    interrupts_on();
    bool own = changes(&probe_cpus[0].reschedules, before);
    interrupts_off();
    probe_check("a CPU can send one to itself", own);
    machine_send_nmi(machine_cpu_count() - 1);
}

static void shoot(void) {
    for (unsigned count = 0; count < SHOOTDOWNS; count++) {
        MachineInterrupts previous = machine_interrupts_disable();
        shootdown_all();
        machine_interrupts_restore(previous);
    }
}

static void check_shootdown(void) {
    uint64_t before = shootdown_answered();
    shootdown_all();
    probe_check("every other CPU answers a shootdown",
                shootdown_answered() - before == machine_cpu_count() - 1);
    before = shootdown_answered();
    probe_run_everywhere(shoot);
    uint64_t expected = (uint64_t)SHOOTDOWNS * machine_cpu_count() * (machine_cpu_count() - 1);
    probe_check("shootdowns of all CPUs at once end", shootdown_answered() - before == expected);
}

static void write_line(void) { log_line("mixed", "%064x", 0); }

void probe_cpu_checks(void) {
    check_clock();
    check_ticks();
    check_contexts();
    check_messages();
    check_shootdown();
    probe_run_everywhere(write_line);
}
