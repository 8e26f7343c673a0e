/*
 * Permafrost's system calls for ring-3 programs in C: `int 0x80`, number in rax, arguments in rdi, rsi and
 * rdx, result in rax. A result below zero is a negated error number. What a number means, the kernel's policy
 * says (kernel_py/system_calls.py).
 */
#ifndef USER_SYSTEM_H
#define USER_SYSTEM_H

#include <stddef.h>
#include <stdint.h>

enum SystemCall { CALL_WRITE, CALL_EXIT, CALL_SLEEP, CALL_SEND, CALL_RECEIVE };
enum { EFAULT = 14 };

static inline int64_t system_call(enum SystemCall number, uint64_t first, uint64_t second, uint64_t third) {
    int64_t result;
    __asm__ volatile("int $0x80"
                     : "=a"(result)
                     : "a"((uint64_t)number), "D"(first), "S"(second), "d"(third)
                     : "rcx", "r11", "memory");
    return result;
}

/* The bytes written. */
static inline int64_t system_write(const void *bytes, size_t size) {
    return system_call(CALL_WRITE, (uint64_t)bytes, size, 0);
}

static inline _Noreturn void system_exit(int64_t status) {
    system_call(CALL_EXIT, (uint64_t)status, 0, 0);
    __builtin_unreachable();
}

/* A tick is 10 ms. */
static inline int64_t system_sleep(uint64_t ticks) { return system_call(CALL_SLEEP, ticks, 0, 0); }

/* Never waits: the port may be full. */
static inline int64_t system_send(uint64_t port, const void *bytes, size_t size) {
    return system_call(CALL_SEND, port, (uint64_t)bytes, size);
}

/* Waits for a message; its size. */
static inline int64_t system_receive(uint64_t port, void *bytes, size_t size) {
    return system_call(CALL_RECEIVE, port, (uint64_t)bytes, size);
}

#endif
