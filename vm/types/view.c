/* Views of dictionaries. Those of keys and items are sets as far as operators go; what operators give are
 * real sets. */
#include "vm/types/view.h"

#include "vm/isolate.h"
#include "vm/types/arguments.h"
#include "vm/types/classes.h"
#include "vm/types/iterator.h"
#include "vm/types/list.h"
#include "vm/types/set.h"
#include "vm/types/string.h"

Value view_new(Isolate *isolate, enum ViewType type, Value dictionary) {
    static const Class *const classes[] = {0, &class_dict_values, &class_dict_items};
    View *view = heap_allocate(isolate, KIND_VIEW, sizeof(View), classes[type]);
    if (view) {
        view->object.detail = (uint16_t)type;
        view->dictionary = dictionary;
    }
    return from_object(view);
}

static int64_t length_of(Isolate *isolate, Value self) {
    (void)isolate;
    return AS(Dictionary, AS(View, self)->dictionary)->length;
}

static Value iterate(Isolate *isolate, Value self) {
    return iterator_new(isolate, ITERATE_KEYS + as_object(self)->detail, AS(View, self)->dictionary, 0);
}

static Value represent(Isolate *isolate, Value self) {
    if (as_object(self)->flags & OBJECT_BUSY) {
        return string_from_c(isolate, "...");
    }
    HeapMark mark = heap_mark(isolate);
    Value list = list_from(isolate, self), result = NOTHING;
    if (list != NOTHING) {
        heap_keep(isolate, list);
        as_object(self)->flags |= OBJECT_BUSY;
        result = string_format(isolate, "%T(%V)", self, list);
        as_object(self)->flags &= (uint8_t)~OBJECT_BUSY;
    }
    heap_release(isolate, mark);
    return result;
}

static int contains_item(Isolate *isolate, Value dictionary, Value element) {
    if (!is_tuple(element) || tuple_count(AS(Tuple, element)) != 2) {
        return 0;
    }
    Value value = dictionary_get(isolate, dictionary, tuple_get(AS(Tuple, element), 0));
    if (value == NOTHING || value == UNDEFINED) {
        return value == NOTHING ? -1 : 0;
    }
    HeapMark mark = heap_mark(isolate);
    int same = operate_equal(isolate, heap_keep(isolate, value), tuple_get(AS(Tuple, element), 1));
    heap_release(isolate, mark);
    return same;
}

struct Search {
    Value element;
    int found;
};

static bool search_visit(Isolate *isolate, Value element, void *context) {
    struct Search *search = context;
    search->found = operate_equal(isolate, element, search->element);
    return search->found == 0;
}

static int contains(Isolate *isolate, Value self, Value element) {
    Value dictionary = AS(View, self)->dictionary;
    if (as_object(self)->detail == VIEW_KEYS) {
        Value value = dictionary_get(isolate, dictionary, element);
        return value == NOTHING ? -1 : value != UNDEFINED;
    }
    if (as_object(self)->detail == VIEW_ITEMS) {
        return contains_item(isolate, dictionary, element);
    }
    struct Search search = {element, 0};
    return iterate_each(isolate, self, search_visit, &search) ? search.found : -1;
}

static bool set_like(Value value) {
    return is_kind(value, KIND_SET) || (is_kind(value, KIND_VIEW) && as_object(value)->detail != VIEW_VALUES);
}

/* The set of an operand's elements; a set itself as it is. Kept until the caller's mark. */
static Value as_set(Isolate *isolate, Value value) {
    if (is_kind(value, KIND_SET)) {
        return value;
    }
    Value set = set_new(isolate, &class_set);
    if (set == NOTHING) {
        return NOTHING;
    }
    heap_keep(isolate, set);
    return set_update(isolate, set, value) ? set : NOTHING;
}

struct Inclusion {
    Value outer;
    int all;
};

static bool inclusion_visit(Isolate *isolate, Value element, void *context) {
    struct Inclusion *search = context;
    search->all = operate_contains(isolate, search->outer, element);
    return search->all == 1;
}

/* By looking for each element, so that items with unhashable values compare too. */
static Value compare(Isolate *isolate, enum Comparison comparison, Value left, Value right) {
    if (!set_like(left) || !set_like(right)) {
        return NOT_IMPLEMENTED;
    }
    bool greater = comparison == COMPARE_GREATER || comparison == COMPARE_GREATER_EQUAL;
    Value inner = greater ? right : left, outer = greater ? left : right;
    int64_t inner_length = operate_length(isolate, inner), outer_length = operate_length(isolate, outer);
    bool proper = comparison == COMPARE_LESS || comparison == COMPARE_GREATER;
    bool equality = comparison == COMPARE_EQUAL || comparison == COMPARE_NOT_EQUAL;
    bool possible = proper     ? inner_length < outer_length
                    : equality ? inner_length == outer_length
                               : inner_length <= outer_length;
    struct Inclusion search = {outer, possible};
    if (possible && !iterate_each(isolate, inner, inclusion_visit, &search)) {
        return NOTHING;
    }
    if (search.all < 0) {
        return NOTHING;
    }
    return boolean(comparison == COMPARE_NOT_EQUAL ? !search.all : search.all);
}

static Value binary(Isolate *isolate, enum BinaryOperator operator, Value left, Value right) {
    bool known = operator == BINARY_AND || operator == BINARY_OR || operator == BINARY_XOR ||
                 operator == BINARY_SUBTRACT;
    if (!known || (!set_like(left) && !set_like(right))) {
        return NOT_IMPLEMENTED;
    }
    HeapMark mark = heap_mark(isolate);
    Value result = NOTHING, fresh = set_new(isolate, &class_set);
    if (fresh != NOTHING && set_update(isolate, heap_keep(isolate, fresh), left)) {
        Value other = as_set(isolate, right);
        result = other == NOTHING ? NOTHING : set_operations.in_place(isolate, operator, fresh, other);
    }
    heap_release(isolate, mark);
    return result;
}

static Value method_isdisjoint(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    Value mine = as_set(isolate, arguments[0]);
    return mine == NOTHING ? NOTHING : set_is_disjoint(isolate, mine, arguments[1]);
}

static Value method_reversed(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return iterator_reversed(isolate, arguments[0]);
}

#define SET_METHODS(of_class)                                                                                \
    METHOD(method_isdisjoint, "isdisjoint", 2, 2, of_class),                                                 \
        METHOD(method_reversed, "__reversed__", 1, 1, of_class)
static const Native key_methods[] = {SET_METHODS(class_view), METHODS_END};
static const Native item_methods[] = {SET_METHODS(class_dict_items), METHODS_END};
static const Native value_methods[] = {
    METHOD(method_reversed, "__reversed__", 1, 1, class_dict_values),
    METHODS_END,
};

const Operations view_operations = {
    .represent = represent,
    .compare = compare,
    .binary = binary,
    .length = length_of,
    .contains = contains,
    .iterate = iterate,
    .fixed_size = sizeof(View),
    OPERATIONS_FIELDS(View, dictionary, dictionary),
};

/* Values are no set: they have no operators, and a hash by identity. */
static const Operations values_operations = {
    .represent = represent,
    .length = length_of,
    .contains = contains,
    .iterate = iterate,
    .fixed_size = sizeof(View),
    OPERATIONS_FIELDS(View, dictionary, dictionary),
};

const Class class_view = CLASS_OF_KIND("dict_keys", KIND_VIEW, view_operations, key_methods, CLASS_FINAL);
const Class class_dict_values =
    CLASS_OF_KIND("dict_values", KIND_VIEW, values_operations, value_methods, CLASS_FINAL);
const Class class_dict_items =
    CLASS_OF_KIND("dict_items", KIND_VIEW, view_operations, item_methods, CLASS_FINAL);
