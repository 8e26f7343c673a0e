/*
 * The struct module's format texts:
 *
 *      [@=<>!] ( [count] letter )*
 *
 * '@', the default, means the machine's sizes and alignment, the others standard sizes without gaps. A text
 * is short, so it is read anew each time and nothing is compiled.
 */
#include "vm/library/struct_format.h"

#include "vm/memory.h"
#include "vm/operations.h"
#include "vm/types/classes.h"
#include "vm/types/element.h"
#include "vm/types/exception.h"
#include "vm/types/string.h"

const Class class_struct_error = EXCEPTION_CLASS("struct.error", class_Exception, NULL);

static int fail(Isolate *isolate, const char *text) {
    raise_error(isolate, &class_struct_error, "%s", text);
    return -1;
}

void format_start(FormatReader *reader, Value format) {
    const String *string = AS(String, format);
    const char *text = (const char *)string->bytes;
    *reader = (FormatReader){.text = text, .end = text + string->length, .native = true};
    if (string->length > 0 && strchr("@=<>!", text[0])) {
        reader->native = text[0] == '@';
        reader->big_endian = text[0] == '>' || text[0] == '!';
        reader->text++;
    }
}

/* Bytes of one element; 0: no such letter. */
static uint64_t item_size(const FormatReader *reader, char letter) {
    if (letter == 'x' || letter == 's' || letter == 'p') {
        return 1;
    }
    if (!reader->native && (letter == 'l' || letter == 'L')) {
        return 4;
    }
    bool only_native = letter == 'n' || letter == 'N' || letter == 'P';
    return only_native && !reader->native ? 0 : element_size(letter);
}

static bool read_count(FormatReader *reader, uint64_t *count) {
    for (*count = 0; reader->text < reader->end && *reader->text >= '0' && *reader->text <= '9';
         reader->text++) {
        uint64_t digit = (uint64_t)(*reader->text - '0');
        if (*count > (INT64_MAX - digit) / 10) {
            return false;
        }
        *count = *count * 10 + digit;
    }
    return true;
}

int format_next(Isolate *isolate, FormatReader *reader, struct FormatItem *item) {
    while (reader->text < reader->end &&
           (*reader->text == ' ' || (*reader->text >= '\t' && *reader->text <= '\r'))) {
        reader->text++;
    }
    if (reader->text == reader->end) {
        return 0;
    }
    const char *digits = reader->text;
    if (!read_count(reader, &item->count)) {
        return fail(isolate, "total struct size too long");
    }
    if (reader->text == reader->end) {
        return fail(isolate, "repeat count given without format specifier");
    }
    if (reader->text == digits) {
        item->count = 1;
    }
    item->format = *reader->text++;
    item->size = item_size(reader, item->format);
    if (item->size == 0) {
        return fail(isolate, "bad char in struct format");
    }
    if (reader->native) {
        reader->offset = (reader->offset + item->size - 1) & ~(item->size - 1);
    }
    item->offset = reader->offset;
    if (item->count > ((uint64_t)INT64_MAX - reader->offset) / item->size) {
        return fail(isolate, "total struct size too long");
    }
    reader->offset += item->count * item->size;
    return 1;
}

bool format_measure(Isolate *isolate, Value format, uint64_t *size, uint64_t *items) {
    FormatReader reader;
    struct FormatItem item;
    int more;
    format_start(&reader, format);
    *items = 0;
    if (!isolate_charge(isolate, AS(String, format)->length / 4)) {
        return false;
    }
    while ((more = format_next(isolate, &reader, &item)) > 0) {
        bool text = item.format == 's' || item.format == 'p';
        *items += text ? 1 : item.format == 'x' ? 0 : item.count;
    }
    *size = reader.offset;
    return more == 0;
}
