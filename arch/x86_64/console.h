/*
 * The console: what machine_console_write() and machine_console_read() are made of. One lock for output, one
 * for input.
 */
#ifndef ARCH_X86_64_CONSOLE_H
#define ARCH_X86_64_CONSOLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The lock is ignored from now on: the machine panics and every other CPU has been stopped. */
void console_break_lock(void);

/* For an NMI, which may have interrupted the lock's holder or a waiter on this very CPU: waits for the lock
 * for a while only, then writes to the serial port without it. */
void console_write_urgent(const void *bytes, size_t size);

/* The input queue. Adds a byte typed; false: the queue is full, so the device keeps it. */
bool console_input_put(uint8_t byte);
/* Whether another byte would fit. */
bool console_input_has_room(void);

#endif
