/*
 * The string functions of the C library that the VM uses: hosted it is the library's, in the kernel
 * the machine's own. The VM includes no header of a C library, so they are declared here, as the C
 * standard (7.24) has them.
 */
#ifndef VM_MEMORY_H
#define VM_MEMORY_H

#include <stddef.h>

void *memcpy(void *restrict to, const void *restrict from, size_t size);
void *memmove(void *to, const void *from, size_t size);
void *memset(void *to, int byte, size_t size);
int memcmp(const void *left, const void *right, size_t size);
void *memchr(const void *bytes, int byte, size_t size);
size_t strlen(const char *text);
int strcmp(const char *left, const char *right);
char *strchr(const char *text, int character);

#endif
