/*
 * Ring 3, inside the machine layer. The rest of its interface is vm/machine.h.
 */
#ifndef ARCH_X86_64_USER_H
#define ARCH_X86_64_USER_H

#include <stddef.h>

/* Lets this CPU take syscall. Source: APM volume 2, 6.1.1. */
void user_initialise_cpu(void);
/* Copies memory that may fault; returns the bytes not copied. Opens user memory under SMAP meanwhile. Checks
 * nothing. */
size_t user_copy(void *to, const void *from, size_t size);

#endif
