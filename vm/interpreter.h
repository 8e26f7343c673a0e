/*
 * The interpreter as the other files of the VM see it: frames, and the two ways into the loop.
 *
 * A call takes place in a window: arguments[0 .. count) on the register stack with one scratch slot before
 * it, arguments[-1], where the callable lay (a receiver moves in there). call_begin() either does the call at
 * once or pushes a frame for it.
 */
#ifndef VM_INTERPRETER_H
#define VM_INTERPRETER_H

#include "vm/isolate.h"
#include "vm/operations.h"

/* What call_begin() returns when it pushed a frame: never seen by Python. */
#define CALL_PUSHED SINGLETON(SINGLETON_COUNT + 1)

/* More frame flags, behind enum FrameFlags. */
enum InterpreterFrameFlags {
    FRAME_ITERATION = 16, /* a generator resumed by FOR_NEXT: its end takes the jump */
    FRAME_DELEGATE = 64,  /* a generator resumed by YIELD_FROM: what it yields, the frame below yields too */
    FRAME_RAISE_AGAIN = 32, /* the traceback of what is being raised has this frame already */
};

/* Runs the topmost frame, which has FRAME_ENTRY, until it returns or raises. NOTHING: an exception is set,
 * the frame popped. */
Value interpret(Isolate *isolate);

/* vm/call.c */
Value call_begin(Isolate *isolate, Value callable, Value *arguments, uint32_t count, const Tuple *names);
/* Binds arguments to parameters in the window and pushes the frame, or makes the generator. */
Value call_function(Isolate *isolate, Function *function, Value *arguments, uint32_t count,
                    const Tuple *names);
/* call(), with a special method already found by class_lookup(): binds `receiver` without making a Method. */
Value call_found(Isolate *isolate, Value found, Value receiver, const Value *arguments, uint32_t count);
/* Instances of a class: class(arguments...) by way of __new__ and __init__, without the metaclass's __call__.
 */
Value call_construct(Isolate *isolate, const Class *class, Value *arguments, uint32_t count,
                     const Tuple *names);
/* An instance as object.__new__ and the built-in types' __new__ make it. `other_init`: an overriding __init__
 * gets the arguments too. */
/* The __new__ of built-in types other than object: object.c. */
Value object_new(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names);
Value object_make(Isolate *isolate, const Class *class, Value *arguments, uint32_t count, const Tuple *names,
                  bool other_init);
/* metaclass(name, bases, dictionary, **keywords) (vm/types/class.c). */
Value class_make(Isolate *isolate, const Class *metaclass, Value *arguments, uint32_t count,
                 const Tuple *names);
/* A callable as messages name it. */
Value callable_title(Isolate *isolate, Value callable);
/* A window of `count` values above the stack's top, with its scratch slot, all UNDEFINED; NULL with
 * RecursionError set. */
Value *call_window(Isolate *isolate, uint32_t count);
/* Guards C recursion; false with RecursionError set. */
bool native_enter(Isolate *isolate);
static inline void native_leave(Isolate *isolate) { isolate->native_depth--; }

/* vm/types/generator.c */
Value generator_new(Isolate *isolate, Function *function, const Value *registers);
/* Pushes the generator's frame above the stack's top and puts `sent` in its place. False with an exception
 * set. */
bool generator_push(Isolate *isolate, Generator *generator, Value sent);
/* Saves the running frame (topmost, a generator's) and pops it. */
void generator_save(Isolate *isolate, Frame *frame);
/* close(): false with an exception set. */
bool generator_close(Isolate *isolate, Value iterator);
/* Its body has ended: drops what it held. */
void generator_finish(Generator *generator);
/* One step, as send(): UNDEFINED when it ended, with its result in *result. */
Value generator_send(Isolate *isolate, Value iterator, Value sent, Value *result);
Value generator_resume(Isolate *isolate, Generator *generator, Value sent, Value *result);
/* The same, raising `exception` where it is suspended. */
Value generator_throw(Isolate *isolate, Value iterator, Value exception, Value *result);
/* What throw(exception) or throw(type, value, traceback) is to raise: its arguments begin at arguments[1]. */
Value generator_thrown(Isolate *isolate, Value *arguments, uint32_t count);
/* The iterator a suspended generator delegates to (yield from, await), or UNDEFINED. */
Value generator_delegate(const Generator *generator);

#ifdef VM_FUZZED
/* tests/fuzz/support.c: called before each instruction. */
void fuzz_cover(const uint32_t *program_counter);
#endif

static inline Value *frame_window_end(const Frame *frame) { return frame->end; }

#endif
