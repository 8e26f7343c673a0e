/*
 * The probe's main program and what the machine calls back. See probe.h.
 */
#include "arch/x86_64/memory.h"
#include "tests/arch/probe.h"

#include "arch/x86_64/log.h"
#include "arch/x86_64/registers.h"

enum { STATUS_GOOD = 0x10, STATUS_FAILED = 1, INPUT_TOTAL = 10000 };

struct ProbeCpu probe_cpus[MACHINE_CPU_LIMIT];

static uint32_t check_count, failure_count;

/* Work for every CPU; each runs it once per generation. */
static struct {
    void (*function)(void);
    uint32_t generation, finished;
} work;

void probe_check(const char *name, bool passed) {
    check_count++;
    failure_count += !passed;
    log_line("probe", "%s %s", passed ? "ok" : "FAILED", name);
}

void kernel_tick_interrupt(bool from_user) {
    (void)from_user;
    struct ProbeCpu *cpu = &probe_cpus[machine_cpu_number()];
    cpu->tick_cycles = machine_cycles();
    cpu->ticks++;
}

void kernel_reschedule_interrupt(bool from_user) {
    (void)from_user;
    probe_cpus[machine_cpu_number()].reschedules++;
}

void kernel_input_interrupt(void) {}

static void run_work(void (*function)(void)) {
    interrupts_on();
    function();
    interrupts_off();
    __atomic_fetch_add(&work.finished, 1, __ATOMIC_RELEASE);
}

void kernel_cpu_main(void) {
    machine_timer_start();
    for (uint32_t done = 0;;) {
        machine_idle();
        uint32_t generation = __atomic_load_n(&work.generation, __ATOMIC_ACQUIRE);
        if (generation != done) {
            done = generation;
            run_work(work.function);
        }
    }
}

void probe_run_everywhere(void (*function)(void)) {
    MachineInterrupts previous = machine_interrupts_disable();
    work.function = function;
    work.finished = 0;
    __atomic_fetch_add(&work.generation, 1, __ATOMIC_RELEASE);
    for (uint32_t cpu = 1; cpu < machine_cpu_count(); cpu++) {
        machine_send_reschedule(cpu);
    }
    run_work(function);
    while (__atomic_load_n(&work.finished, __ATOMIC_ACQUIRE) < machine_cpu_count()) {
        machine_spin();
    }
    machine_interrupts_restore(previous);
}

static void run_checks(void) {
    probe_memory_checks();
    probe_cpu_checks();
    probe_user_checks();
    probe_code_checks();
    log_line("probe", "%u checks, %u failed", check_count, failure_count);
    machine_power_off(failure_count ? STATUS_FAILED : STATUS_GOOD);
}

/* Adds up what is typed, slowly at first, so that queue and FIFO fill. */
static void run_input(void) {
    uint32_t count = 0, sum = 0;
    log_line("probe", "input wanted");
    uint64_t start = machine_clock();
    while (machine_clock() - start < 500000000) {
        machine_idle();
    }
    while (count < INPUT_TOTAL) {
        int byte = machine_console_read();
        if (byte < 0) {
            machine_idle();
            continue;
        }
        sum = sum * 31 + (uint32_t)byte;
        count++;
    }
    log_line("probe", "input sum %u", sum);
    machine_power_off(STATUS_GOOD);
}

/* Says what was typed, byte for byte, up to a return. */
static void run_keyboard(void) {
    char text[64];
    size_t length = 0;
    log_line("probe", "input wanted");
    for (int byte = -1; byte != '\r' && length < sizeof text;) {
        byte = machine_console_read();
        if (byte < 0) {
            machine_idle();
        } else if (byte != '\r') {
            text[length++] = (char)byte;
        }
    }
    log_line("probe", "typed <%.*s>", (int)length, text);
    machine_power_off(STATUS_GOOD);
}

static void run_code(void) {
    probe_code_latency();
    machine_power_off(STATUS_GOOD);
}

static void run_panic(void) { machine_panic(NULL, "asked for, number %d", 42); }

/* Where the compiler can't see what they are. */
static volatile uint32_t *volatile wild_pointer = (volatile uint32_t *)8;
static volatile uint64_t depth_limit = UINT64_MAX;

static void run_null(void) { probe_cpus[0].ticks = *wild_pointer; }

static __attribute__((noinline)) uint64_t recurse(uint64_t depth) {
    volatile uint64_t frame[64];
    frame[0] = depth;
    return depth < depth_limit ? recurse(depth + 1) + frame[0] : 0;
}

static void run_overflow(void) { probe_cpus[0].ticks = (uint32_t)recurse(1); }

static void run_soft_off(void) { machine_power_off(0); }

static const struct {
    const char *name;
    void (*run)(void);
} modes[] = {
    {"checks", run_checks},      {"input", run_input},       {"keyboard", run_keyboard},
    {"panic", run_panic},        {"null", run_null},         {"overflow", run_overflow},
    {"power off", run_soft_off}, {"reboot", machine_reboot}, {"code", run_code},
};

void kernel_main(void) {
    machine_start_cpus();
    machine_timer_start();
    for (size_t index = 0; machine_module_count() && index < sizeof modes / sizeof *modes; index++) {
        const struct MachineModule *module = machine_module(0);
        if (strlen(modes[index].name) == module->size &&
            !memcmp(modes[index].name, module->bytes, module->size)) {
            modes[index].run();
        }
    }
    log_line("probe", "no mode.img, or one the probe does not know");
    machine_power_off(STATUS_FAILED);
}
