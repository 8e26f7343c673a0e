/*
 * Raising and unwinding.
 *
 * An exception on its way is isolate->exception. Each frame it leaves adds one Traceback in front of those it
 * has. Exceptions that must not be held up (contracts 3 and 11): BudgetExceeded in a hook matches no except
 * clause, goes on at the end of every handler that it enters, and once its reserve is used up no handler at
 * all runs; a task killed twice runs no handler either.
 */
#include "vm/error.h"

#include <stdarg.h>

#include "vm/interpreter.h"
#include "vm/names.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/exception.h"
#include "vm/types/string.h"

/* ---- Raising from C ---- */

Value exception_handled(const Isolate *isolate) {
    for (const Frame *frame = isolate->frame; frame > isolate->frames; frame--)
        if (frame->handled != NONE)
            return frame->handled;
    return NONE;
}

/* The handled exception becomes the context, unless it is in the new one's own chain already: that would
 * close a ring. */
static void set_context(Isolate *isolate, Exception *exception) {
    Value handled = exception_handled(isolate);
    if (handled == NONE || handled == from_object(exception))
        return;
    for (Value link = handled; is_exception(link); link = AS(Exception, link)->context) {
        Exception *earlier = AS(Exception, link);
        if (earlier->context == from_object(exception)) {
            heap_store(isolate, &earlier->object, &earlier->context, NONE);
            break;
        }
    }
    heap_store(isolate, &exception->object, &exception->context, handled);
}

Value raise_value(Isolate *isolate, Value exception) {
    set_context(isolate, AS(Exception, exception));
    isolate->exception = exception;
    return NOTHING;
}

static Value raise_list(Isolate *isolate, const Class *class, const char *format, va_list arguments) {
    HeapMark mark = heap_mark(isolate);
    Value message = string_format_list(isolate, format, arguments);
    if (message != NOTHING) {
        heap_keep(isolate, message);
        Value exception = exception_new(isolate, class, &message, 1);
        if (exception != NOTHING)
            raise_value(isolate, exception);
    }
    heap_release(isolate, mark);
    return NOTHING;
}

Value raise_error(Isolate *isolate, const Class *class, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    raise_list(isolate, class, format, arguments);
    va_end(arguments);
    return NOTHING;
}

#define RAISER(function, exception_class)                                                                    \
    Value function(Isolate *isolate, const char *format, ...) {                                              \
        va_list arguments;                                                                                   \
        va_start(arguments, format);                                                                         \
        raise_list(isolate, &exception_class, format, arguments);                                            \
        va_end(arguments);                                                                                   \
        return NOTHING;                                                                                      \
    }
RAISER(raise_type, class_TypeError)
RAISER(raise_value_error, class_ValueError)
RAISER(raise_index, class_IndexError)

/* One instance for the isolate's whole life, as it was when new. There is none while the isolate is being
 * made. */
Value raise_memory(Isolate *isolate) {
    if (isolate->memory_error == NOTHING)
        return NOTHING;
    Exception *error = AS(Exception, isolate->memory_error);
    error->arguments = tuple_new(isolate, 0, NULL);
    error->traceback = error->context = error->cause = error->value = NONE;
    error->attributes = NULL;
    error->suppress_context = false;
    error->object.flags &= (uint8_t)~OBJECT_BUSY;
    isolate->exception = isolate->memory_error;
    return NOTHING;
}

static Value raise_with(Isolate *isolate, const Class *class, Value argument) {
    HeapMark mark = heap_mark(isolate);
    heap_keep(isolate, argument);
    Value exception = exception_new(isolate, class, &argument, 1);
    heap_release(isolate, mark);
    return exception == NOTHING ? NOTHING : raise_value(isolate, exception);
}

Value raise_key(Isolate *isolate, Value key) { return raise_with(isolate, &class_KeyError, key); }

Value raise_stop_iteration(Isolate *isolate, Value value) {
    if (value != NONE)
        return raise_with(isolate, &class_StopIteration, value);
    Value exception = exception_new(isolate, &class_StopIteration, NULL, 0);
    return exception == NOTHING ? NOTHING : raise_value(isolate, exception);
}

Value raise_named(Isolate *isolate, Value name) {
    Exception *exception = AS(Exception, isolate->exception);
    if (from_object(exception) != isolate->memory_error)
        heap_store(isolate, &exception->object, &exception->value, name);
    return NOTHING;
}

Value raise_unbound_local(Isolate *isolate, Value name) {
    if (isolate->frame->function->code->object.detail & CODE_CLASS_BODY)
        return raise_name(isolate, name);
    raise_error(isolate, &class_UnboundLocalError,
                "cannot access local variable '%S' where it is not associated with a value", name);
    return raise_named(isolate, name);
}

Value raise_name(Isolate *isolate, Value name) {
    raise_error(isolate, &class_NameError, "name '%S' is not defined", name);
    return raise_named(isolate, name);
}

Value raise_attribute(Isolate *isolate, Value value, Value name) {
    if (is_kind(value, KIND_MODULE))
        raise_error(isolate, &class_AttributeError, "module '%S' has no attribute '%S'",
                    AS(Module, value)->name, name);
    else if (is_class(value))
        raise_error(isolate, &class_AttributeError, "type object '%N' has no attribute '%S'",
                    AS(Class, value), name);
    else
        raise_error(isolate, &class_AttributeError, "'%T' object has no attribute '%S'", value, name);
    return raise_named(isolate, name);
}

Value raise_recursion(Isolate *isolate) {
    return raise_error(isolate, &class_RecursionError, "maximum recursion depth exceeded");
}

void raise_in_wrong_place(Isolate *isolate) {
    raise_error(isolate, &class_SystemError, "instruction in the wrong place");
}

bool exception_is(const Isolate *isolate, const Class *class) {
    return isolate->exception != NOTHING && is_instance(isolate->exception, class);
}

Value exception_take(Isolate *isolate, const Class *class) {
    if (!exception_is(isolate, class))
        return NOTHING;
    Value exception = isolate->exception;
    isolate->exception = NOTHING;
    return exception;
}

/* ---- Raising from Python ---- */

Value exception_made(Isolate *isolate, Value value) {
    if (is_exception(value))
        return value;
    if (!is_class(value) || !(AS(Class, value)->flags & CLASS_EXCEPTION))
        return raise_type(isolate, "exceptions must derive from BaseException");
    Value made = call(isolate, value, NULL, 0);
    if (made != NOTHING && !is_exception(made))
        return raise_type(isolate, "calling %V should have returned an instance of BaseException, not %T",
                          value, made);
    return made;
}

static bool set_cause(Isolate *isolate, Exception *exception, Value cause) {
    if (is_class(cause) && (AS(Class, cause)->flags & CLASS_EXCEPTION) &&
        (cause = exception_made(isolate, cause)) == NOTHING)
        return false;
    if (cause != NONE && !is_exception(cause))
        return raise_type(isolate, "exception causes must derive from BaseException"), false;
    heap_store(isolate, &exception->object, &exception->cause, cause);
    exception->suppress_context = true;
    return true;
}

void raise_from_code(Isolate *isolate, Value value, Value cause) {
    Value exception = exception_made(isolate, value);
    if (exception == NOTHING)
        return;
    heap_keep(isolate, exception);
    if (cause == NOTHING || set_cause(isolate, AS(Exception, exception), cause))
        raise_value(isolate, exception);
}

void raise_again(Isolate *isolate, Value exception) {
    if (!is_exception(exception)) {
        raise_in_wrong_place(isolate);
        return;
    }
    isolate->exception = exception;
    isolate->frame->flags |= FRAME_RAISE_AGAIN;
}

bool raise_uncatchable(Isolate *isolate) {
    Value handled = isolate->frame->handled;
    if (!isolate->in_hook || isolate->catchable_budget || handled == NONE ||
        !is_instance(handled, &class_BudgetExceeded))
        return false;
    raise_again(isolate, handled);
    return true;
}

void raise_current(Isolate *isolate) {
    Value handled = exception_handled(isolate);
    if (handled == NONE)
        raise_error(isolate, &class_RuntimeError, "No active exception to reraise");
    else
        raise_again(isolate, handled);
}

/* ---- Unwinding ---- */

/* Index of the instruction a resting frame is at: its last word, the program counter being behind it. */
static uint32_t frame_instruction(const Frame *frame) {
    const uint32_t *first = code_instructions(frame->function->code);
    return frame->program_counter > first ? (uint32_t)(frame->program_counter - first) - 1 : 0;
}

/* When memory is short the traceback stays incomplete: OBJECT_BUSY says so, lest each frame collect in vain.
 */
static void add_traceback(Isolate *isolate, const Frame *frame) {
    Value exception = isolate->exception;
    if (as_object(exception)->flags & OBJECT_BUSY)
        return;
    Value earlier = AS(Exception, exception)->traceback;
    HeapMark mark = heap_mark(isolate);
    heap_keep(isolate, exception);
    isolate->exception = NOTHING;
    Traceback *entry = heap_allocate(isolate, KIND_TRACEBACK, sizeof(Traceback), NULL);
    isolate->exception = exception;
    if (!entry) {
        AS(Exception, exception)->traceback = earlier; /* raise_memory() may have emptied it */
        as_object(exception)->flags |= OBJECT_BUSY;
    } else {
        entry->code = frame->function->code;
        entry->instruction = frame_instruction(frame);
        entry->next = earlier;
        heap_store(isolate, as_object(exception), &AS(Exception, exception)->traceback, from_object(entry));
    }
    heap_release(isolate, mark);
}

static const struct ExceptionRange *find_range(const Frame *frame) {
    const Code *code = frame->function->code;
    const struct ExceptionRange *ranges = code_ranges(code);
    uint32_t instruction = frame_instruction(frame);
    for (uint32_t i = 0; i < code->range_count; i++)
        if (ranges[i].start <= instruction && instruction < ranges[i].end)
            return &ranges[i];
    return NULL;
}

/* A generator may not let StopIteration through: its caller would take that for its end. */
static void leave_generator(Isolate *isolate, const Frame *frame) {
    Generator *generator = AS(Generator, frame->extra);
    generator_finish(generator);
    const char *kind = "generator";
    uint16_t flags = frame->function->code->object.detail & CODE_ASYNC_GENERATOR;
    if (flags)
        kind = flags == CODE_COROUTINE ? "coroutine" : flags == CODE_GENERATOR ? kind : "async generator";
    Value stop = exception_take(isolate, &class_StopIteration);
    const char *name = "StopIteration";
    if (stop == NOTHING && flags == CODE_ASYNC_GENERATOR &&
        (stop = exception_take(isolate, &class_StopAsyncIteration)))
        name = "StopAsyncIteration";
    if (stop == NOTHING)
        return;
    heap_keep(isolate, stop);
    raise_error(isolate, &class_RuntimeError, "%s raised %s", kind, name);
    Exception *error = AS(Exception, isolate->exception);
    set_cause(isolate, error, stop);
    heap_store(isolate, &error->object, &error->context, stop);
}

/* The registers behind the target are free there: what callees left in them must not live on, least of all
 * after a MemoryError. */
static void enter_handler(Isolate *isolate, Frame *frame, const struct ExceptionRange *range) {
    frame->registers[range->target] = isolate->exception;
    for (Value *rest = frame->registers + range->target + 1; rest < frame_window_end(frame); rest++)
        *rest = UNDEFINED;
    frame->program_counter = code_instructions(frame->function->code) + range->handler;
    isolate->exception = NOTHING;
    isolate->stack_top = frame_window_end(frame);
}

bool error_unwind(Isolate *isolate) {
    for (;;) {
        Frame *frame = isolate->frame;
        if (!(frame->flags & FRAME_RAISE_AGAIN))
            add_traceback(isolate, frame);
        frame->flags &= ~(uint32_t)FRAME_RAISE_AGAIN;
        const struct ExceptionRange *range = isolate->dropping ? NULL : find_range(frame);
        if (range) {
            enter_handler(isolate, frame, range);
            return true;
        }
        uint32_t flags = frame->flags;
        if (flags & FRAME_GENERATOR)
            leave_generator(isolate, frame);
        isolate->frame = frame - 1;
        if (flags & FRAME_ENTRY)
            return false;
    }
}
