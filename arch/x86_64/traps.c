/*
 * Where every interrupt and exception arrives in C.
 */
#include "arch/x86_64/traps.h"

#include "arch/x86_64/apic.h"
#include "arch/x86_64/code_pages.h"
#include "arch/x86_64/cpu.h"
#include "arch/x86_64/float.h"
#include "arch/x86_64/keyboard.h"
#include "arch/x86_64/panic.h"
#include "arch/x86_64/registers.h"
#include "arch/x86_64/serial.h"
#include "arch/x86_64/shootdown.h"
#include "vm/machine.h"

enum { EXCEPTION_COUNT = 32 };

/* SDM table 6-1. */
static const char *const exception_names[EXCEPTION_COUNT] = {
    [0] = "divide error",
    [1] = "debug exception",
    [2] = "NMI",
    [3] = "breakpoint",
    [4] = "overflow",
    [5] = "bound range exceeded",
    [6] = "invalid opcode",
    [7] = "device not available",
    [8] = "double fault",
    [10] = "invalid TSS",
    [11] = "segment not present",
    [12] = "stack-segment fault",
    [13] = "general protection fault",
    [14] = "page fault",
    [16] = "x87 floating-point error",
    [17] = "alignment check",
    [18] = "machine check",
    [19] = "SIMD floating-point exception",
    [20] = "virtualization exception",
    [21] = "control protection exception",
};

extern const struct ExceptionTableEntry exception_table_start[], exception_table_end[];

/* Bound: entries of the table, a few. */
static bool continue_at_landing_pad(struct MachineFrame *frame) {
    for (const struct ExceptionTableEntry *entry = exception_table_start; entry < exception_table_end;
         entry++) {
        if (entry->instruction == frame->rip) {
            frame->rip = entry->landing_pad;
            return true;
        }
    }
    return false;
}

static const char *access_of(uint64_t error) {
    if (error & PAGE_FAULT_FETCH) {
        return "execution";
    }
    return error & PAGE_FAULT_WRITE ? "write" : "read";
}

static _Noreturn void panic_at_exception(struct MachineFrame *frame, uint64_t address) {
    if (frame->vector == VECTOR_PAGE_FAULT) {
        machine_panic(frame, "page fault: %s at 0x%llx (%s)", access_of(frame->error),
                      (unsigned long long)address,
                      frame->error & PAGE_FAULT_PRESENT ? "not permitted" : "not mapped");
    }
    const char *name = exception_names[frame->vector];
    machine_panic(frame, "%s (vector %u, error 0x%llx)", name ? name : "reserved exception",
                  (unsigned)frame->vector, (unsigned long long)frame->error);
}

/* A fetch of machine code that this CPU looked up while it was written, and so couldn't be executed: the
 * processor may do that without being told to (SDM 4.10.2.3), and need not ask the tables again until it has
 * faulted (4.10.4.3). */
static bool fetch_is_good_by_now(const struct MachineFrame *frame, uint64_t address) {
    return frame->vector == VECTOR_PAGE_FAULT && frame->error == (PAGE_FAULT_PRESENT | PAGE_FAULT_FETCH) &&
           code_pages_refresh(address);
}

static void handle_exception(struct MachineFrame *frame) {
    uint64_t address = frame->vector == VECTOR_PAGE_FAULT ? cr2_read() : 0;
    if (frame->vector == VECTOR_NMI) {
        panic_nmi(frame);
        return;
    }
    bool fatal = frame->vector == VECTOR_DOUBLE_FAULT || frame->vector == VECTOR_MACHINE_CHECK;
    if (frame_from_user(frame) && !fatal) {
        if (frame->vector != VECTOR_DEVICE_NOT_AVAILABLE || !float_load()) {
            kernel_user_fault((uint32_t)frame->vector, frame->error, address, frame->rip);
        }
        return;
    }
    if (fatal || !(fetch_is_good_by_now(frame, address) || continue_at_landing_pad(frame))) {
        panic_at_exception(frame, address);
    }
}

static void handle_tick(bool from_user) {
    if (!machine_cpu_number()) {
        serial_poll_unrouted();
    }
    kernel_tick_interrupt(from_user);
}

static void handle_interrupt(struct MachineFrame *frame) {
    bool from_user = frame_from_user(frame);
    apic_end_of_interrupt();
    switch (frame->vector) {
    case VECTOR_TIMER:
        handle_tick(from_user);
        break;
    case VECTOR_RESCHEDULE:
        kernel_reschedule_interrupt(from_user);
        break;
    case VECTOR_SHOOTDOWN:
        shootdown_serve();
        break;
    case VECTOR_SERIAL:
        serial_interrupt();
        kernel_input_interrupt();
        break;
    case VECTOR_KEYBOARD:
        keyboard_interrupt();
        kernel_input_interrupt();
        break;
    default:
        break;
    }
}

void system_call_dispatch(struct MachineFrame *frame) {
    struct MachineSystemCall call = {
        .number = frame->rax,
        .arguments = {frame->rdi, frame->rsi, frame->rdx, frame->r10, frame->r8},
    };
    interrupts_on();
    frame->rax = (uint64_t)kernel_system_call(&call);
    interrupts_off();
}

/* A spurious interrupt of a PIC or the local APIC is not in service, so it must not be acknowledged
 * (SDM 11.9). */
static bool is_spurious(uint64_t vector) {
    return vector == VECTOR_SPURIOUS || (vector >= VECTOR_PIC && vector < VECTOR_PIC + 16);
}

void trap_dispatch(struct MachineFrame *frame) {
    if (frame->vector < EXCEPTION_COUNT) {
        handle_exception(frame);
    } else if (frame->vector == VECTOR_SYSTEM_CALL) {
        system_call_dispatch(frame);
    } else if (!is_spurious(frame->vector)) {
        handle_interrupt(frame);
    }
}
