/* The hosted VM's own parts: the program around an isolate (main.c), its files (files.c), Ctrl-C
 * (interrupt.c), Linux as a machine (machine.c). */
#ifndef VM_HOST_HOST_H
#define VM_HOST_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vm/isolate.h"

/* What the command line asks. `arguments` becomes sys.argv. */
struct HostOptions {
    const char *image;
    const char *base;    /* an image with the compiler, or NULL */
    const char *library; /* an image with the library, or NULL */
    char **arguments;
    int argument_count;
    uint64_t heap_limit; /* bytes */
    int64_t budget;      /* charges; INT64_MAX: no end */
    enum MachineCodeUse machine_code_use;
};

/* Reads a whole file into page-aligned memory that is never freed. False after one line on standard error. */
bool host_load_image(const char *path, Image *image);
/* A line of a source file without its end, for tracebacks (SourceLine of vm/types/classes.h). */
bool host_source_line(void *context, const String *filename, uint32_t line, char *buffer, size_t size);

/* Standard output, buffered; standard error goes out at once, after what was written before it. */
void host_write(Isolate *isolate, const void *bytes, size_t size, bool error);
void host_flush(void);
/* Standard input; what was written is seen before it is waited for. */
size_t host_read(Isolate *isolate, void *bytes, size_t size);

/* From here on Ctrl-C raises KeyboardInterrupt in the isolate; NULL: it ends the process again. */
void host_interrupts(Isolate *isolate);

#endif
