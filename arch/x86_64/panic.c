/*
 * Panic: the first CPU that comes here stops all others by NMI, prints, and leaves.
 */
#include "arch/x86_64/panic.h"

#include "arch/x86_64/apic.h"
#include "arch/x86_64/clock.h"
#include "arch/x86_64/console.h"
#include "arch/x86_64/cpu.h"
#include "arch/x86_64/power.h"
#include "arch/x86_64/registers.h"
#include "arch/x86_64/shootdown.h"
#include "vm/format.h"

enum { PANIC_STATUS = 3, PANIC_TEXT_SIZE = 320, STOP_WAIT_MICROSECONDS = 100000 };

static uint32_t panicking_cpu = MACHINE_CPU_LIMIT; /* its number, once there is one */
static uint32_t stopped_count;

static _Noreturn void stop_here(void) {
    __atomic_fetch_add(&stopped_count, 1, __ATOMIC_RELAXED);
    halt_forever();
}

void panic_serve(void) {
    uint32_t number = __atomic_load_n(&panicking_cpu, __ATOMIC_RELAXED);
    if (number != MACHINE_CPU_LIMIT && number != cpu_self()->number) {
        stop_here();
    }
}

static __attribute__((format(printf, 2, 3))) void print(PanicWriter *write, const char *format, ...) {
    char text[PANIC_TEXT_SIZE];
    va_list arguments;
    va_start(arguments, format);
    size_t length = format_text_list(text, sizeof text, format, arguments);
    va_end(arguments);
    write(text, length < sizeof text ? length : sizeof text - 1);
}

void panic_nmi(struct MachineFrame *frame) {
    panic_serve();
    struct Cpu *cpu = cpu_self();
    if (__atomic_exchange_n(&cpu->where_requested, false, __ATOMIC_ACQUIRE)) {
        print(console_write_urgent, "[nmi] cpu %u at 0x%lx\n", cpu->number, frame->rip);
        backtrace_print(console_write_urgent, frame->rip, frame->rbp);
    }
}

void machine_send_nmi(uint32_t cpu) {
    __atomic_store_n(&cpu_table[cpu].where_requested, true, __ATOMIC_RELEASE);
    apic_send_nmi(cpu_table[cpu].apic_id);
}

void machine_spin(void) {
    pause();
    panic_serve();
    if (!machine_interrupts_enabled()) {
        shootdown_serve();
    }
}

/* Bound: STOP_WAIT_MICROSECONDS; a CPU that takes no NMI is left behind. */
static void stop_other_cpus(void) {
    uint32_t others = 0;
    for (uint32_t number = 0; number < MACHINE_CPU_LIMIT; number++) {
        if (number != cpu_self()->number && cpu_table[number].online) {
            apic_send_nmi(cpu_table[number].apic_id);
            others++;
        }
    }
    for (unsigned waited = 0; waited < STOP_WAIT_MICROSECONDS / 10; waited++) {
        if (__atomic_load_n(&stopped_count, __ATOMIC_RELAXED) >= others) {
            return;
        }
        clock_wait_microseconds(10);
    }
}

static void print_registers(const struct MachineFrame *frame) {
    print(machine_console_write, "  rip %016lx  rsp %016lx  rflags %08lx  cs %02lx  error %lx\n", frame->rip,
          frame->rsp, frame->rflags, frame->cs, frame->error);
    print(machine_console_write, "  rax %016lx  rbx %016lx  rcx %016lx  rdx %016lx\n", frame->rax, frame->rbx,
          frame->rcx, frame->rdx);
    print(machine_console_write, "  rsi %016lx  rdi %016lx  rbp %016lx  r8  %016lx\n", frame->rsi, frame->rdi,
          frame->rbp, frame->r8);
    print(machine_console_write, "  r9  %016lx  r10 %016lx  r11 %016lx  r12 %016lx\n", frame->r9, frame->r10,
          frame->r11, frame->r12);
    print(machine_console_write, "  r13 %016lx  r14 %016lx  r15 %016lx  cr2 %016lx\n", frame->r13, frame->r14,
          frame->r15, cr2_read());
}

/* One CPU panics; the others stop. A panic within the panic only leaves. */
static void claim_panic(void) {
    uint32_t nobody = MACHINE_CPU_LIMIT, own = cpu_self()->number;
    if (__atomic_compare_exchange_n(&panicking_cpu, &nobody, own, false, __ATOMIC_ACQ_REL,
                                    __ATOMIC_ACQUIRE)) {
        return;
    }
    if (nobody == own) {
        power_debug_exit(PANIC_STATUS);
    }
    stop_here();
}

void machine_panic(struct MachineFrame *frame, const char *format, ...) {
    interrupts_off();
    claim_panic();
    stop_other_cpus();
    console_break_lock();
    char message[PANIC_TEXT_SIZE / 2];
    va_list arguments;
    va_start(arguments, format);
    format_text_list(message, sizeof message, format, arguments);
    va_end(arguments);
    print(machine_console_write, "panic: %s\n  cpu %u (apic %u)\n", message, cpu_self()->number,
          cpu_self()->apic_id);
    if (frame) {
        print_registers(frame);
        backtrace_print(machine_console_write, frame->rip, frame->rbp);
    } else {
        machine_backtrace();
    }
    power_debug_exit(PANIC_STATUS);
    halt_forever();
}
