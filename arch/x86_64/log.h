/*
 * Log lines in the usual kernel form: log_line("smp", "cpu %u online", 3) writes "[smp] cpu 3 online".
 *
 * One line is one console write, so lines of several CPUs never mix. Longer ones than LOG_LINE_SIZE are cut.
 * Formats: vm/format.h.
 */
#ifndef ARCH_X86_64_LOG_H
#define ARCH_X86_64_LOG_H

enum { LOG_LINE_SIZE = 256 };

void log_line(const char *subject, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
