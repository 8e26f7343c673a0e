/*
 * The VM as a Linux program:
 *
 *     permafrost-vm [--heap-limit BYTES] [--budget N] [--machine-code WHEN] [--base IMAGE] [--library IMAGE]
 *                   IMAGE [ARGUMENT...]
 *
 * Runs the image's entry module as __main__ with sys.argv = ARGUMENT... . The exit status is 0, 1 after an
 * uncaught exception (shown on standard error), SystemExit's, or 2 when the program can't be started.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "vm/handles.h"
#include "vm/host/host.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/numbers.h"
#include "vm/types/string.h"

enum { STATUS_EXCEPTION = 1, STATUS_UNUSABLE = 2, STATUS_INTERRUPTED = 130 };
enum {
    RECURSION_LIMIT = 1000, /* CPython's */
    FRAMES = 100000,        /* so far sys.setrecursionlimit() can raise it; memory is used as they are */
    STACK_VALUES = 1 << 22,
    NATIVE_DEPTH = 1000,
    STACK_A_LEVEL = 64 << 10, /* bytes; a tenth of it but for sanitized builds */
};

const struct NativeModule *const machine_native_modules[] = {NULL};

const Class *handle_class(uint32_t type) {
    (void)type;
    return &class_object;
}

static _Noreturn void fail(const char *what, const char *why) {
    host_flush();
    fprintf(stderr, "permafrost-vm: %s: %s\n", what, why);
    exit(STATUS_UNUSABLE);
}

static const ImageHeader *load(Isolate *isolate, const char *path) {
    Image image;
    if (!host_load_image(path, &image))
        exit(STATUS_UNUSABLE);
    if (!isolate_add_image(isolate, &image))
        fail(path, "not enough memory");
    return image.header;
}

/* ---- Running ---- */

static bool set_arguments(Isolate *isolate, const struct HostOptions *options) {
    Value sys = isolate_import(isolate, "sys");
    Value list = sys == NOTHING ? NOTHING : list_new(isolate, 0, NULL);
    if (list == NOTHING)
        return false;
    heap_keep(isolate, list);
    for (int i = 0; i < options->argument_count; i++) {
        Value text = string_from_utf8(isolate, options->arguments[i], strlen(options->arguments[i]));
        if (text == NOTHING || !list_append(isolate, list, heap_keep(isolate, text)))
            return false;
    }
    Value name = string_from_c(isolate, "argv");
    return name != NOTHING && module_set(isolate, AS(Module, sys), heap_keep(isolate, name), list);
}

static void entry_name(const ImageHeader *header, char *name, size_t size) {
    const Image image = {header, header->size};
    const ImageModule *module = &image_modules(&image)[header->entry];
    string_copy_utf8((const String *)((const char *)header + module->name), name, size);
}

/* SystemExit's status: None 0, an integer itself, anything else is shown and 1. */
static int exit_status(Isolate *isolate, Value exception) {
    Value code = AS(Exception, exception)->value;
    int64_t status;
    if (code == NONE)
        return 0;
    if (is_integer(code))
        return integer_to_int64(code, &status) ? (int)(status & 0xff) : STATUS_EXCEPTION;
    char text[4096];
    Value shown = operate_string(isolate, code);
    if (shown != NOTHING) {
        string_copy_utf8(AS(String, shown), text, sizeof(text));
        host_flush();
        fprintf(stderr, "%s\n", text);
    }
    return STATUS_EXCEPTION;
}

static int report(Isolate *isolate) {
    Value exception = isolate->exception;
    isolate->exception = NOTHING;
    heap_keep(isolate, exception);
    if (is_instance(exception, &class_SystemExit))
        return exit_status(isolate, exception);
    host_flush();
    Value text = exception_display(isolate, exception, host_source_line, NULL);
    Value bytes =
        text == NOTHING ? NOTHING : string_encode_utf8(isolate, AS(String, heap_keep(isolate, text)));
    if (bytes == NOTHING)
        fputs("the exception can't be shown\n", stderr);
    else
        fwrite(AS(Bytes, bytes)->bytes, 1, AS(Bytes, bytes)->length, stderr);
    return is_instance(exception, &class_KeyboardInterrupt) ? STATUS_INTERRUPTED : STATUS_EXCEPTION;
}

/* How deep C may call itself: as many times STACK_A_LEVEL as the stack can be made to hold. */
static uint32_t native_depth(void) {
    struct rlimit stack;
    if (getrlimit(RLIMIT_STACK, &stack))
        return 1;
    rlim_t wanted = (rlim_t)NATIVE_DEPTH * STACK_A_LEVEL;
    if (stack.rlim_cur != RLIM_INFINITY && stack.rlim_cur < wanted) {
        stack.rlim_cur = stack.rlim_max == RLIM_INFINITY || stack.rlim_max > wanted ? wanted : stack.rlim_max;
        setrlimit(RLIMIT_STACK, &stack);
        getrlimit(RLIMIT_STACK, &stack);
    }
    return stack.rlim_cur == RLIM_INFINITY || stack.rlim_cur >= wanted
               ? NATIVE_DEPTH
               : (uint32_t)(stack.rlim_cur / STACK_A_LEVEL);
}

static int run(const struct HostOptions *options) {
    const struct IsolateOptions isolate_options = {
        .heap_limit = options->heap_limit,
        .stack_size = STACK_VALUES,
        .frame_count = FRAMES,
        .recursion_limit = RECURSION_LIMIT,
        .native_depth_limit = native_depth(),
        .role = ROLE_HOST,
        .machine_code_use = options->machine_code_use,
        .write = host_write,
        .source_line = host_source_line,
        .read = host_read,
    };
    Isolate *isolate = isolate_create(&isolate_options);
    if (!isolate)
        fail("isolate", "not enough memory; raise --heap-limit");
    if (options->base)
        load(isolate, options->base);
    if (options->library)
        load(isolate, options->library);
    char name[256];
    entry_name(load(isolate, options->image), name, sizeof(name));
    host_interrupts(isolate);
    isolate->budget_left = options->budget;
    bool succeeded = set_arguments(isolate, options) && isolate_import(isolate, name) != NOTHING;
    int64_t left = isolate->budget_left;
    isolate->budget_left = INT64_MAX;
    int status = succeeded ? 0 : report(isolate);
    isolate->budget_left = left;
    isolate_finish(isolate);
    host_interrupts(NULL);
    isolate_destroy(isolate);
    return status;
}

/* ---- Command line ---- */

static uint64_t number_of(const char *option, const char *text) {
    char *end;
    errno = 0;
    uint64_t number = strtoull(text, &end, 10);
    if (errno || *end || end == text || !number || number > INT64_MAX)
        fail(option, "takes a positive number");
    return number;
}

static enum MachineCodeUse use_of(const char *word) {
    if (!strcmp(word, "always"))
        return MACHINE_CODE_ALWAYS;
    if (!strcmp(word, "never"))
        return MACHINE_CODE_NEVER;
    if (strcmp(word, "often"))
        fail("--machine-code", "takes often (of functions that run often), always or never");
    return MACHINE_CODE_SAMPLED;
}

static void parse(int count, char **words, struct HostOptions *options) {
    int i = 1;
    for (; i < count && !strncmp(words[i], "--", 2); i += 2) {
        if (i + 1 == count)
            fail(words[i], "takes a value");
        if (!strcmp(words[i], "--heap-limit"))
            options->heap_limit = number_of(words[i], words[i + 1]);
        else if (!strcmp(words[i], "--budget"))
            options->budget = (int64_t)number_of(words[i], words[i + 1]);
        else if (!strcmp(words[i], "--machine-code"))
            options->machine_code_use = use_of(words[i + 1]);
        else if (!strcmp(words[i], "--base"))
            options->base = words[i + 1];
        else if (!strcmp(words[i], "--library"))
            options->library = words[i + 1];
        else
            fail(words[i], "is no option");
    }
    if (i >= count)
        fail("usage", "permafrost-vm [--heap-limit BYTES] [--budget N] [--machine-code WHEN] [--base IMAGE] "
                      "[--library IMAGE] IMAGE [ARGUMENT...]");
    options->image = words[i];
    options->arguments = words + i + 1;
    options->argument_count = count - i - 1;
}

int main(int count, char **words) {
    struct HostOptions options = {.heap_limit = 1u << 30, .budget = INT64_MAX};
    parse(count, words, &options);
    int status = run(&options);
    host_flush();
    return status;
}
