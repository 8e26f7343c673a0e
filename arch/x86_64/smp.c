/*
 * Starting the other CPUs. Source: SDM 9.4.4, INIT and SIPI.
 *
 * Firmware leaves them halted, so each gets INIT first; 10 ms later one after the other gets SIPI and is
 * waited for. A CPU may be late, for a host may have fewer cores than the machine; one that never comes is
 * sent back to wait by INIT, so it can't wake up in the trampoline that by then belongs to another.
 */
#include "arch/x86_64/smp.h"

#include "arch/x86_64/acpi.h"
#include "arch/x86_64/apic.h"
#include "arch/x86_64/clock.h"
#include "arch/x86_64/cpu.h"
#include "arch/x86_64/frames.h"
#include "arch/x86_64/log.h"
#include "arch/x86_64/memory.h"
#include "arch/x86_64/paging.h"
#include "arch/x86_64/registers.h"
#include "arch/x86_64/shootdown.h"
#include "arch/x86_64/stacks.h"
#include "arch/x86_64/trampoline.h"
#include "arch/x86_64/traps.h"
#include "arch/x86_64/user.h"

#define TRAMPOLINE_LIMIT 0x100000ULL           /* SIPI has eight bits for the page */
#define TRAMPOLINE_TABLES_LIMIT 0x100000000ULL /* CR3 is loaded from 32-bit code */
enum { TRAMPOLINE_TABLES = 4 };
enum { INIT_WAIT_MICROSECONDS = 10000, STARTUP_ATTEMPTS = 2 };
/* Generous: eight CPUs on two busy cores took up to 40 ms each. */
enum { STARTUP_WAIT_MICROSECONDS = 1000000, STARTUP_POLL_MICROSECONDS = 20 };
enum { CLOCK_ROUNDS = 16 };

static uint64_t trampoline_page, trampoline_tables;
static uint32_t cpu_count = 1;

/* The two sides of the clock comparison take turns: a round is asked for by one and answered by the other. */
static struct {
    uint32_t asked, answered;
    uint64_t answer;
} comparison;

uint32_t machine_cpu_count(void) { return __atomic_load_n(&cpu_count, __ATOMIC_ACQUIRE); }

void smp_reserve(struct BootInformation *information) {
    trampoline_page = frames_reserve_below(information, TRAMPOLINE_LIMIT, 1);
    trampoline_tables = frames_reserve_below(information, TRAMPOLINE_TABLES_LIMIT, TRAMPOLINE_TABLES);
}

/* Tables with the kernel's upper half, and the trampoline's page mapped to itself. */
static void fill_trampoline(void) {
    uint64_t *level[TRAMPOLINE_TABLES];
    for (unsigned index = 0; index < TRAMPOLINE_TABLES; index++) {
        level[index] = direct_map_pointer(trampoline_tables + index * MACHINE_PAGE_SIZE);
        memset(level[index], 0, MACHINE_PAGE_SIZE);
    }
    memcpy(level[0], direct_map_pointer(paging_kernel_root()), MACHINE_PAGE_SIZE);
    for (unsigned index = 0; index + 1 < TRAMPOLINE_TABLES; index++) {
        level[index][0] = (trampoline_tables + (index + 1) * MACHINE_PAGE_SIZE) | PAGE_PRESENT | PAGE_WRITE;
    }
    level[TRAMPOLINE_TABLES - 1][trampoline_page / MACHINE_PAGE_SIZE] =
        trampoline_page | PAGE_PRESENT | PAGE_WRITE;
    memcpy(direct_map_pointer(trampoline_page), trampoline_start,
           (size_t)(trampoline_end - trampoline_start));
}

static void answer_comparison(void) {
    for (uint32_t round = 1; round <= CLOCK_ROUNDS; round++) {
        while (__atomic_load_n(&comparison.asked, __ATOMIC_ACQUIRE) != round) {
            machine_spin();
        }
        comparison.answer = time_stamp_counter();
        __atomic_store_n(&comparison.answered, round, __ATOMIC_RELEASE);
    }
}

/* What to add to the other CPU's counter; 0 unless even the tightest round proves a difference. */
static uint64_t compare_clocks(void) {
    uint64_t shortest = UINT64_MAX, offset = 0;
    for (uint32_t round = 1; round <= CLOCK_ROUNDS; round++) {
        uint64_t before = time_stamp_counter();
        __atomic_store_n(&comparison.asked, round, __ATOMIC_RELEASE);
        while (__atomic_load_n(&comparison.answered, __ATOMIC_ACQUIRE) != round) {
            machine_spin();
        }
        uint64_t after = time_stamp_counter(), answer = comparison.answer;
        if (after - before < shortest) {
            shortest = after - before;
            offset = answer - before <= shortest ? 0 : before + shortest / 2 - answer;
        }
    }
    return offset;
}

/* Runs on the application processor, on its own stack, with the trampoline's tables. */
static _Noreturn void begin(void *argument) {
    struct Cpu *cpu = argument;
    cr3_write(paging_kernel_root());
    cpu_segments_load(cpu);
    idt_load();
    cpu_features_enable();
    user_initialise_cpu();
    apic_initialise_cpu();
    __atomic_store_n(&cpu->online, true, __ATOMIC_RELEASE);
    shootdown_flush(); /* requests before `online` did not reach this CPU */
    answer_comparison();
    kernel_cpu_main();
}

static bool wait_until_online(const struct Cpu *cpu) {
    for (unsigned waited = 0; waited < STARTUP_WAIT_MICROSECONDS; waited += STARTUP_POLL_MICROSECONDS) {
        if (__atomic_load_n(&cpu->online, __ATOMIC_ACQUIRE)) {
            return true;
        }
        clock_wait_microseconds(STARTUP_POLL_MICROSECONDS);
        machine_spin();
    }
    return false;
}

static bool start(struct Cpu *cpu, void *stack_top) {
    struct TrampolineData *data =
        direct_map_pointer(trampoline_page + (uint64_t)(trampoline_data - trampoline_start));
    *data = (struct TrampolineData){
        .page_table = trampoline_tables,
        .efer = EFER_LONG_MODE_ENABLE | (cpu_features.no_execute ? EFER_NO_EXECUTE : 0),
        .stack = (uint64_t)(uintptr_t)stack_top,
        .entry = (uint64_t)(uintptr_t)begin,
        .argument = (uint64_t)(uintptr_t)cpu,
    };
    comparison.asked = comparison.answered = 0;
    for (unsigned attempt = 0; attempt < STARTUP_ATTEMPTS; attempt++) {
        apic_send_startup(cpu->apic_id, (uint8_t)(trampoline_page / MACHINE_PAGE_SIZE));
        if (wait_until_online(cpu)) {
            cpu->clock_offset = compare_clocks();
            return true;
        }
    }
    apic_send_init(cpu->apic_id);
    return false;
}

static void start_next(uint32_t apic_id) {
    struct Cpu *cpu = &cpu_table[cpu_count];
    void *stack_top = machine_stack_allocate(CPU_STACK_SIZE);
    cpu->number = cpu_count;
    cpu->apic_id = apic_id;
    if (!stack_top || !cpu_interrupt_stacks_allocate(cpu)) {
        log_line("smp", "no memory for the stacks of the cpu with apic %u", apic_id);
    } else if (!start(cpu, stack_top)) {
        log_line("smp", "the cpu with apic %u did not start within a second", apic_id);
    } else {
        __atomic_store_n(&cpu_count, cpu_count + 1, __ATOMIC_RELEASE);
        log_line("smp", "cpu %u online (apic %u)", cpu->number, apic_id);
    }
}

uint32_t machine_start_cpus(void) {
    const struct AcpiInterrupts *acpi = acpi_interrupts();
    log_line("smp", "cpu 0 online (apic %u)", cpu_table[0].apic_id);
    if (acpi->cpu_count <= 1) {
        return cpu_count;
    }
    if (!trampoline_page || !trampoline_tables) {
        log_line("smp", "no usable page below 1 MiB: the other cpus stay off");
        return cpu_count;
    }
    fill_trampoline();
    for (size_t index = 0; index < acpi->cpu_count; index++) {
        if (acpi->cpu_apic_ids[index] != cpu_table[0].apic_id) {
            apic_send_init(acpi->cpu_apic_ids[index]);
        }
    }
    clock_wait_microseconds(INIT_WAIT_MICROSECONDS);
    for (size_t index = 0; index < acpi->cpu_count && cpu_count < MACHINE_CPU_LIMIT; index++) {
        if (acpi->cpu_apic_ids[index] != cpu_table[0].apic_id) {
            start_next(acpi->cpu_apic_ids[index]);
        }
    }
    return cpu_count;
}
