/*
 * Python tasks: an isolate and a kernel stack of their own, interrupts on.
 *
 * A function crosses from the isolate that spawns with its code and its defaults, which must be flat values
 * (numbers, strings, bytes, kernel objects, None, and tuples of those); its globals are fresh. Code of
 * base.img is shared; code compiled at a prompt is copied with its image, which the new isolate then owns.
 */
#include "vm/instructions.h"
#include "vm/kernel/task.h"
#include "vm/kernel/trace.h"
#include "vm/machine_code.h"
#include "vm/names.h"
#include "vm/types/bytes.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/numbers.h"
#include "vm/types/string.h"

enum {
    TASK_HEAP = 1024 * 1024,
    TASK_CODE_PAGES = 160,
    TASK_STACK_VALUES = 8192,
    TASK_FRAMES = 512,
    TASK_NATIVE_DEPTH = 40, /* times the largest frame: below PYTHON_STACK_SIZE */
    FLAT_DEPTH = 8,
    DISPLAY_CHARGES = 1000000,
};
#define INTERRUPTS_ON ((MachineInterrupts)1 << 9) /* any value but 0 says so */

Image base_image, library_image;

static void task_write(Isolate *isolate, const void *bytes, size_t size, bool error) {
    (void)isolate;
    (void)error;
    machine_console_write(bytes, size);
}

/* ---- Running ---- */

static void show_exception(Isolate *isolate, Value exception) {
    int64_t left = isolate->budget_left;
    isolate->budget_left = DISPLAY_CHARGES;
    Value text = exception_display(isolate, exception, NULL, NULL);
    Value bytes = text == NOTHING ? NOTHING : string_encode_utf8(isolate, AS(String, text));
    if (bytes != NOTHING) {
        machine_console_write(AS(Bytes, bytes)->bytes, AS(Bytes, bytes)->length);
    }
    isolate->budget_left = left;
}

/* The status of a task whose function raised. */
static int64_t status_of_exception(Isolate *isolate) {
    Value exception = heap_keep(isolate, isolate->exception);
    isolate->exception = NOTHING;
    if (is_instance(exception, &class_SystemExit)) {
        Value code = AS(Exception, exception)->value;
        return is_small(code) ? small_number(code) : code != NONE;
    }
    if (is_instance(exception, &class_TaskKilled)) {
        return -EINTR;
    }
    show_exception(isolate, exception);
    return 1;
}

static void run(struct Task *task) {
    Isolate *isolate = task->isolate;
    machine_interrupts_restore(INTERRUPTS_ON);
    Value result = call(isolate, task->function, NULL, 0);
    int64_t status = is_small(result) ? small_number(result) : 0;
    if (result == NOTHING) {
        status = status_of_exception(isolate);
    }
    isolate_finish(isolate);
    task_exit(status);
}

/* Importing is the task's own work, done when it first runs: `function` holds (module name, function name)
 * until then. */
static void run_named(struct Task *task) {
    Isolate *isolate = task->isolate;
    machine_interrupts_restore(INTERRUPTS_ON);
    const Tuple *names = AS(Tuple, task->function);
    char module_name[64];
    string_copy_utf8(AS(String, tuple_get(names, 0)), module_name, sizeof(module_name));
    Value module = isolate_import(isolate, module_name);
    Value function =
        module == NOTHING ? NOTHING : attribute_get(isolate, heap_keep(isolate, module), tuple_get(names, 1));
    Value result = function == NOTHING ? NOTHING : call(isolate, heap_keep(isolate, function), NULL, 0);
    task_exit(result == NOTHING ? status_of_exception(isolate) : 0);
}

static bool add_shared(Isolate *isolate, const Image *image) {
    return !image->header || isolate_add_image(isolate, image);
}

static Isolate *make_isolate(struct Task *task, size_t heap_limit) {
    struct IsolateOptions options = {
        .heap_limit = heap_limit,
        .stack_size = TASK_STACK_VALUES,
        .frame_count = TASK_FRAMES,
        .native_depth_limit = TASK_NATIVE_DEPTH,
        .role = ROLE_TASK,
        .machine_code_pages = TASK_CODE_PAGES,
        .write = task_write,
        .host = task,
    };
    Isolate *isolate = isolate_create(&options);
    if (isolate && !(add_shared(isolate, &base_image) && add_shared(isolate, &library_image))) {
        isolate_destroy(isolate);
        return NULL;
    }
    return isolate;
}

struct Task *python_task_create(const char *task_name, const char *module, const char *name,
                                size_t heap_limit) {
    struct Task *task = task_create(TASK_PYTHON, task_name, run_named, PYTHON_STACK_SIZE);
    if (!task) {
        return NULL;
    }
    Isolate *isolate = task->isolate = make_isolate(task, heap_limit);
    Value names[2] = {NOTHING, NOTHING};
    if (isolate) {
        names[0] = heap_keep(isolate, string_from_c(isolate, module));
        names[1] = heap_keep(isolate, string_from_c(isolate, name));
        task->function = tuple_new(isolate, 2, names);
    }
    if (!isolate || task->function == NOTHING) {
        task_discard(task);
        return NULL;
    }
    heap_keep(isolate, task->function);
    return task;
}

/* ---- Crossing ---- */

static Value cross(Isolate *from, Isolate *to, Value value, uint32_t depth);

static Value cross_tuple(Isolate *from, Isolate *to, const Tuple *tuple, uint32_t depth) {
    Value copy = tuple_new(to, tuple_count(tuple), NULL);
    if (copy == NOTHING) {
        return raise_memory(from);
    }
    heap_keep(to, copy);
    for (uint32_t index = 0; index < tuple_count(tuple); index++) {
        Value element = cross(from, to, tuple_get(tuple, index), depth + 1);
        if (element == NOTHING) {
            return NOTHING;
        }
        heap_store(to, as_object(copy), &AS(Tuple, copy)->values[index], element);
    }
    return copy;
}

/* A flat value, made again in the other isolate; NOTHING with an exception set in `from`. */
static Value cross(Isolate *from, Isolate *to, Value value, uint32_t depth) {
    if (!is_object(value)) {
        return value;
    }
    if (is_tuple(value) && depth < FLAT_DEPTH) {
        return cross_tuple(from, to, AS(Tuple, value), depth);
    }
    Value copy = UNDEFINED;
    if (is_string(value)) {
        const String *string = AS(String, value);
        String *made = string_new(to, string->length, string->object.detail);
        if (made) {
            __builtin_memcpy(made->bytes, string->bytes, string->byte_count);
            made->object.flags |= string->object.flags & OBJECT_ASCII;
        }
        copy = made ? from_object(made) : NOTHING;
    } else if (is_kind(value, KIND_BYTES)) {
        copy = bytes_new(to, AS(Bytes, value)->bytes, AS(Bytes, value)->length);
    }
    if (copy == UNDEFINED) {
        return raise_type(
            from, "a %T can't cross to another task: numbers, strings, bytes, kernel objects and tuples can",
            value);
    }
    return copy == NOTHING ? raise_memory(from) : heap_keep(to, copy);
}

static LoadedImage *image_of(const Isolate *isolate, const Code *code) {
    for (LoadedImage *image = isolate->images; image; image = image->next) {
        const char *start = (const char *)image->image.header;
        if ((const char *)code >= start && (const char *)code < start + image->image.size) {
            return image;
        }
    }
    return NULL;
}

/* The image as the new isolate has it: base and library are shared, others are copied. */
static const ImageHeader *cross_image(Isolate *to, const LoadedImage *image) {
    if (image->image.header == base_image.header || image->image.header == library_image.header) {
        return image->image.header;
    }
    void *bytes = heap_allocate_permanent(to, image->image.size);
    if (!bytes) {
        return NULL;
    }
    __builtin_memcpy(bytes, image->image.header, image->image.size);
    Image copy = {.header = bytes, .size = image->image.size};
    return isolate_add_image(to, &copy) ? bytes : NULL;
}

/* The globals that a crossing function finds: its module imported anew, or, for code typed at a prompt, a
 * module that has what every prompt has. */
static Value fresh_globals(Isolate *to, const LoadedImage *image, const Code *code) {
    if (!(image->image.header->flags & IMAGE_DYNAMIC)) {
        char name[64];
        const ImageModule *module = &image_modules(&image->image)[code->module];
        string_copy_utf8((const String *)((const char *)image->image.header + module->name), name,
                         sizeof(name));
        return isolate_import(to, name);
    }
    Value globals = module_new(to, NAME(__main__));
    Value guide = globals == NOTHING ? NOTHING : isolate_import(to, "kernel_py.repl_names");
    Value install = guide == NOTHING ? NOTHING : attribute_get(to, guide, string_from_c(to, "install"));
    return install == NOTHING || call(to, install, &globals, 1) == NOTHING ? NOTHING : globals;
}

/* Whether the module has the slots that the code addresses: what a name stands for may be another module. */
static bool has_slots_of(const ImageHeader *header, const Code *code, Value globals) {
    const Image image = {.header = header, .size = header->size};
    return is_kind(globals, KIND_MODULE) &&
           (header->flags & IMAGE_DYNAMIC ||
            AS(Module, globals)->record == &image_modules(&image)[code->module]);
}

static bool cross_function(Isolate *from, struct Task *task, const Function *function) {
    Isolate *to = task->isolate;
    LoadedImage *image = image_of(from, function->code);
    const ImageHeader *header = image ? cross_image(to, image) : NULL;
    if (!header) {
        raise_memory(from);
        return false;
    }
    const Code *code = (const Code *)((const char *)header +
                                      ((const char *)function->code - (const char *)image->image.header));
    Value globals = fresh_globals(to, image, code);
    if (globals == NOTHING) {
        Value problem = to->exception;
        raise_error(from, &class_RuntimeError, "the new task's globals could not be made: %T", problem);
        to->exception = NOTHING;
        return false;
    }
    if (!has_slots_of(header, code, globals)) {
        raise_value_error(from, "the function's module is not the one that is imported by its name");
        return false;
    }
    heap_keep(to, globals);
    Function *made = heap_allocate(to, KIND_FUNCTION, sizeof(Function), NULL);
    if (!made) {
        raise_memory(from);
        return false;
    }
    task->function = heap_keep(to, from_object(made));
    made->code = code;
    made->globals = AS(Module, globals);
    made->machine_code = &machine_code_none;
    Module owner = {.image = &image_of(to, code)->image};
    made->caches = module_caches(to, &owner, code);
    if (code->cache_count && !made->caches) {
        raise_memory(from);
        return false;
    }
    if (function->defaults != NOTHING) {
        Value defaults = cross(from, to, function->defaults, 0);
        if (defaults == NOTHING) {
            return false;
        }
        heap_store(to, &made->object, &made->defaults, defaults);
    }
    return true;
}

struct Task *python_task_from(Isolate *isolate, const char *task_name, Value value) {
    if (!is_kind(value, KIND_FUNCTION)) {
        raise_type(isolate, "spawn() needs a Python function, not %T", value);
        return NULL;
    }
    const Function *function = AS(Function, value);
    if (function->object.count) {
        raise_value_error(
            isolate,
            "the function has variables of an enclosing function, which can't cross to another task");
        return NULL;
    }
    struct Task *task = task_create(TASK_PYTHON, task_name, run, PYTHON_STACK_SIZE);
    if (!task || !(task->isolate = make_isolate(task, TASK_HEAP))) {
        if (task) {
            task_discard(task);
        }
        raise_memory(isolate);
        return NULL;
    }
    if (!cross_function(isolate, task, function)) {
        task_discard(task);
        return NULL;
    }
    return task;
}
