/*
 * System calls: one table for ring 3 and Python tasks. Policy says what a number means and who may; this
 * carries it out.
 */
#ifndef VM_KERNEL_SYSTEM_CALL_H
#define VM_KERNEL_SYSTEM_CALL_H

#include "vm/kernel/ipc.h"

/* Numbers, as policy's table has them by default. */
enum SystemCall {
    CALL_WRITE,
    CALL_EXIT,
    CALL_SLEEP_TICKS,
    CALL_SEND,
    CALL_RECEIVE,
    CALL_YIELD,
    CALL_SLEEP,
    CALL_SPAWN,
    CALL_KILL,
    CALL_JOIN,
    CALL_READ,
};

/* The call of the running task; its result, or a negative error number. `user`: its buffers are in ring 3. */
int64_t system_call(uint64_t number, uint64_t first, uint64_t second, uint64_t third, bool user);

#endif
