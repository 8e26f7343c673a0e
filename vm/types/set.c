/* set and frozenset: a hash table whose values are all None, in order of insertion. */
#include "vm/types/set.h"

#include "vm/isolate.h"
#include "vm/types/arguments.h"
#include "vm/types/classes.h"
#include "vm/types/iterator.h"
#include "vm/types/list.h"
#include "vm/types/string.h"
#include "vm/types/table.h"

static inline Dictionary *table_of(Value set) { return &AS(Set, set)->dictionary; }
static inline bool is_set(Value value) { return is_kind(value, KIND_SET); }
static inline bool is_frozen(Value set) { return as_object(set)->flags & OBJECT_FROZENSET; }

Value set_new(Isolate *isolate, const Class *class) {
    Set *set = heap_allocate(isolate, KIND_SET, sizeof(Set), class == &class_set ? 0 : class);
    if (set && class_derives(class, &class_frozenset)) {
        set->dictionary.object.flags |= OBJECT_FROZENSET;
    }
    return from_object(set);
}

bool set_add(Isolate *isolate, Value set, Value element) {
    uint64_t hash;
    return table_hash(isolate, element, &hash) &&
           table_insert(isolate, table_of(set), element, hash, NONE, false);
}

int set_remove(Isolate *isolate, Value set, Value element) {
    return dictionary_delete(isolate, set, element);
}

int set_contains(Isolate *isolate, Value set, Value element) {
    uint64_t hash;
    if (!table_hash(isolate, element, &hash)) {
        return -1;
    }
    int64_t found = table_find(isolate, table_of(set), element, hash);
    return found == TABLE_FAILED ? -1 : found != TABLE_ABSENT;
}

static bool add_visited(Isolate *isolate, Value element, void *context) {
    return set_add(isolate, *(Value *)context, element);
}

/* Adds the keys of another table, whose hashes are known. */
static bool add_table(Isolate *isolate, Dictionary *to, const Dictionary *from) {
    if (!isolate_charge(isolate, from->used) ||
        (to->length == 0 && !table_reserve(isolate, to, from->length))) {
        return false;
    }
    for (uint32_t i = 0; to != from && i < from->used; i++) {
        const DictionaryEntry *entry = table_entry(from, i);
        if (entry->key == UNDEFINED) {
            continue;
        }
        HeapMark mark = heap_mark(isolate);
        bool done = table_insert(isolate, to, heap_keep(isolate, entry->key), entry->hash, NONE, false);
        heap_release(isolate, mark);
        if (!done) {
            return false;
        }
    }
    return true;
}

bool set_update(Isolate *isolate, Value set, Value iterable) {
    if (is_set(iterable) || (is_dictionary(iterable) && as_object(iterable)->class == 0)) {
        return add_table(isolate, table_of(set), AS(const Dictionary, iterable));
    }
    if ((is_list(iterable) || is_tuple(iterable)) && as_object(iterable)->class == 0) {
        for (uint64_t i = 0; i < sequence_length(iterable); i++) {
            Value element = sequence_get(iterable, i);
            HeapMark mark = heap_mark(isolate);
            bool done = isolate_charge(isolate, 1) && set_add(isolate, set, heap_keep(isolate, element));
            heap_release(isolate, mark);
            if (!done) {
                return false;
            }
        }
        return true;
    }
    return iterate_each(isolate, iterable, add_visited, &set) && isolate->exception == NOTHING;
}

Value set_copy(Isolate *isolate, const Class *class, Value set) {
    HeapMark mark = heap_mark(isolate);
    Value copy = set_new(isolate, class);
    bool done = copy != NOTHING && table_copy(isolate, table_of(heap_keep(isolate, copy)), table_of(set));
    for (uint32_t i = 0; done && i < table_of(copy)->used; i++) {
        table_entry(table_of(copy), i)->value = NONE;
    }
    heap_release(isolate, mark);
    return done ? copy : NOTHING;
}

Value set_from(Isolate *isolate, Value other) {
    if (is_set(other)) {
        return heap_keep(isolate, other);
    }
    Value set = set_new(isolate, &class_set);
    return set != NOTHING && set_update(isolate, heap_keep(isolate, set), other) ? set : NOTHING;
}

/* ---- The operations on sets ---- */

int set_is_subset(Isolate *isolate, Value left, Value right) {
    const Dictionary *table = table_of(left);
    if (!isolate_charge(isolate, table->used)) {
        return -1;
    }
    for (uint32_t i = 0; i < table->used; i++) {
        Value key = table_entry(table, i)->key;
        if (key == UNDEFINED) {
            continue;
        }
        HeapMark mark = heap_mark(isolate);
        int64_t found =
            table_find(isolate, table_of(right), heap_keep(isolate, key), table_entry(table, i)->hash);
        heap_release(isolate, mark);
        if (found < 0) {
            return found == TABLE_ABSENT ? 0 : -1;
        }
    }
    return 1;
}

/* Removes the elements whose being in `other` is `presence`. */
static bool remove_where(Isolate *isolate, Dictionary *table, Dictionary *other, bool presence) {
    if (!isolate_charge(isolate, table->used)) {
        return false;
    }
    for (uint32_t i = 0; i < table->used; i++) {
        Value key = table_entry(table, i)->key;
        if (key == UNDEFINED) {
            continue;
        }
        HeapMark mark = heap_mark(isolate);
        int64_t found = table_find(isolate, other, heap_keep(isolate, key), table_entry(table, i)->hash);
        heap_release(isolate, mark);
        if (found == TABLE_FAILED) {
            return false;
        }
        if ((found != TABLE_ABSENT) == presence && i < table->used && table_entry(table, i)->key == key) {
            table_remove(isolate, table, i);
        }
    }
    return true;
}

bool set_intersect(Isolate *isolate, Value set, Value other) {
    HeapMark mark = heap_mark(isolate);
    Value others = set_from(isolate, other);
    bool done = others != NOTHING && remove_where(isolate, table_of(set), table_of(others), false);
    heap_release(isolate, mark);
    return done;
}

static bool remove_visited(Isolate *isolate, Value element, void *context) {
    return set_remove(isolate, *(Value *)context, element) >= 0;
}

bool set_subtract(Isolate *isolate, Value set, Value other) {
    if (set == other) {
        table_clear(isolate, table_of(set));
        return true;
    }
    if (is_set(other) && table_of(other)->length > table_of(set)->length) {
        return remove_where(isolate, table_of(set), table_of(other), true);
    }
    return iterate_each(isolate, other, remove_visited, &set) && isolate->exception == NOTHING;
}

static bool toggle_visited(Isolate *isolate, Value element, void *context) {
    Value set = *(Value *)context;
    int removed = set_remove(isolate, set, element);
    return removed < 0 ? false : removed || set_add(isolate, set, element);
}

bool set_toggle(Isolate *isolate, Value set, Value other) {
    if (set == other) {
        table_clear(isolate, table_of(set));
        return true;
    }
    HeapMark mark = heap_mark(isolate);
    Value others = set_from(isolate, other);
    bool done = others != NOTHING && iterate_each(isolate, others, toggle_visited, &set) &&
                isolate->exception == NOTHING;
    heap_release(isolate, mark);
    return done;
}

struct Disjoint {
    Value set;
    bool shared;
};

static bool disjoint_visited(Isolate *isolate, Value element, void *context) {
    struct Disjoint *search = context;
    int found = set_contains(isolate, search->set, element);
    search->shared = found > 0;
    return found == 0;
}

Value set_is_disjoint(Isolate *isolate, Value set, Value other) {
    struct Disjoint search = {set, false};
    bool done = iterate_each(isolate, other, disjoint_visited, &search) && isolate->exception == NOTHING;
    return done ? boolean(!search.shared) : NOTHING;
}

/* ---- Operations ---- */

static Value represent(Isolate *isolate, Value self) {
    const Class *class = class_of(self);
    if (table_of(self)->length == 0) {
        return string_format(isolate, "%N()", class);
    }
    if (as_object(self)->flags & OBJECT_BUSY) {
        return string_format(isolate, "%N(...)", class);
    }
    if (!recursion_enter(isolate, " while getting the repr of an object")) {
        return NOTHING;
    }
    HeapMark mark = heap_mark(isolate);
    as_object(self)->flags |= OBJECT_BUSY;
    Value elements = list_from(isolate, self), text = NOTHING, result = NOTHING;
    if (elements != NOTHING) {
        text = operate_represent(isolate, heap_keep(isolate, elements));
    }
    as_object(self)->flags &= (uint8_t)~OBJECT_BUSY;
    recursion_leave(isolate);
    if (text != NOTHING) {
        const String *list_text = AS(String, heap_keep(isolate, text));
        Value inner = string_slice(isolate, list_text, 1, list_text->length - 1);
        if (inner != NOTHING) {
            heap_keep(isolate, inner);
            result = class == &class_set ? string_format(isolate, "{%S}", inner)
                                         : string_format(isolate, "%N({%S})", class, inner);
        }
    }
    heap_release(isolate, mark);
    return result;
}

static uint64_t scatter(uint64_t hash) { return ((hash ^ 89869747) ^ (hash << 16)) * 3644798167; }

/* Independent of the order of elements. Source: CPython's frozenset, as its documentation of the algorithm
 * gives it. */
static bool hash(Isolate *isolate, Value self, uint64_t *result) {
    if (!is_frozen(self)) {
        raise_type(isolate, "unhashable type: '%T'", self);
        return false;
    }
    const Dictionary *table = table_of(self);
    uint64_t state = 0;
    if (!isolate_charge(isolate, table->used / 4)) {
        return false;
    }
    for (uint32_t i = 0; i < table->used; i++) {
        if (table_entry(table, i)->key != UNDEFINED) {
            state ^= scatter(table_entry(table, i)->hash);
        }
    }
    state ^= (uint64_t)(table->length + 1) * 1927868237;
    state ^= (state >> 11) ^ (state >> 25);
    *result = state * 69069 + 907133923;
    return true;
}

static Value compare(Isolate *isolate, enum Comparison comparison, Value left, Value right) {
    if (!is_set(left) || !is_set(right)) {
        return NOT_IMPLEMENTED;
    }
    bool greater = comparison == COMPARE_GREATER || comparison == COMPARE_GREATER_EQUAL;
    Value inner = greater ? right : left, outer = greater ? left : right;
    uint32_t inner_length = table_of(inner)->length, outer_length = table_of(outer)->length;
    bool proper = comparison == COMPARE_LESS || comparison == COMPARE_GREATER;
    bool equality = comparison == COMPARE_EQUAL || comparison == COMPARE_NOT_EQUAL;
    bool possible = proper     ? inner_length < outer_length
                    : equality ? inner_length == outer_length
                               : inner_length <= outer_length;
    int subset = possible ? set_is_subset(isolate, inner, outer) : 0;
    return subset < 0 ? NOTHING : boolean(comparison == COMPARE_NOT_EQUAL ? !subset : subset);
}

static Value apply(Isolate *isolate, enum BinaryOperator operator, Value set, Value other) {
    switch (operator) {
    case BINARY_OR:
        return set_update(isolate, set, other) ? set : NOTHING;
    case BINARY_AND:
        return set_intersect(isolate, set, other) ? set : NOTHING;
    case BINARY_SUBTRACT:
        return set_subtract(isolate, set, other) ? set : NOTHING;
    case BINARY_XOR:
        return set_toggle(isolate, set, other) ? set : NOTHING;
    default:
        return NOT_IMPLEMENTED;
    }
}

static Value binary(Isolate *isolate, enum BinaryOperator operator, Value left, Value right) {
    bool known = operator == BINARY_OR || operator == BINARY_AND || operator == BINARY_SUBTRACT ||
                 operator == BINARY_XOR;
    if (!known || !is_set(left) || !is_set(right)) {
        return NOT_IMPLEMENTED;
    }
    HeapMark mark = heap_mark(isolate);
    if (operator == BINARY_SUBTRACT || operator == BINARY_AND) {
        Value selection = set_new(isolate, is_frozen(left) ? &class_frozenset : &class_set);
        bool swap = operator == BINARY_AND && table_of(right)->length < table_of(left)->length;
        Dictionary *from = table_of(swap ? right : left), *other = table_of(swap ? left : right);
        bool done = selection != NOTHING && table_select(isolate, table_of(heap_keep(isolate, selection)),
                                                         from, other, operator == BINARY_AND);
        heap_release(isolate, mark);
        return done ? selection : NOTHING;
    }
    Value copy = set_copy(isolate, is_frozen(left) ? &class_frozenset : &class_set, left);
    Value result = copy == NOTHING ? NOTHING : apply(isolate, operator, heap_keep(isolate, copy), right);
    heap_release(isolate, mark);
    return result;
}

static Value in_place(Isolate *isolate, enum BinaryOperator operator, Value left, Value right) {
    if (!is_set(left) || !is_set(right) || is_frozen(left)) {
        return binary(isolate, operator, left, right);
    }
    return apply(isolate, operator, left, right);
}

static int64_t length_of(Isolate *isolate, Value self) {
    (void)isolate;
    return table_of(self)->length;
}

/* `set in set of frozensets` looks for the frozenset of the same elements. */
static int contains(Isolate *isolate, Value self, Value element) {
    if (!is_set(element) || is_frozen(element)) {
        return set_contains(isolate, self, element);
    }
    HeapMark mark = heap_mark(isolate);
    Value frozen = set_copy(isolate, &class_frozenset, element);
    int found = frozen == NOTHING ? -1 : set_contains(isolate, self, heap_keep(isolate, frozen));
    heap_release(isolate, mark);
    return found;
}

static Value iterate(Isolate *isolate, Value self) { return iterator_new(isolate, ITERATE_SET, self, 0); }

static Value make(Isolate *isolate, const Class *class, Value *arguments, uint32_t count,
                  const Tuple *names) {
    bool frozen = class_derives(class, &class_frozenset);
    if (!arguments_positional(isolate, frozen ? "frozenset" : "set", count, names, 0, 1)) {
        return NOTHING;
    }
    if (class == &class_frozenset && count == 1 && is_set(arguments[0]) &&
        as_object(arguments[0])->class == class) {
        return arguments[0];
    }
    HeapMark mark = heap_mark(isolate);
    Value set = set_new(isolate, class);
    bool done = set != NOTHING && (count == 0 || set_update(isolate, heap_keep(isolate, set), arguments[0]));
    heap_release(isolate, mark);
    return done ? set : NOTHING;
}

const Operations set_operations = {
    .represent = represent,
    .hash = hash,
    .compare = compare,
    .binary = binary,
    .in_place = in_place,
    .length = length_of,
    .contains = contains,
    .iterate = iterate,
    .make = make,
    .fixed_size = sizeof(Set),
    OPERATIONS_FIELDS(Dictionary, index, entries),
};

const Class class_set = CLASS_OF_KIND("set", KIND_SET, set_operations, set_methods, 0);
const Class class_frozenset = CLASS_OF_KIND("frozenset", KIND_SET, set_operations, frozenset_methods, 0);
