/*
 * The first serial port: a 16550A UART at 0x3f8, 115200 baud, 8N1. Source: National Semiconductor PC16550D
 * data sheet.
 *
 * Output is polled: the sixteen bytes of the FIFO at a time. Input is interrupt-driven where the I/O APIC
 * routes it, else looked for at each tick. When the input queue is full, the receive interrupt is off and RTS
 * is low, and the bytes stay with the sender until serial_resume().
 */
#ifndef ARCH_X86_64_SERIAL_H
#define ARCH_X86_64_SERIAL_H

#include <stdbool.h>
#include <stddef.h>

enum { SERIAL_IRQ = 4 };

/* Output works from here on. Without a UART both directions do nothing. */
void serial_initialise(void);
/* Input from here on; `routed`: interrupts arrive. */
void serial_enable_input(bool routed);
/* The caller holds the console's lock. */
void serial_write(const void *bytes, size_t size);
/* Moves received bytes into the input queue. */
void serial_interrupt(void);
/* The same, when no interrupt tells of them; calls kernel_input_interrupt() if some came. Interrupts off. */
void serial_poll_unrouted(void);
/* The input queue has room again. */
void serial_resume(void);

#endif
