/*
 * The console: every output call goes to the serial port and the framebuffer under one lock; every input
 * device feeds one queue. The queue loses nothing: a device whose byte doesn't fit keeps it and is asked
 * again when there is room.
 */
#include "arch/x86_64/console.h"

#include "arch/x86_64/framebuffer.h"
#include "arch/x86_64/registers.h"
#include "arch/x86_64/serial.h"
#include "arch/x86_64/spinlock.h"

enum { INPUT_SIZE = 4096 };
/* Turns that an urgent writer waits for the lock; a long line takes about a tenth of it. */
enum { URGENT_PATIENCE = 1000000 };

static struct Spinlock output_lock;
static bool output_lock_broken;

static struct {
    struct Spinlock lock;
    uint32_t head, tail; /* counts; the queue holds head - tail bytes */
    uint8_t bytes[INPUT_SIZE];
} input;

void console_break_lock(void) { __atomic_store_n(&output_lock_broken, true, __ATOMIC_RELEASE); }

static void write_everywhere(const void *bytes, size_t size) {
    serial_write(bytes, size);
    framebuffer_write(bytes, size);
}

void machine_console_write(const void *bytes, size_t size) {
    if (__atomic_load_n(&output_lock_broken, __ATOMIC_ACQUIRE)) {
        write_everywhere(bytes, size);
        return;
    }
    MachineInterrupts previous = spinlock_acquire(&output_lock);
    write_everywhere(bytes, size);
    spinlock_release(&output_lock, previous);
}

void console_write_urgent(const void *bytes, size_t size) {
    for (unsigned turn = 0; turn < URGENT_PATIENCE; turn++) {
        if (spinlock_try(&output_lock)) {
            write_everywhere(bytes, size);
            spinlock_release(&output_lock, 0);
            return;
        }
        pause();
    }
    serial_write(bytes, size);
}

bool console_input_has_room(void) {
    return __atomic_load_n(&input.head, __ATOMIC_RELAXED) - __atomic_load_n(&input.tail, __ATOMIC_RELAXED) <
           INPUT_SIZE;
}

bool console_input_put(uint8_t byte) {
    MachineInterrupts previous = spinlock_acquire(&input.lock);
    bool room = input.head - input.tail < INPUT_SIZE;
    if (room) {
        input.bytes[input.head++ % INPUT_SIZE] = byte;
    }
    spinlock_release(&input.lock, previous);
    return room;
}

static int take(void) {
    MachineInterrupts previous = spinlock_acquire(&input.lock);
    int byte = input.head == input.tail ? -1 : input.bytes[input.tail++ % INPUT_SIZE];
    spinlock_release(&input.lock, previous);
    return byte;
}

int machine_console_read(void) {
    int byte = take();
    if (byte < 0 || input.head - input.tail == INPUT_SIZE / 2) {
        serial_resume();
    }
    return byte;
}
