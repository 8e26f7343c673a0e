/*
 * Messages and ports: the mechanism. What happens to a message is policy's decision (hooks send and receive).
 */
#ifndef VM_KERNEL_IPC_H
#define VM_KERNEL_IPC_H

#include "vm/kernel/hook.h"

/* Where a caller's bytes are: in ring 3 or in the kernel. Only these two calls look at them. */
struct Buffer {
    bool user;
    uint64_t address;
};
/* False: some byte isn't mapped with the rights needed. */
bool buffer_read(void *to, struct Buffer from, size_t size);
bool buffer_write(struct Buffer to, const void *from, size_t size);

/* Makes all ports; panics when memory is short. */
void ipc_initialise(void);
struct Port *ipc_port(uint64_t number); /* NULL: there is none */
/* 0 or a negative error number. From a task. */
int64_t ipc_send(struct Port *port, struct Buffer payload, size_t size);
/* Waits for a message; copies at most `size` bytes of it and gives its size, or a negative error number. From
 * a task. */
int64_t ipc_receive(struct Port *port, struct Buffer buffer, size_t size);
void message_free(struct Message *message);

#endif
