/*
 * The serial port: see serial.h.
 */
#include "arch/x86_64/serial.h"

#include "arch/x86_64/console.h"
#include "arch/x86_64/registers.h"
#include "arch/x86_64/spinlock.h"

enum {
    UART_BASE = 0x3f8,
    UART_DATA = UART_BASE + 0,             /* divisor, low byte, while the latch is open */
    UART_INTERRUPT_ENABLE = UART_BASE + 1, /* divisor, high byte, while the latch is open */
    INTERRUPT_ENABLE_RECEIVED = 1 << 0,
    UART_FIFO_CONTROL = UART_BASE + 2,
    FIFO_CONTROL_ENABLE = 1 << 0,
    FIFO_CONTROL_CLEAR_TRANSMITTER = 1 << 2,
    FIFO_CONTROL_TRIGGER_8 = 2 << 6,
    UART_LINE_CONTROL = UART_BASE + 3,
    LINE_CONTROL_8N1 = 3,
    LINE_CONTROL_DIVISOR_LATCH = 1 << 7,
    UART_MODEM_CONTROL = UART_BASE + 4,
    MODEM_CONTROL_DTR = 1 << 0,
    MODEM_CONTROL_RTS = 1 << 1,
    MODEM_CONTROL_OUT2 = 1 << 3, /* lets the interrupt out, on a PC */
    UART_LINE_STATUS = UART_BASE + 5,
    LINE_STATUS_RECEIVED = 1 << 0,
    LINE_STATUS_TRANSMITTER_EMPTY = 1 << 5,
    UART_SCRATCH = UART_BASE + 7,
};
enum { DIVISOR_115200 = 1, FIFO_SIZE = 16 };
/* Polls before a transmitter that never empties is given up; over 10 ms where a port read takes 0.1 us or
 * more. */
enum { TRANSMIT_PATIENCE = 100000 };

static struct {
    struct Spinlock lock; /* guards the receiver and `throttled` */
    bool present, input, routed, throttled;
} serial;

static bool detect(void) {
    port_write8(UART_SCRATCH, 0x5a);
    return port_read8(UART_SCRATCH) == 0x5a;
}

void serial_initialise(void) {
    port_write8(UART_INTERRUPT_ENABLE, 0);
    port_write8(UART_LINE_CONTROL, LINE_CONTROL_DIVISOR_LATCH);
    port_write8(UART_DATA, DIVISOR_115200);
    port_write8(UART_INTERRUPT_ENABLE, 0);
    port_write8(UART_LINE_CONTROL, LINE_CONTROL_8N1);
    /* The receiver isn't cleared: what was typed during boot is for the prompt. */
    port_write8(UART_FIFO_CONTROL,
                FIFO_CONTROL_ENABLE | FIFO_CONTROL_CLEAR_TRANSMITTER | FIFO_CONTROL_TRIGGER_8);
    port_write8(UART_MODEM_CONTROL, MODEM_CONTROL_DTR | MODEM_CONTROL_RTS | MODEM_CONTROL_OUT2);
    serial.present = detect();
}

static void wait_for_transmitter(void) {
    for (unsigned poll = 0; poll < TRANSMIT_PATIENCE; poll++) {
        if (port_read8(UART_LINE_STATUS) & LINE_STATUS_TRANSMITTER_EMPTY) {
            return;
        }
        pause();
    }
}

void serial_write(const void *bytes, size_t size) {
    const uint8_t *next = bytes;
    for (size_t index = 0; serial.present && index < size; index++) {
        if (index % FIFO_SIZE == 0) {
            wait_for_transmitter();
        }
        port_write8(UART_DATA, next[index]);
    }
}

static void set_throttle(bool throttled) {
    serial.throttled = throttled;
    uint8_t modem = MODEM_CONTROL_DTR | MODEM_CONTROL_OUT2;
    port_write8(UART_MODEM_CONTROL, throttled ? modem : modem | MODEM_CONTROL_RTS);
    port_write8(UART_INTERRUPT_ENABLE, throttled || !serial.routed ? 0 : INTERRUPT_ENABLE_RECEIVED);
}

/* Whether some came. The lock is held. Bound: the input queue. */
static bool receive(void) {
    bool received = false;
    while (port_read8(UART_LINE_STATUS) & LINE_STATUS_RECEIVED) {
        if (!console_input_has_room()) {
            set_throttle(true);
            break;
        }
        console_input_put(port_read8(UART_DATA));
        received = true;
    }
    return received;
}

static bool receive_locked(void) {
    MachineInterrupts previous = spinlock_acquire(&serial.lock);
    bool received = serial.present && serial.input && !serial.throttled && receive();
    spinlock_release(&serial.lock, previous);
    return received;
}

void serial_interrupt(void) { receive_locked(); }

void serial_poll_unrouted(void) {
    if (!serial.routed && receive_locked()) {
        kernel_input_interrupt();
    }
}

void serial_resume(void) {
    if (__atomic_load_n(&serial.throttled, __ATOMIC_RELAXED)) {
        MachineInterrupts previous = spinlock_acquire(&serial.lock);
        set_throttle(false);
        receive();
        spinlock_release(&serial.lock, previous);
    }
}

void serial_enable_input(bool routed) {
    MachineInterrupts previous = spinlock_acquire(&serial.lock);
    serial.routed = routed;
    serial.input = true;
    set_throttle(false);
    spinlock_release(&serial.lock, previous);
}
