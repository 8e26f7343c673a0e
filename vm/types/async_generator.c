/*
 * Asynchronous generators: what asend(), athrow(), aclose() and __anext__() return, and their class.
 *
 * Such a step is awaited. It runs the generator's body: what the body awaits goes out through the step to who
 * drives the coroutine, what it yields ends the step as its result. The two are told apart by the instruction
 * that suspended the body.
 *
 * A step is an Iterator: source is the generator (UNDEFINED once it ended), extra what is sent or raised,
 * position the enum Way, remaining 1 before it has run. WAY_DEFAULT: source is what is awaited instead, extra
 * what takes the place of StopAsyncIteration.
 */
#include "vm/types/async_generator.h"

#include "vm/error.h"
#include "vm/interpreter.h"
#include "vm/types/arguments.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/iterator_tools.h"

enum Way { WAY_SEND, WAY_THROW, WAY_CLOSE, WAY_DEFAULT };

static Value step_new(Isolate *isolate, Value generator, enum Way way, Value extra) {
    Value step = iterator_new(isolate, ITERATE_ASYNC_STEP, generator, way);
    if (step != NOTHING) {
        AS(Iterator, step)->extra = extra;
        AS(Iterator, step)->remaining = 1;
    }
    return step;
}

/* ---- Running a step ---- */

/* The body has ended, or raised: how that ends the step. */
static Value ended(Isolate *isolate, const Iterator *step, Value value) {
    if (step->position != WAY_CLOSE)
        return value == NOTHING ? NOTHING : raise_error(isolate, &class_StopAsyncIteration, "");
    if (value == NOTHING && exception_take(isolate, &class_GeneratorExit) == NOTHING &&
        exception_take(isolate, &class_StopAsyncIteration) == NOTHING)
        return NOTHING;
    return raise_stop_iteration(isolate, NONE);
}

/* What the step gives when its generator gave `value`: the same if that was awaited, else its end. */
static Value settle(Isolate *isolate, Iterator *step, Value value) {
    if (value != NOTHING && value != UNDEFINED &&
        generator_delegate(AS(Generator, step->source)) != UNDEFINED)
        return value;
    step->source = UNDEFINED;
    if (value == NOTHING || value == UNDEFINED)
        return ended(isolate, step, value);
    if (step->position == WAY_CLOSE)
        return raise_error(isolate, &class_RuntimeError, "async generator ignored GeneratorExit");
    heap_keep(isolate, value);
    return raise_stop_iteration(isolate, value);
}

static Value start(Isolate *isolate, Iterator *step) {
    Value result;
    Generator *generator = AS(Generator, step->source);
    step->remaining = 0;
    if (step->position == WAY_SEND)
        return generator_resume(isolate, generator, step->extra, &result);
    if (step->position == WAY_CLOSE && generator->object.detail == GENERATOR_CREATED)
        generator_finish(generator);
    if (step->position == WAY_CLOSE && generator->object.detail == GENERATOR_FINISHED)
        return UNDEFINED;
    return generator_throw(isolate, step->source, step->extra, &result);
}

Value async_step_or(Isolate *isolate, Value awaited, Value otherwise) {
    return step_new(isolate, awaited, WAY_DEFAULT, otherwise);
}

static Value settle_default(Isolate *isolate, const Iterator *step, Value value, Value result) {
    if (value == NOTHING && exception_take(isolate, &class_StopAsyncIteration) != NOTHING)
        return raise_stop_iteration(isolate, step->extra);
    return value == UNDEFINED ? raise_stop_iteration(isolate, result) : value;
}

static Value advance(Isolate *isolate, Iterator *step, Value sent) {
    Value result;
    if (step->source == UNDEFINED)
        return raise_error(isolate, &class_RuntimeError,
                           "cannot reuse already awaited step of an async generator");
    if (step->position == WAY_DEFAULT) {
        Value value = generator_send(isolate, step->source, sent, &result);
        return settle_default(isolate, step, value, result);
    }
    HeapMark mark = heap_mark(isolate);
    heap_keep(isolate, from_object(step));
    Value value = step->remaining ? start(isolate, step)
                                  : generator_resume(isolate, AS(Generator, step->source), sent, &result);
    value = settle(isolate, step, value);
    heap_release(isolate, mark);
    return value;
}

Value async_step_next(Isolate *isolate, Iterator *step) { return advance(isolate, step, NONE); }

/* ---- Methods of a step ---- */

static Value step_send(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return advance(isolate, AS(Iterator, arguments[0]), arguments[1]);
}

static Value step_throw(Isolate *isolate, Value *arguments, uint32_t count) {
    Iterator *step = AS(Iterator, arguments[0]);
    Value exception = generator_thrown(isolate, arguments, count), result;
    if (exception == NOTHING)
        return NOTHING;
    if (step->source == UNDEFINED)
        return raise_value(isolate, exception);
    if (step->position == WAY_DEFAULT) {
        Value value = generator_throw(isolate, step->source, exception, &result);
        return settle_default(isolate, step, value, result);
    }
    step->remaining = 0;
    return settle(isolate, step, generator_throw(isolate, step->source, exception, &result));
}

static Value step_close(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)isolate, (void)count;
    AS(Iterator, arguments[0])->source = UNDEFINED;
    return NONE;
}

static Value itself(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)isolate, (void)count;
    return arguments[0];
}

static const Native step_methods[] = {
    METHOD(itself, "__await__", 1, 1, class_async_step),
    METHOD(step_send, "send", 2, 2, class_async_step),
    METHOD(step_throw, "throw", 2, 4, class_async_step),
    METHOD(step_close, "close", 1, 1, class_async_step),
    METHODS_END,
};
const Class class_async_step =
    CLASS_OF_KIND("async_generator_asend", KIND_ITERATOR, iterator_operations, step_methods, CLASS_FINAL);

/* ---- Methods of the generator ---- */

static Value native_next(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return step_new(isolate, arguments[0], WAY_SEND, NONE);
}

static Value native_send(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return step_new(isolate, arguments[0], WAY_SEND, arguments[1]);
}

static Value native_throw(Isolate *isolate, Value *arguments, uint32_t count) {
    Value exception = generator_thrown(isolate, arguments, count);
    return exception == NOTHING ? NOTHING
                                : step_new(isolate, arguments[0], WAY_THROW, heap_keep(isolate, exception));
}

static Value native_close(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    Value exception = exception_new(isolate, &class_GeneratorExit, NULL, 0);
    return exception == NOTHING ? NOTHING
                                : step_new(isolate, arguments[0], WAY_CLOSE, heap_keep(isolate, exception));
}

static Value property_name(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)isolate, (void)count;
    return code_name(AS(Generator, arguments[0])->function->code);
}

static const Native methods[] = {
    METHOD(itself, "__aiter__", 1, 1, class_async_generator),
    METHOD(native_next, "__anext__", 1, 1, class_async_generator),
    METHOD(native_send, "asend", 2, 2, class_async_generator),
    METHOD(native_throw, "athrow", 2, 4, class_async_generator),
    METHOD(native_close, "aclose", 1, 1, class_async_generator),
    PROPERTY(property_name, "__name__", class_async_generator),
    METHODS_END,
};
const Class class_async_generator =
    CLASS_OF_KIND("async_generator", KIND_GENERATOR, generator_operations, methods, CLASS_FINAL);
