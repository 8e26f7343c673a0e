/*
 * The console: what is typed, kept until the prompt reads it, and the task that prints reports.
 */
#ifndef VM_KERNEL_CONSOLE_H
#define VM_KERNEL_CONSOLE_H

#include "vm/kernel/objects.h"

/* Makes and launches the task that prints reports. Panics when memory is short. */
void console_start_task(void);
/* Waits for typed bytes and takes up to `size`; -EINTR when the task is killed. One task at a time reads.
 * From a task. */
int64_t console_read(uint8_t *bytes, size_t size);
/* While true, Ctrl-C interrupts the calling task's isolate instead of being typed. From a task. */
void console_interrupts(bool enabled);

#endif
