/*
 * Weak references and finalizers: what is to happen when an object goes.
 *
 * A record (Weakref, vm/object.h) of either sort names an object without keeping it alive. Rules:
 *   - The collector finds at the end of marking which named objects are dying. One that a finalizer names
 *     (__del__, a suspended generator with something to close) lives on with all that it refers to until the
 *     finalizer has run, which it does once. Weak references to what is dying are cleared.
 *   - Finalizers and callbacks wait in a queue and run between two instructions of the program, or at the end
 *     of gc.collect(): never inside a native, never in a hook. A policy isolate has none at all.
 *   - A dying object must not be reached through a weak reference any more: read it by weak_get() only.
 */
#ifndef VM_WEAK_H
#define VM_WEAK_H

#include "vm/isolate.h"

enum WeakrefDetail {
    WEAK_FINALIZER = 1, /* never seen by Python; the queue keeps what it names alive */
    WEAK_QUEUED = 2,
};

/* A record of a fresh weak reference, of `class` (NULL: weakref.ref itself), or one that is there already and
 * has neither callback nor class. The object must be weak_possible(). NOTHING: failed. */
Value weak_new(Isolate *isolate, const Class *class, Value object, Value callback);
bool weak_possible(Value object);
/* What it refers to, or UNDEFINED when that has gone or is going. */
Value weak_get(Isolate *isolate, const Weakref *reference);
/* The weak references to an object: calls visit for each, newest first. */
void weak_each(Isolate *isolate, Value object, void (*visit)(Weakref *reference, void *context),
               void *context);
/* Its __del__, or a generator's close(), is to be called when the object goes. False: out of memory. */
bool weak_finalize(Isolate *isolate, Value object);

/* Runs what waits. False with an exception set: the isolate is to stop. Others are reported on standard
 * error. */
bool weak_run(Isolate *isolate);
/* The program has ended: the finalizers of what nothing leads to any more (false as above), and then of all
 * that is left, oldest first. */
bool weak_run_unreachable(Isolate *isolate);
void weak_finish(Isolate *isolate);

/* For the collector, in this order, after marking: the next piece of work, 0 when done. */
uint32_t weak_revive_some(Isolate *isolate);
void weak_revived(Isolate *isolate); /* what they keep alive is marked */
uint32_t weak_clear_some(Isolate *isolate);
void weak_mark_roots(Isolate *isolate);

#endif
