/*
 * The C library's memory functions that the kernel has: memory.S. Contracts as in ISO C 7.24.
 *
 * The compiler calls the first four by itself; the VM's sources may use them all.
 */
#ifndef ARCH_X86_64_MEMORY_H
#define ARCH_X86_64_MEMORY_H

#include <stddef.h>

void *memcpy(void *restrict to, const void *restrict from, size_t size);
void *memmove(void *to, const void *from, size_t size);
void *memset(void *to, int byte, size_t size);
int memcmp(const void *left, const void *right, size_t size);
void *memchr(const void *bytes, int byte, size_t size);
size_t strlen(const char *text);
int strcmp(const char *left, const char *right);
char *strchr(const char *text, int byte);

#endif
