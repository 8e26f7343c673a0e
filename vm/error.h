/* Raising and unwinding beyond what vm/operations.h says; see vm/error.c. */
#ifndef VM_ERROR_H
#define VM_ERROR_H

#include "vm/isolate.h"
#include "vm/operations.h"

/* Sends isolate->exception to the nearest handler, popping frames and adding them to the traceback. False:
 * the frame that C entered is popped too, the exception is still set. */
bool error_unwind(Isolate *isolate);

/* raise value [from cause]; `cause` NOTHING: none given. */
void raise_from_code(Isolate *isolate, Value value, Value cause);
void raise_again(Isolate *isolate, Value exception);
void raise_current(Isolate *isolate);
/* At the end of a handler: goes on raising what may not be caught there. False: nothing of the kind. */
bool raise_uncatchable(Isolate *isolate);
/* The exception being handled in the running frames, or NONE. */
Value exception_handled(const Isolate *isolate);
void raise_in_wrong_place(Isolate *isolate); /* an instruction that only a hostile image has there */

Value raise_unbound_local(Isolate *isolate, Value name);
/* Gives the exception that is set its attribute `name`, which lies in `value`. */
Value raise_named(Isolate *isolate, Value name);
Value raise_name(Isolate *isolate, Value name); /* NameError: name 'x' is not defined */
Value raise_attribute(Isolate *isolate, Value value, Value name);
Value raise_recursion(Isolate *isolate);
/* StopIteration(value). */
Value raise_stop_iteration(Isolate *isolate, Value value);
/* Whether the exception set is an instance of a class. */
bool exception_is(const Isolate *isolate, const Class *class);
/* An instance of an exception class or the instance itself, as `raise` makes it; NOTHING: failed. */
Value exception_made(Isolate *isolate, Value value);

#endif
