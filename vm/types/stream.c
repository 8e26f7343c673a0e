/* The objects behind sys.stdout and sys.stderr: text written there goes to the isolate's writer as UTF-8. */
#include "vm/types/stream.h"

#include "vm/isolate.h"
#include "vm/types/arguments.h"
#include "vm/types/bytes.h"
#include "vm/types/classes.h"
#include "vm/types/string.h"

bool stream_write(Isolate *isolate, Value string, bool error) {
    const String *text = AS(String, string);
    if (!isolate_charge(isolate, text->length / 8)) {
        return false;
    }
    if (string_is_ascii(text)) {
        isolate->write(isolate, text->bytes, text->length, error);
        return true;
    }
    HeapMark mark = heap_mark(isolate);
    Value handler = error ? string_from_c(isolate, "backslashreplace") : NOTHING;
    if (error && handler == NOTHING) {
        return false;
    }
    Value bytes = string_encode(isolate, text, NOTHING, error ? heap_keep(isolate, handler) : NOTHING);
    heap_release(isolate, mark);
    if (bytes == NOTHING) {
        return false;
    }
    isolate->write(isolate, AS(Bytes, bytes)->bytes, AS(Bytes, bytes)->length, error);
    return true;
}

static Value write_text(Isolate *isolate, Value text, bool error) {
    if (!is_string(text)) {
        return raise_type(isolate, "write() argument must be str, not %T", text);
    }
    return stream_write(isolate, text, error) ? small(AS(String, text)->length) : NOTHING;
}

static Value method_write_output(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return write_text(isolate, arguments[1], false);
}

static Value method_write_error(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return write_text(isolate, arguments[1], true);
}

static Value method_flush(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)isolate, (void)arguments, (void)count;
    return NONE;
}

static Value method_isatty(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)isolate, (void)arguments, (void)count;
    return FALSE;
}

#define METHOD_WRITING(c_function, of_class)                                                                 \
    {.object = {.kind = KIND_NATIVE, .flags = OBJECT_FROZEN},                                                \
     .name = "write",                                                                                        \
     .function = c_function,                                                                                 \
     .minimum = 2,                                                                                           \
     .maximum = 2,                                                                                           \
     .flags = NATIVE_TASK | NATIVE_HOST,                                                                     \
     .owner = &(of_class)}

static const Native output_methods[] = {
    METHOD_WRITING(method_write_output, class_standard_output),
    METHOD(method_flush, "flush", 1, 1, class_standard_output),
    METHOD(method_isatty, "isatty", 1, 1, class_standard_output),
    METHODS_END,
};
static const Native error_methods[] = {
    METHOD_WRITING(method_write_error, class_standard_error),
    METHOD(method_flush, "flush", 1, 1, class_standard_error),
    METHOD(method_isatty, "isatty", 1, 1, class_standard_error),
    METHODS_END,
};

const Class class_standard_output =
    CLASS_OF_KIND("TextIOWrapper", KIND_INSTANCE, instance_operations, output_methods, CLASS_FINAL);
const Class class_standard_error =
    CLASS_OF_KIND("TextIOWrapper", KIND_INSTANCE, instance_operations, error_methods, CLASS_FINAL);
