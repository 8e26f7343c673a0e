/* What instructions do off their fast paths (vm/instructions.c, vm/match.c). All of them leave rooting to
 * their caller's window. */
#ifndef VM_INSTRUCTIONS_H
#define VM_INSTRUCTIONS_H

#include "vm/isolate.h"
#include "vm/operations.h"

Value load_global_slow(Isolate *isolate, Module *module, uint32_t slot);
bool delete_global(Isolate *isolate, Module *module, uint32_t slot);
Value load_name(Isolate *isolate, Module *module, Value name);
bool store_name(Isolate *isolate, Module *module, Value name, Value value);
bool delete_name(Isolate *isolate, Module *module, Value name);
Value load_class_name(Isolate *isolate, Value namespace, Value name);

Value cell_new(Isolate *isolate, Value content);
Value load_cell_slow(Isolate *isolate, Value cell, Value name, bool free);
bool store_cell_slow(Isolate *isolate);
bool delete_cell(Isolate *isolate, Value cell, Value name, bool free);

/* R.name += amount, or -= -amount; the frame's program counter is behind the last word and gets back there.
 */
bool add_to_attribute(Isolate *isolate, Value owner, Value name, int64_t amount, bool subtract, Cache *cache);
/* Truth of value >> number & 1 (the program counter is behind the first word and gets behind the last) and of
 * value & bits; -1: an exception is set. */
int test_bit(Isolate *isolate, Value value, Value number);
int test_bits(Isolate *isolate, Value value, Value bits);
int compare_truth(Isolate *isolate, enum Comparison comparison, Value left, Value right);
Value get_special(Isolate *isolate, Value value, Value name);
Value length_value(Isolate *isolate, Value value);

Value build_set(Isolate *isolate, const Value *elements, uint32_t count);
Value build_dictionary(Isolate *isolate, const Value *pairs, uint32_t count);
Value build_string(Isolate *isolate, const Value *parts, uint32_t count);
bool append_to_list(Isolate *isolate, Value list, Value element);
bool extend_list(Isolate *isolate, Value list, Value iterable);
bool add_to_set(Isolate *isolate, Value set, Value element);
bool update_set(Isolate *isolate, Value set, Value iterable);
bool update_dictionary(Isolate *isolate, Value dictionary, Value mapping);
bool merge_keywords(Isolate *isolate, Value callable, Value dictionary, Value mapping);
Value format_value(Isolate *isolate, const Value *value_and_specification, uint32_t conversion);
bool unpack(Isolate *isolate, Value *registers, Value iterable, uint32_t count);
bool unpack_star(Isolate *isolate, Value *registers, Value iterable, uint32_t before, uint32_t after);

/* vm/call.c */
Value call_with_names(Isolate *isolate, Value callable, Value *arguments, uint32_t count, Value names);
Value call_expanded(Isolate *isolate, Value callable, Value positional, Value named, Value *window);
/* What a frame's return value becomes when the frame was a constructor's or generator's. */
Value frame_finish(Isolate *isolate, Frame *frame, Value value);

/* vm/types/function.c */
Value function_make(Isolate *isolate, Function *maker, Value code, uint32_t cell_count, uint32_t parts,
                    const Value *values);
extern const Native build_class_native;

Value match_exception(Isolate *isolate, Value exception, Value classes);

/* vm/types/exception_group.c; the instructions SPLIT_GROUP and JOIN_GROUP. */
bool group_split(Isolate *isolate, Value exception, Value classes, Value parts[2]);
Value group_join(Isolate *isolate, Value group, Value results);

Value get_yield_from(Isolate *isolate, Value iterable);
Value get_awaitable(Isolate *isolate, Value value);
Value get_async_iterator(Isolate *isolate, Value value);
Value get_async_next(Isolate *isolate, Value value);

/* vm/match.c */
bool match_sequence(Value value);
bool match_mapping(Value value);
Value match_keys(Isolate *isolate, Value mapping, Value keys);
Value match_class(Isolate *isolate, Value value, Value class, uint32_t positional, Value names);

/* vm/modules.c */
Value module_import(Isolate *isolate, Module *importer, Value name, uint32_t level, bool named_itself);
Value module_import_from(Isolate *isolate, Value module, Value name);
bool module_import_star(Isolate *isolate, Value from, Module *into);
bool show_value(Isolate *isolate, Value value);

#endif
