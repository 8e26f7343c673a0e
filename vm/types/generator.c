/*
 * Generators, coroutines and asynchronous generators: a frame at rest with its register window saved in the
 * object.
 *
 * A running generator's window lies on the register stack like any other; generator_push() copies it there
 * and generator_save() back. The instruction before a resting generator's program counter is the one that
 * suspended it: YIELD receives what send() brings in its register A; YIELD_FROM does too and runs again. A
 * generator that is collected while suspended just goes: its finally clauses don't run (CPython would close
 * it), which is a named difference.
 */
#include "vm/attribute.h"
#include "vm/error.h"
#include "vm/instructions.h"
#include "vm/interpreter.h"
#include "vm/machine_code.h"
#include "vm/names.h"
#include "vm/types/arguments.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/string.h"
#include "vm/weak.h"

enum SuspendingOpcode {
#define OPCODE(name, format, range) SUSPENDED_##name,
#include "vm/opcodes.def"
#undef OPCODE
};

static uint16_t flavour(const Generator *generator) {
    return generator->function->code->object.detail & CODE_ASYNC_GENERATOR;
}

Value generator_new(Isolate *isolate, Function *function, const Value *registers) {
    uint32_t count = function->code->register_count;
    HeapMark mark = heap_mark(isolate);
    heap_keep(isolate, from_object(function));
    Generator *generator =
        heap_allocate(isolate, KIND_GENERATOR, sizeof(Generator) + count * sizeof(Value), NULL);
    heap_release(isolate, mark);
    if (!generator)
        return NOTHING;
    generator->object.count = count;
    generator->object.detail = GENERATOR_CREATED;
    generator->function = function;
    generator->program_counter = code_instructions(function->code);
    generator->handled = NONE;
    for (uint32_t i = 0; i < count; i++)
        generator->registers[i] = registers[i];
    if (function->code->range_count && flavour(generator) != CODE_ASYNC_GENERATOR &&
        !weak_finalize(isolate, from_object(generator)))
        return NOTHING;
    return from_object(generator);
}

static const char *flavour_name(const Generator *generator) {
    uint16_t which = flavour(generator);
    return which == CODE_GENERATOR ? "generator" : which == CODE_COROUTINE ? "coroutine" : "async generator";
}

/* The word of the instruction that suspended it. */
static const uint8_t *suspending_instruction(const Generator *generator) {
    return (const uint8_t *)(generator->program_counter - 1);
}

bool generator_push(Isolate *isolate, Generator *generator, Value sent) {
    if (generator->object.detail == GENERATOR_RUNNING)
        return raise_value_error(isolate, "%s already executing", flavour_name(generator)), false;
    if (generator->object.detail == GENERATOR_CREATED && sent != NONE)
        return raise_type(isolate, "can't send non-None value to a just-started %s", flavour_name(generator)),
               false;
    Value *registers = isolate->stack_top + 1;
    uint32_t count = generator->object.count;
    if (isolate->frame + 1 >= isolate->frame_limit || registers + count + 2 > isolate->stack_limit)
        return raise_recursion(isolate), false;
    registers[-1] = UNDEFINED;
    for (uint32_t i = 0; i < count; i++)
        registers[i] = generator->registers[i];
    Frame *frame = ++isolate->frame;
    *frame = (Frame){.function = generator->function,
                     .program_counter = generator->program_counter,
                     .registers = registers,
                     .end = registers + count,
                     .handled = generator->handled,
                     .extra = from_object(generator),
                     .flags = FRAME_GENERATOR,
                     .resume = machine_code_returned};
    isolate->stack_top = registers + count;
    if (generator->object.detail != GENERATOR_CREATED) {
        const uint8_t *instruction = suspending_instruction(generator);
        registers[instruction[1]] = sent;
        bool again =
            instruction[0] == SUSPENDED_YIELD_FROM && generator->object.detail == GENERATOR_SUSPENDED;
        frame->program_counter -= again;
    }
    generator->object.detail = GENERATOR_RUNNING;
    return true;
}

/* heap_store() for each, with one look at whether the collector was here. */
static void save_values(Isolate *isolate, Generator *generator, const Frame *frame) {
    const Value *from = frame->registers;
    uint32_t count = generator->object.count;
    for (uint32_t i = 0; i < count; i++)
        generator->registers[i] = from[i];
    generator->handled = frame->handled;
    if (__builtin_expect(!(generator->object.flags & OBJECT_SCANNED), 1))
        return;
    for (uint32_t i = 0; i < count; i++)
        heap_barrier(isolate, from[i]);
    heap_barrier(isolate, frame->handled);
}

void generator_save(Isolate *isolate, Frame *frame) {
    Generator *generator = AS(Generator, frame->extra);
    save_values(isolate, generator, frame);
    generator->program_counter = frame->program_counter;
    generator->object.detail = GENERATOR_SUSPENDED;
}

void generator_finish(Generator *generator) {
    generator->object.detail = GENERATOR_FINISHED;
    generator->handled = NONE;
    for (uint32_t i = 0; i < generator->object.count; i++)
        generator->registers[i] = UNDEFINED;
}

/* ---- Resuming from C ---- */

/* Runs it until it yields (the value), ends (UNDEFINED, *result set) or raises. With `thrown` not NOTHING
 * that is raised inside. */
static Value resume(Isolate *isolate, Generator *generator, Value sent, Value thrown, Value *result) {
    *result = NONE;
    if (generator->object.detail == GENERATOR_FINISHED) {
        isolate->exception = thrown;
        return thrown != NOTHING ? NOTHING : UNDEFINED;
    }
    HeapMark mark = heap_mark(isolate);
    heap_keep(isolate, from_object(generator));
    Value *top = isolate->stack_top;
    Value value = NOTHING;
    if (native_enter(isolate)) {
        if (generator_push(isolate, generator, sent)) {
            isolate->frame->flags |= FRAME_ENTRY;
            if (thrown != NOTHING) {
                isolate->frame->program_counter = generator->program_counter;
                raise_value(isolate, thrown);
            }
            value = interpret(isolate);
        }
        native_leave(isolate);
    }
    isolate->stack_top = top;
    heap_release(isolate, mark);
    if (value == NOTHING || generator->object.detail != GENERATOR_FINISHED)
        return value;
    *result = value;
    return UNDEFINED;
}

/* UNDEFINED with the StopIteration's value, if that is what is set; else NOTHING. */
static Value ended_by_stop(Isolate *isolate, Value *result) {
    Value stop = exception_take(isolate, &class_StopIteration);
    if (stop == NOTHING)
        return NOTHING;
    *result = AS(Exception, stop)->value;
    return UNDEFINED;
}

Value generator_send(Isolate *isolate, Value iterator, Value sent, Value *result) {
    *result = NONE;
    if (is_kind(iterator, KIND_GENERATOR))
        return resume(isolate, AS(Generator, iterator), sent, NOTHING, result);
    Value value;
    if (sent != NONE) {
        Value method = attribute_get(isolate, iterator, NAME(send));
        value = method == NOTHING ? NOTHING : call(isolate, method, &sent, 1);
    } else {
        value = operate_next_or_stop(isolate, iterator);
    }
    return value == NOTHING ? ended_by_stop(isolate, result) : value;
}

Value generator_resume(Isolate *isolate, Generator *generator, Value sent, Value *result) {
    return resume(isolate, generator, sent, NOTHING, result);
}

static Value step(Isolate *isolate, Generator *generator, Value sent, Value thrown) {
    Value result;
    bool ended_before = generator->object.detail == GENERATOR_FINISHED;
    if (ended_before && flavour(generator) == CODE_COROUTINE)
        return raise_error(isolate, &class_RuntimeError, "cannot reuse already awaited coroutine");
    Value value = resume(isolate, generator, sent, thrown, &result);
    if (value != UNDEFINED)
        return value;
    return raise_stop_iteration(isolate, result);
}

static Value generator_next(Isolate *isolate, Value self) {
    Value result;
    return resume(isolate, AS(Generator, self), NONE, NOTHING, &result);
}

static Value native_send(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return step(isolate, AS(Generator, arguments[0]), arguments[1], NOTHING);
}

Value generator_delegate(const Generator *generator) {
    if (generator->object.detail != GENERATOR_SUSPENDED)
        return UNDEFINED;
    const uint8_t *instruction = suspending_instruction(generator);
    return instruction[0] == SUSPENDED_YIELD_FROM ? generator->registers[instruction[2]] : UNDEFINED;
}

/* ---- throw() and close() ---- */

/* The delegate ended (the outer one goes on behind its YIELD_FROM) or raised (so does the outer one there).
 */
static Value after_delegate(Isolate *isolate, Generator *generator, Value value, Value result,
                            Value *outer_result) {
    if (value == UNDEFINED) {
        generator->object.detail = GENERATOR_DELEGATED;
        return resume(isolate, generator, result, NOTHING, outer_result);
    }
    Value raised = isolate->exception;
    isolate->exception = NOTHING;
    return resume(isolate, generator, NONE, raised, outer_result);
}

static bool is_exit(Value thrown) {
    return is_class(thrown) ? class_derives(AS(Class, thrown), &class_GeneratorExit)
                            : is_instance(thrown, &class_GeneratorExit);
}

/* `thrown` as it was given: only where it is raised it has to be, or make, an exception. */
static Value thrown_made(Isolate *isolate, Value thrown) {
    Value made = generator_thrown(isolate, (Value[]){NONE, thrown}, 2);
    return made == NOTHING ? NOTHING : heap_keep(isolate, made);
}

static Value resume_thrown(Isolate *isolate, Generator *generator, Value thrown, Value *result) {
    Value exception = thrown_made(isolate, thrown);
    return exception == NOTHING ? NOTHING : resume(isolate, generator, NONE, exception, result);
}

static Value throw_into_generator(Isolate *isolate, Generator *generator, Value exception, Value *result) {
    if (generator->object.detail == GENERATOR_RUNNING)
        return raise_value_error(isolate, "%s already executing", flavour_name(generator));
    Value delegate = generator_delegate(generator);
    if (delegate == UNDEFINED)
        return resume_thrown(isolate, generator, exception, result);
    heap_keep(isolate, delegate);
    Value inner = NONE, value;
    generator->object.detail = GENERATOR_RUNNING;
    if (is_exit(exception)) {
        bool closed = generator_close(isolate, delegate);
        generator->object.detail = GENERATOR_SUSPENDED;
        return resume_thrown(isolate, generator,
                             closed ? exception : exception_take(isolate, &class_BaseException), result);
    }
    value = generator_throw(isolate, delegate, exception, &inner);
    generator->object.detail = GENERATOR_SUSPENDED;
    if (value != NOTHING && value != UNDEFINED)
        return value;
    return after_delegate(isolate, generator, value, inner, result);
}

Value generator_throw(Isolate *isolate, Value iterator, Value exception, Value *result) {
    *result = NONE;
    heap_keep(isolate, exception);
    if (is_kind(iterator, KIND_GENERATOR) && as_object(iterator)->detail == GENERATOR_CREATED) {
        Value made = thrown_made(isolate, exception);
        if (made == NOTHING)
            return NOTHING;
        generator_finish(AS(Generator, iterator)); /* no handler of its body has been entered */
        return raise_value(isolate, made);
    }
    if (is_kind(iterator, KIND_GENERATOR))
        return throw_into_generator(isolate, AS(Generator, iterator), exception, result);
    Value method = attribute_find(isolate, iterator, NAME(throw));
    if (method == UNDEFINED) {
        Value made = thrown_made(isolate, exception);
        return made == NOTHING ? NOTHING : raise_value(isolate, made);
    }
    Value value = method == NOTHING ? NOTHING : call(isolate, method, &exception, 1);
    return value == NOTHING ? ended_by_stop(isolate, result) : value;
}

bool generator_close(Isolate *isolate, Value iterator) {
    if (!is_kind(iterator, KIND_GENERATOR)) {
        Value method = attribute_find(isolate, iterator, NAME(close));
        return method == UNDEFINED || (method != NOTHING && call(isolate, method, NULL, 0) != NOTHING);
    }
    Generator *generator = AS(Generator, iterator);
    if (generator->object.detail == GENERATOR_CREATED)
        generator_finish(generator);
    if (generator->object.detail == GENERATOR_FINISHED)
        return true;
    Value exception = exception_new(isolate, &class_GeneratorExit, NULL, 0), result;
    if (exception == NOTHING)
        return false;
    Value value = generator_throw(isolate, iterator, exception, &result);
    if (value == UNDEFINED ||
        (value == NOTHING && (exception_take(isolate, &class_GeneratorExit) != NOTHING ||
                              exception_take(isolate, &class_StopIteration) != NOTHING)))
        return true;
    if (value != NOTHING)
        raise_error(isolate, &class_RuntimeError, "%s ignored GeneratorExit", flavour_name(generator));
    return false;
}

Value generator_thrown(Isolate *isolate, Value *arguments, uint32_t count) {
    Value exception = arguments[1];
    if (is_class(exception) && count > 2 && is_exception(arguments[2]))
        return arguments[2];
    if (is_class(exception) && count > 2 && arguments[2] != NONE)
        return call(isolate, exception, &arguments[2], 1);
    if (is_class(exception) || is_exception(exception))
        return exception_made(isolate, exception);
    return raise_type(isolate, "exceptions must be classes or instances deriving from BaseException, not %T",
                      exception);
}

static Value native_throw(Isolate *isolate, Value *arguments, uint32_t count) {
    Value exception = count == 2 ? arguments[1] : generator_thrown(isolate, arguments, count);
    if (exception == NOTHING)
        return NOTHING;
    Value result, value = generator_throw(isolate, arguments[0], exception, &result);
    return value == UNDEFINED ? raise_stop_iteration(isolate, result) : value;
}

static Value native_close(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return generator_close(isolate, arguments[0]) ? NONE : NOTHING;
}

/* ---- Coroutines and asynchronous iteration ---- */

Value get_yield_from(Isolate *isolate, Value iterable) {
    if (is_kind(iterable, KIND_GENERATOR) && flavour(AS(Generator, iterable)) != CODE_ASYNC_GENERATOR)
        return iterable;
    return operate_iterate(isolate, iterable);
}

Value get_awaitable(Isolate *isolate, Value value) {
    if (is_kind(value, KIND_GENERATOR) && flavour(AS(Generator, value)) == CODE_COROUTINE)
        return value;
    Value iterator = call_special(isolate, value, NAME(__await__), NULL, 0);
    if (iterator == UNDEFINED)
        return raise_type(isolate, "object %T can't be used in 'await' expression", value);
    return iterator;
}

Value get_async_iterator(Isolate *isolate, Value value) {
    Value iterator = call_special(isolate, value, NAME(__aiter__), NULL, 0);
    if (iterator == UNDEFINED)
        return raise_type(isolate, "'async for' requires an object with __aiter__ method, got %T", value);
    return iterator;
}

Value get_async_next(Isolate *isolate, Value value) {
    Value awaitable = call_special(isolate, value, NAME(__anext__), NULL, 0);
    if (awaitable == UNDEFINED)
        return raise_type(isolate, "'async for' requires an iterator with __anext__ method, got %T", value);
    return awaitable == NOTHING ? NOTHING : get_awaitable(isolate, heap_keep(isolate, awaitable));
}

static Value native_self(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)isolate, (void)count;
    return arguments[0];
}

/* ---- The classes ---- */

static Value property_name(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)isolate, (void)count;
    return code_name(AS(Generator, arguments[0])->function->code);
}

static Value property_qualified_name(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)isolate, (void)count;
    return code_qualified_name(AS(Generator, arguments[0])->function->code);
}

static Value property_running(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)isolate, (void)count;
    return boolean(AS(Generator, arguments[0])->object.detail == GENERATOR_RUNNING);
}

static Value property_suspended(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)isolate, (void)count;
    uint16_t state = AS(Generator, arguments[0])->object.detail;
    return boolean(state == GENERATOR_SUSPENDED || state == GENERATOR_DELEGATED);
}

static Value property_code(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)isolate, (void)count;
    return from_object(AS(Generator, arguments[0])->function->code);
}

/* There are no frame objects: the code stands for the frame of one that hasn't ended. */
static Value property_frame(Isolate *isolate, Value *arguments, uint32_t count) {
    bool finished = AS(Generator, arguments[0])->object.detail == GENERATOR_FINISHED;
    return finished ? NONE : property_code(isolate, arguments, count);
}

static Value property_delegate(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)isolate, (void)count;
    Value delegate = generator_delegate(AS(Generator, arguments[0]));
    return delegate == UNDEFINED ? NONE : delegate;
}

static Value generator_represent(Isolate *isolate, Value self) {
    const Generator *generator = AS(Generator, self);
    return string_format(isolate, "<%s object %S at %p>", flavour_name(generator),
                         code_qualified_name(generator->function->code), generator);
}

static Value generator_iterate(Isolate *isolate, Value self) {
    if (flavour(AS(Generator, self)) != CODE_GENERATOR)
        return raise_type(isolate, "'%s' object is not iterable", flavour_name(AS(Generator, self)));
    return self;
}

static void generator_trace(Object *object, void (*visit)(void *context, Value value), void *context) {
    Generator *generator = (Generator *)object;
    visit(context, from_object(generator->function));
    visit(context, generator->handled);
    for (uint32_t i = 0; i < generator->object.count; i++)
        visit(context, generator->registers[i]);
}

static size_t generator_size(const Object *object) {
    return sizeof(Generator) + object->count * sizeof(Value);
}

const Operations generator_operations = {
    .represent = generator_represent,
    .iterate = generator_iterate,
    .next = generator_next,
    .trace = generator_trace,
    .size = generator_size,
};

#define COMMON_METHODS(of_class)                                                                             \
    METHOD(native_send, "send", 2, 2, of_class), METHOD(native_throw, "throw", 2, 4, of_class),              \
        METHOD(native_close, "close", 1, 1, of_class), PROPERTY(property_name, "__name__", of_class),        \
        PROPERTY(property_qualified_name, "__qualname__", of_class)

static const Native generator_methods[] = {
    COMMON_METHODS(class_generator),
    PROPERTY(property_running, "gi_running", class_generator),
    PROPERTY(property_delegate, "gi_yieldfrom", class_generator),
    PROPERTY(property_suspended, "gi_suspended", class_generator),
    PROPERTY(property_code, "gi_code", class_generator),
    PROPERTY(property_frame, "gi_frame", class_generator),
    METHODS_END,
};
static const Native coroutine_methods[] = {
    COMMON_METHODS(class_coroutine),
    PROPERTY(property_running, "cr_running", class_coroutine),
    PROPERTY(property_delegate, "cr_await", class_coroutine),
    PROPERTY(property_suspended, "cr_suspended", class_coroutine),
    PROPERTY(property_code, "cr_code", class_coroutine),
    PROPERTY(property_frame, "cr_frame", class_coroutine),
    METHOD(native_self, "__await__", 1, 1, class_coroutine),
    METHODS_END,
};

const Class class_generator =
    CLASS_OF_KIND("generator", KIND_GENERATOR, generator_operations, generator_methods, CLASS_FINAL);
const Class class_coroutine =
    CLASS_OF_KIND("coroutine", KIND_GENERATOR, generator_operations, coroutine_methods, CLASS_FINAL);
