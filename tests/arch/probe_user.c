/*
 * Checks of ring 3: both entries, faults, floating-point state, user copies. The programs are in
 * probe_user.S.
 */

#include "arch/x86_64/apic.h"
#include "arch/x86_64/cpu.h"
#include "arch/x86_64/memory.h"
#include "arch/x86_64/registers.h"
#include "arch/x86_64/trap_frame.h"
#include "tests/arch/probe.h"

#define USER_STACK 0x7fff0000ULL
#define USER_CONSTANT 0x500000ULL
enum { STACK_BYTES = 16384, NO_FAULT = 0xffff };

/* The calls that the programs make. */
enum { CALL_END, CALL_REPORT, CALL_YIELD, CALL_READ_OPENED };

struct ProbeTask {
    struct MachineContext context;
    MachineAddressSpace space;
    void *stack_top;
    struct MachineFloatState floats;
    uint64_t reported;
    uint32_t fault_vector;
    uint64_t fault_address;
    bool ended, interrupts_on_in_call;
};

static struct ProbeTask *running;
static struct MachineContext main_context;

#define PROGRAM(name) extern const uint8_t name[], name##_end[]
PROGRAM(probe_user_calls);
PROGRAM(probe_user_float);
PROGRAM(probe_user_alignment);
PROGRAM(probe_user_busy);
PROGRAM(probe_user_wild);
PROGRAM(probe_user_stack);
PROGRAM(probe_user_privileged);

static void enter_user(void *argument) {
    (void)argument;
    machine_user_enter(PROBE_USER_CODE, USER_STACK + MACHINE_PAGE_SIZE);
}

static void load(struct ProbeTask *task, const uint8_t *program, const uint8_t *end) {
    memset(task, 0, sizeof *task);
    task->fault_vector = NO_FAULT;
    task->space = machine_address_space_create();
    memcpy(machine_user_map(task->space, PROBE_USER_CODE, MACHINE_MAP_EXECUTE), program,
           (size_t)(end - program));
    machine_user_map(task->space, USER_STACK, MACHINE_MAP_WRITE);
    machine_user_map(task->space, USER_CONSTANT, 0);
    task->stack_top = machine_stack_allocate(STACK_BYTES);
    machine_float_state_reset(&task->floats);
    machine_context_prepare(&task->context, task->stack_top, enter_user, NULL);
}

/* Until it yields, faults or ends. */
static void run(struct ProbeTask *task) {
    running = task;
    machine_address_space_activate(task->space);
    machine_kernel_stack_set(task->stack_top);
    machine_float_state_switch(&task->floats);
    machine_context_switch(&main_context, &task->context);
    machine_float_state_switch(NULL);
    machine_address_space_activate(0);
}

static void unload(struct ProbeTask *task) {
    machine_address_space_destroy(task->space);
    machine_stack_free(task->stack_top, STACK_BYTES);
}

static void leave(bool ended) {
    interrupts_off();
    running->ended = ended;
    machine_context_switch(&running->context, &main_context);
}

/* The kernel's own use of the registers, which must not reach the user's; this one zeroes them all. */
static void use_floats(void) {
    static struct MachineFloatState clean;
    machine_float_state_reset(&clean);
    MachineInterrupts previous = machine_float_begin();
    __asm__ volatile("fxrstor64 %0" ::"m"(clean));
    machine_float_end(previous);
}

int64_t kernel_system_call(const struct MachineSystemCall *call) {
    running->interrupts_on_in_call = machine_interrupts_enabled();
    switch (call->number) {
    case CALL_END:
        leave(true);
        return 0;
    case CALL_REPORT:
        running->reported = call->arguments[0];
        return 0;
    case CALL_YIELD:
        use_floats();
        leave(false);
        interrupts_on();
        return (int64_t)call->arguments[0] + 1;
    case CALL_READ_OPENED:
        return probe_read((const void *)(uintptr_t)USER_STACK);
    default:
        return -1;
    }
}

void kernel_user_fault(uint32_t vector, uint64_t error, uint64_t address, uint64_t instruction_pointer) {
    (void)error;
    (void)instruction_pointer;
    running->fault_vector = vector;
    running->fault_address = address;
    leave(true);
}

static struct ProbeTask first, second;

static void check_calls(void) {
    load(&first, probe_user_calls, probe_user_calls_end);
    unsigned turns = 0;
    for (; !first.ended && turns < 10; turns++) {
        run(&first);
    }
    probe_check("both entries return and keep registers",
                first.reported == 41 + 101 + 0x1111 + 0x2222 + 0x3333 && turns == 3);
    probe_check("system calls run with interrupts on", first.interrupts_on_in_call);
    probe_check("an address space counts its pages", machine_address_space_pages(first.space) == 3);
    unload(&first);
}

/* Both tasks put a value into xmm0 before either reads it back; the kernel uses xmm0 in between. */
static void check_floats(void) {
    load(&first, probe_user_float, probe_user_float_end);
    load(&second, probe_user_float, probe_user_float_end);
    first.reported = second.reported = 1;
    for (unsigned turn = 0; turn < 2; turn++) {
        run(&first);
        run(&second);
    }
    probe_check("each task has its own floating-point state",
                first.ended && second.ended && !first.reported && !second.reported);
    unload(&first);
    unload(&second);
}

static bool faults_with(const uint8_t *program, const uint8_t *end, uint32_t vector, uint64_t address) {
    load(&first, program, end);
    run(&first);
    unload(&first);
    return first.ended && first.fault_vector == vector && first.fault_address == address;
}

static void check_faults(void) {
    probe_check("ring 3 can't read the kernel",
                faults_with(probe_user_wild, probe_user_wild_end, VECTOR_PAGE_FAULT, 0xffffffff80000000));
    probe_check("ring 3 can't halt",
                faults_with(probe_user_privileged, probe_user_privileged_end, VECTOR_GENERAL_PROTECTION, 0));
    probe_check("a user stack can't be executed", !cpu_features.no_execute ||
                                                      faults_with(probe_user_stack, probe_user_stack_end,
                                                                  VECTOR_PAGE_FAULT, USER_STACK + 4096) ||
                                                      first.fault_vector == VECTOR_PAGE_FAULT);
}

static void check_copies(void) {
    char buffer[64] = "hello";
    load(&first, probe_user_calls, probe_user_calls_end);
    machine_address_space_activate(first.space);
    UserPointer stack = {USER_STACK}, constant = {USER_CONSTANT}, edge = {USER_STACK + MACHINE_PAGE_SIZE - 8};
    UserPointer kernel = {(uint64_t)(uintptr_t)buffer}, hole = {0x600000}, last = {UINT64_MAX - 8}, low = {8};
    UserPointer non_canonical = {0x0000800000000000};
    probe_check("copies reach user memory", machine_copy_to_user(stack, buffer, 6) &&
                                                machine_copy_from_user(buffer + 8, stack, 6) &&
                                                !memcmp(buffer + 8, "hello", 6));
    probe_check("copies refuse kernel addresses",
                !machine_copy_from_user(buffer, kernel, 8) && !machine_copy_to_user(kernel, buffer, 8));
    probe_check("copies survive unmapped addresses",
                !machine_copy_from_user(buffer, hole, 8) && !machine_copy_to_user(hole, buffer, 8));
    probe_check("copies that wrap or start low are refused",
                !machine_copy_from_user(buffer, last, 16) && !machine_copy_from_user(buffer, low, 8) &&
                    !machine_copy_from_user(buffer, stack, SIZE_MAX) &&
                    !machine_copy_from_user(buffer, non_canonical, 8));
    probe_check("copies respect read-only pages",
                machine_copy_from_user(buffer, constant, 8) && !machine_copy_to_user(constant, buffer, 8));
    probe_check("copies stop at a page that is missing", !machine_copy_from_user(buffer, edge, 16));
    probe_check("empty copies do nothing", machine_copy_from_user(buffer, stack, 0));
    probe_check("the kernel can't touch user memory by accident",
                !cpu_features.smap || !probe_read((const void *)(uintptr_t)USER_STACK));
    probe_check("the kernel can't execute user memory",
                !cpu_features.smep || !probe_execute((const void *)(uintptr_t)PROBE_USER_CODE));
    probe_check("mapping twice is refused", !machine_user_map(first.space, USER_STACK, 0) &&
                                                !machine_user_map(first.space, 0, 0) &&
                                                !machine_user_map(first.space, MACHINE_USER_HIGH, 0));
    machine_address_space_activate(0);
    unload(&first);
}

static void check_alignment_flag(void) {
    load(&first, probe_user_alignment, probe_user_alignment_end);
    first.reported = 2;
    run(&first);
    probe_check("ring 3 can't switch SMAP off", first.ended && (!cpu_features.smap || first.reported == 0));
    unload(&first);
}

static bool busy_ended;

/* CPU 0 runs the program; CPU 1 sends it NMIs, which arrive anywhere in the syscall entry and exit. */
static void run_busy(void) {
    MachineInterrupts previous = machine_interrupts_disable();
    if (machine_cpu_number() == 0) {
        run(&first);
        __atomic_store_n(&busy_ended, true, __ATOMIC_RELEASE);
    }
    while (machine_cpu_number() == 1 && !__atomic_load_n(&busy_ended, __ATOMIC_ACQUIRE)) {
        apic_send_nmi(cpu_table[0].apic_id);
        machine_spin();
    }
    machine_interrupts_restore(previous);
}

static void check_nmis(void) {
    load(&first, probe_user_busy, probe_user_busy_end);
    probe_run_everywhere(run_busy);
    probe_check("NMIs during system calls do no harm",
                first.ended && first.fault_vector == NO_FAULT && first.reported == 1);
    unload(&first);
}

void probe_user_checks(void) {
    struct MachineMemory before, after;
    machine_memory(&before);
    check_calls();
    check_floats();
    check_faults();
    check_copies();
    check_alignment_flag();
    check_nmis();
    machine_memory(&after);
    probe_check("free frames are back after ring 3", before.free_frames == after.free_frames);
}
