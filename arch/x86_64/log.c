/*
 * Log lines: see log.h.
 */
#include "arch/x86_64/log.h"

#include "vm/format.h"
#include "vm/machine.h"

void log_line(const char *subject, const char *format, ...) {
    char line[LOG_LINE_SIZE];
    size_t limit = sizeof line - 1; /* the line end always has room */
    size_t length = format_text(line, limit, "[%s] ", subject);
    va_list arguments;
    va_start(arguments, format);
    length = length < limit ? length : limit - 1;
    length += format_text_list(line + length, limit - length, format, arguments);
    va_end(arguments);
    length = length < limit ? length : limit - 1;
    line[length] = '\n';
    machine_console_write(line, length + 1);
}
