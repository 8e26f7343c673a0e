/*
 * Formatted text without a libc: the part of printf that the kernel needs.
 *
 *   %d %i %u %x %X %c %s %p %%, with l, ll or z before a number; flags '-' and '0'; a width, and for strings
 * a precision, as digits or '*'. Anything else is copied as it stands.
 *
 * Pure functions: no state, no allocation, safe in a panic.
 */
#ifndef VM_FORMAT_H
#define VM_FORMAT_H

#include <stdarg.h>
#include <stddef.h>

/* Writes at most size - 1 bytes and a zero byte (nothing if size is 0); returns the length of the whole text,
 * as snprintf does, so an answer of `size` or more means that it was cut. */
size_t format_text(char *buffer, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));
size_t format_text_list(char *buffer, size_t size, const char *format, va_list arguments)
    __attribute__((format(printf, 3, 0)));

#endif
