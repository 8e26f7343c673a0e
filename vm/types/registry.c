/* The two lists in which types and native modules are found: one row for each kind, one for each module. */
#include "vm/library/library.h"
#include "vm/operations.h"
#include "vm/types/builtins.h"
#include "vm/types/bytes.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/generic_alias.h"
#include "vm/types/member.h"
#include "vm/types/modules.h"
#include "vm/types/namespace.h"
#include "vm/types/numbers.h"
#include "vm/types/string.h"

/* ---- Bodies: never seen by Python, but sized and (VALUES by the collector itself, slice by slice) traced
 * ---- */

static size_t values_size(const Object *object) {
    return sizeof(Values) + (size_t)object->count * sizeof(Value);
}

static size_t block_size(const Object *object) { return sizeof(Block) + object->count; }

static const Operations values_operations = {.size = values_size};
static const Operations block_operations = {.size = block_size};
static const Operations no_operations = {.fixed_size = sizeof(Object)};

const Operations *const kind_operations[KIND_COUNT] = {
    [KIND_FREE] = &no_operations,
    [KIND_STRING] = &string_operations,
    [KIND_BYTES] = &bytes_operations,
    [KIND_INTEGER] = &integer_operations,
    [KIND_FLOAT] = &float_operations,
    [KIND_COMPLEX] = &complex_operations,
    [KIND_TUPLE] = &tuple_operations,
    [KIND_CODE] = &code_operations,
    [KIND_VALUES] = &values_operations,
    [KIND_BLOCK] = &block_operations,
    [KIND_INSTANCE] = &instance_operations,
    [KIND_CLASS] = &class_operations,
    [KIND_FUNCTION] = &function_operations,
    [KIND_NATIVE] = &native_operations,
    [KIND_METHOD] = &method_operations,
    [KIND_CELL] = &cell_operations,
    [KIND_MODULE] = &module_operations,
    [KIND_LIST] = &list_operations,
    [KIND_DICTIONARY] = &dictionary_operations,
    [KIND_SET] = &set_operations,
    [KIND_BYTEARRAY] = &bytearray_operations,
    [KIND_RANGE] = &range_operations,
    [KIND_SLICE] = &slice_operations,
    [KIND_GENERATOR] = &generator_operations,
    [KIND_EXCEPTION] = &exception_operations,
    [KIND_TRACEBACK] = &traceback_operations,
    [KIND_PROPERTY] = &property_operations,
    [KIND_WRAPPER] = &wrapper_operations,
    [KIND_SUPER] = &super_operations,
    [KIND_ITERATOR] = &iterator_operations,
    [KIND_VIEW] = &view_operations,
    [KIND_MEMORYVIEW] = &memoryview_operations,
    [KIND_CODE_HANDLE] = &no_operations,
    [KIND_DEQUE] = &deque_operations,
    [KIND_PARTIAL] = &partial_operations,
    [KIND_WEAKREF] = &weakref_operations,
    [KIND_COMPARISON_KEY] = &comparison_key_operations,
    [KIND_STRUCTURE] = &structure_operations,
    [KIND_ARRAY] = &array_operations,
    [KIND_TOOL] = &tool_operations,
    [KIND_STREAM] = &stream_operations,
    [KIND_STRUCTURE_ITERATOR] = &structure_iterator_operations,
    [KIND_GENERIC_ALIAS] = &generic_alias_operations,
    [KIND_MEMBER] = &member_operations,
    [KIND_NAMESPACE] = &namespace_operations,
    [KIND_MAPPING_PROXY] = &mapping_proxy_operations,
};

/* ---- Native modules ---- */

const struct NativeModule *const native_modules[] = {
    &builtins_module,  &sys_module,    &gc_module,      &math_module,
    &cmath_module,     &time_module,   &clocks_module,  &collections_module,
    &functools_module, &struct_module, &array_module,   &itertools_module,
    &io_module,        &json_module,   &weakref_module, NULL,
};
