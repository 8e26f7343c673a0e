/*
 * All that the VM and the kernel's mechanism may ask of a machine, and the few calls a machine makes back.
 *
 * arch/x86_64 implements the first part for the kernel, vm/host for an ordinary Linux program (which leaves
 * out what only a kernel needs; those parts say "kernel only"). Rules:
 *   - Nothing here decides: no policy, no Python. Every call is O(1) or says its bound.
 *   - A CPU is named by its number, 0 to machine_cpu_count() - 1, the boot CPU being 0; hardware ids stay
 * behind this page.
 *   - Unless a line says otherwise a call may be made with interrupts on or off, and on any CPU.
 */
#ifndef VM_MACHINE_H
#define VM_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MACHINE_CPU_LIMIT = 64, MACHINE_PAGE_SIZE = 4096 };

/* ---- Memory ---- */

/* `count` contiguous pages, zeroed, mapped RW and NX, or NULL when no such run is free. */
void *machine_pages_allocate(size_t count);
void machine_pages_free(void *pages, size_t count);

/* A kernel stack of `size` bytes (a multiple of the page size) with an unmapped guard page below it; returns
 * its top. */
void *machine_stack_allocate(size_t size);
void machine_stack_free(void *top, size_t size);

struct MachineMemory {
    uint64_t total_frames, free_frames; /* 4 KiB frames; total counts what the frame allocator was given */
    uint64_t kernel_frames;             /* text, read-only data, data and what boot used up */
    uint64_t code_frames;               /* set apart for machine code, and in use */
};
void machine_memory(struct MachineMemory *memory);

/* ---- Time ---- */

/* Nanoseconds since boot: one clock for all CPUs, monotonic on each. */
uint64_t machine_clock(void);
/* What machine_clock() was zero at, in nanoseconds since 1970. A machine that keeps no date leaves it out:
 * vm/types/time.c has a weak one that says 0. */
uint64_t machine_clock_origin(void);
/* A free-running cycle or instruction counter of this CPU, for measuring; only differences mean anything. */
uint64_t machine_cycles(void);

/* ---- This CPU ---- */

uint32_t machine_cpu_count(void); /* CPUs online */
uint32_t
machine_cpu_number(void); /* this CPU; call with interrupts off, or accept that the answer may be old */
uint32_t machine_cpu_hardware_id(uint32_t cpu);
/* One word per CPU that belongs to the kernel: its CpuState. Call with interrupts off. */
void *machine_cpu_local(void);
void machine_cpu_local_set(void *local);

typedef uint64_t MachineInterrupts; /* opaque: whether interrupts were on */
MachineInterrupts machine_interrupts_disable(void);
void machine_interrupts_restore(MachineInterrupts previous);
bool machine_interrupts_enabled(void);
/* Turns interrupts on and halts until one has been served, without a gap between the two; returns with
 * interrupts off. */
void machine_idle(void);
/* One turn of a spin loop: pauses and serves shootdown and panic requests of other CPUs. */
void machine_spin(void);

/* ---- Memory for machine code ---- */

/* Pages within 2 GiB of the VM's own text, those at `wish` if they can be had; no other mapping shows them.
 * NULL when there is no room, where a part of all such memory is for the favoured alone. Bound: a scan of it,
 * and a shootdown when it has been used up once over. */
void *machine_code_pages_allocate(size_t count, const void *wish, bool favoured);
/* Copies bytes to such pages. A page is RW and NX while it is written, with interrupts off, and R and X from
 * then on, at the same address; so nothing of it may be running on any CPU. Interrupts are on between one
 * page and the next, if they were before. False: something could not be made executable. */
bool machine_code_pages_write(void *to, const void *from, size_t size);
void machine_code_pages_free(void *pages, size_t count);
/* How many were freed so far: what found no room may find some when this is another number. */
uint64_t machine_code_pages_freed(void);

/* ---- Other CPUs (kernel only) ---- */

void machine_send_reschedule(uint32_t cpu); /* kernel_reschedule_interrupt() runs there soon */
void machine_send_nmi(uint32_t cpu);        /* makes a CPU print where it is (contract 17) */

/* ---- Contexts: a kernel stack and what is saved on it (kernel only) ---- */

/* The saved stack pointer of a context that isn't running; callee-saved registers lie on its stack. */
struct MachineContext {
    void *stack_pointer;
};
/* Prepares a stack so that the first switch to the context calls entry(argument) with interrupts off; entry
 * must not return. */
void machine_context_prepare(struct MachineContext *context, void *stack_top, void (*entry)(void *),
                             void *argument);
/* Saves the running context, continues `to`. Interrupts off. Returns when something switches back. */
void machine_context_switch(struct MachineContext *from, struct MachineContext *to);
/* Tells the machine which kernel stack ring 3 enters on, and which task's floating-point state is live.
 * Interrupts off. */
void machine_kernel_stack_set(void *stack_top);

/* ---- Address spaces and ring 3 (kernel only) ---- */

typedef uint64_t MachineAddressSpace; /* 0: none, the kernel's own */
enum {
    MACHINE_MAP_WRITE = 1,
    MACHINE_MAP_EXECUTE = 2,
};
enum { MACHINE_USER_LOW = 0x10000 };
#define MACHINE_USER_HIGH 0x00007ffffffff000ULL /* first address past user memory */

MachineAddressSpace machine_address_space_create(void); /* 0: out of memory */
/* Frees every user frame and table of it. It must not be live on any CPU. Bound: pages mapped. */
void machine_address_space_destroy(MachineAddressSpace space);
void machine_address_space_activate(
    MachineAddressSpace space); /* 0 activates the kernel's own. Interrupts off. */
/* Maps one fresh zeroed user page at a page-aligned address; its kernel address, or NULL when out of memory
 * or already mapped. */
void *machine_user_map(MachineAddressSpace space, uint64_t address, uint32_t rights);
/* Pages of user memory mapped in the space. Bound: tables. */
uint64_t machine_address_space_pages(MachineAddressSpace space);

/* A user pointer has its own type: only these two calls may follow it. False: some byte isn't mapped with the
 * rights needed (nothing is half done for reads; a write may have been partial). Checks the range, then
 * copies in a fault-safe way. */
typedef struct {
    uint64_t address;
} UserPointer;
bool machine_copy_from_user(void *to, UserPointer from, size_t size);
bool machine_copy_to_user(UserPointer to, const void *from, size_t size);

/* Enters ring 3 for the first time on this kernel stack. Does not return. Interrupts off; ring 3 starts with
 * them on. */
_Noreturn void machine_user_enter(uint64_t instruction_pointer, uint64_t stack_pointer);

/* What ring 3 asked: filled by both entries (int 0x80 and syscall), same convention. */
struct MachineSystemCall {
    uint64_t number;
    uint64_t arguments[5];
};

/* Lazily saved floating-point state of a ring-3 task, 512 bytes of FXSAVE, 16-byte aligned, owned by the
 * task. */
struct MachineFloatState {
    _Alignas(16) uint8_t bytes[512];
};
void machine_float_state_reset(struct MachineFloatState *state);
/* Called at a task switch: this task's state is the one ring 3 will see (NULL: a task without one).
 * Interrupts off. */
void machine_float_state_switch(struct MachineFloatState *state);
/* Brackets every call into vm/float: between them SSE may be used; a live user state is protected. Interrupts
 * may come; the section itself must not be preempted, so interrupts are off between the two. */
MachineInterrupts machine_float_begin(void);
void machine_float_end(MachineInterrupts previous);

/* ---- Talking and stopping ---- */

/* Bytes to the serial port and every other console. The lock is the machine's: one call is never interleaved
 * with another. */
void machine_console_write(const void *bytes, size_t size);
/* The next byte typed, or -1. Never waits. kernel_input_interrupt() tells that there may be some. */
int machine_console_read(void);

struct MachineFrame; /* the registers at an interrupt or exception; arch/x86_64/trap_frame.h */

/* Prints "panic:" with the message, registers (of `frame` if any), a symbolised backtrace and the CPU; stops
 * every CPU; leaves QEMU through the debug-exit device with status 3 if there is one, else halts. */
_Noreturn void machine_panic(struct MachineFrame *frame, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Prints the backtrace of the caller, one "  at symbol+0x12 (0x...)" line a frame, at most 32. */
void machine_backtrace(void);
_Noreturn void machine_power_off(uint8_t status); /* under QEMU with debug-exit: exits with (status << 1) | 1;
                                                     else ACPI power off, else halt */
_Noreturn void machine_reboot(void);

/* ---- Boot modules ---- */

struct MachineModule {
    const char *name;  /* the file's name without folder: "policy.img" */
    const void *bytes; /* page aligned, mapped read-only, for as long as the kernel runs */
    size_t size;
};
size_t machine_module_count(void);
const struct MachineModule *machine_module(size_t index);
/* base.img, which is part of the kernel and not among those. */
const struct MachineModule *machine_base_image(void);

/* ---- What the machine calls: implemented by vm/kernel (kernel only) ---- */

/* The boot CPU, after native bring-up: paging, traps, timer ready, interrupts off, application processors not
 * started. */
_Noreturn void kernel_main(void);
/* kernel_main() calls this when it is ready for them: starts every application processor, one after the
 * other; each comes to kernel_cpu_main() with interrupts off. Returns the number of CPUs online. Logs "[smp]
 * cpu 3 online (apic 3)" for each. */
uint32_t machine_start_cpus(void);
_Noreturn void kernel_cpu_main(void);
/* Starts the 100 Hz tick on this CPU. */
void machine_timer_start(void);

/* On this CPU's interrupt, interrupts off, on the interrupted task's kernel stack, after the interrupt was
 * acknowledged. `from_user`: ring 3 was interrupted. Either may switch contexts before it returns. */
void kernel_tick_interrupt(bool from_user);
void kernel_reschedule_interrupt(bool from_user);
void kernel_input_interrupt(void);
/* An exception in ring 3 (or a fault at a user address inside the kernel's copy routines is handled by the
 * machine itself). `description` is one line: "page fault: write at 0xdead000, rip 0x401000". The task is
 * dealt with; returning continues ring 3. */
void kernel_user_fault(uint32_t vector, uint64_t error, uint64_t address, uint64_t instruction_pointer);
/* A system call from ring 3, interrupts on, on the task's kernel stack. Returns the value for rax. */
int64_t kernel_system_call(const struct MachineSystemCall *call);

#endif
