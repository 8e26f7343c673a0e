/* Formats of the struct module, read item by item. Owner: struct_format.c. */
#ifndef VM_LIBRARY_STRUCT_FORMAT_H
#define VM_LIBRARY_STRUCT_FORMAT_H

#include "vm/isolate.h"

extern const Class class_struct_error;

typedef struct FormatReader {
    const char *text, *end;
    uint64_t offset; /* behind the item read last */
    bool native, big_endian;
} FormatReader;

/* One letter with its count. */
struct FormatItem {
    char format;
    uint64_t count;  /* of elements; for s and p of bytes */
    uint64_t offset; /* where the first one lies */
    uint64_t size;   /* of one */
};

/* The format's characters have to outlive the reader: those of an ASCII String. */
void format_start(FormatReader *reader, Value format);
/* 1: an item was read, 0: the end, -1: struct.error is set. */
int format_next(Isolate *isolate, FormatReader *reader, struct FormatItem *item);
/* Bytes and values of a whole format; false with struct.error set. */
bool format_measure(Isolate *isolate, Value format, uint64_t *size, uint64_t *items);

#endif
