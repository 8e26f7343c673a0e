/*
 * The console: see console.h. Bytes are fetched in the input interrupt, so that Ctrl-C reaches a task that
 * computes.
 */
#include "vm/kernel/console.h"

#include "vm/kernel/task.h"
#include "vm/kernel/trace.h"

enum { INPUT_SIZE = 4096, CONTROL_C = 3 };

static struct {
    struct SpinLock lock;
    uint8_t bytes[INPUT_SIZE];
    uint32_t first, count; /* a ring; what doesn't fit stays with the machine, which holds the sender up */
    struct Task *reader;   /* waits for bytes, or may be interrupted */
    bool interrupts;
} input;

static void accept(uint8_t byte) {
    if (byte == CONTROL_C && input.interrupts && input.reader && input.reader->isolate) {
        input.count = 0;
        isolate_request(input.reader->isolate, REQUEST_INTERRUPT);
    } else {
        input.bytes[(input.first + input.count++) % INPUT_SIZE] = byte;
    }
}

/* The lock is held. */
static void fetch(void) {
    int byte = 0;
    while (input.count < INPUT_SIZE && (byte = machine_console_read()) >= 0) {
        accept((uint8_t)byte);
    }
}

void kernel_input_interrupt(void) {
    MachineInterrupts previous = spin_lock(&input.lock);
    fetch();
    struct Task *reader = input.reader;
    spin_unlock(&input.lock, previous);
    struct Cpu *cpu = this_cpu();
    if (reader && cpu && cpu->started) {
        scheduler_wake(cpu, reader);
        scheduler_enter(NULL, NULL);
    }
}

static size_t take(uint8_t *bytes, size_t size) {
    MachineInterrupts previous = spin_lock(&input.lock);
    size_t taken = 0;
    while (taken < size && input.count) {
        bytes[taken++] = input.bytes[input.first];
        input.first = (input.first + 1) % INPUT_SIZE;
        input.count--;
    }
    fetch();
    spin_unlock(&input.lock, previous);
    return taken;
}

int64_t console_read(uint8_t *bytes, size_t size) {
    __atomic_store_n(&input.reader, task_current(), __ATOMIC_SEQ_CST);
    for (;;) {
        size_t taken = take(bytes, size);
        if (taken) {
            return (int64_t)taken;
        }
        if (task_killed()) {
            __atomic_store_n(&input.reader, NULL, __ATOMIC_SEQ_CST);
            return -EINTR;
        }
        scheduler_block();
    }
}

void console_interrupts(bool enabled) {
    MachineInterrupts previous = spin_lock(&input.lock);
    input.reader = this_cpu()->current;
    input.interrupts = enabled;
    spin_unlock(&input.lock, previous);
}

static void print_reports(struct Task *task) {
    static char text[REPORT_SIZE]; /* this task's alone */
    (void)task;
    for (;;) {
        while (report_take(text)) {
            machine_console_write(text, __builtin_strlen(text));
        }
        scheduler_block();
    }
}

void console_start_task(void) {
    struct Task *task = task_create(TASK_PYTHON, "console", print_reports, KERNEL_STACK_SIZE);
    if (!task) {
        machine_panic(NULL, "too little memory for the console task: give the machine more");
    }
    task->priority = small(PRIORITY_HIGH);
    console_task = task;
    task_launch(task);
}
