/*
 * dict: the C interface and the operations. The hash table is in table.c, methods in dictionary_methods.c,
 * views in view.c.
 */
#include "vm/isolate.h"
#include "vm/names.h"
#include "vm/types/arguments.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/dictionary_methods.h"
#include "vm/types/string.h"
#include "vm/types/table.h"

Value dictionary_new(Isolate *isolate, uint32_t capacity) {
    Dictionary *dictionary = heap_allocate(isolate, KIND_DICTIONARY, sizeof(Dictionary), 0);
    if (!dictionary || capacity == 0) {
        return from_object(dictionary);
    }
    HeapMark mark = heap_mark(isolate);
    heap_keep(isolate, from_object(dictionary));
    bool done = table_reserve(isolate, dictionary, capacity);
    heap_release(isolate, mark);
    return done ? from_object(dictionary) : NOTHING;
}

Value dictionary_get(Isolate *isolate, Value dictionary, Value key) {
    Dictionary *table = AS(Dictionary, dictionary);
    uint64_t hash;
    if (is_small(key)) {
        hash = small_hash(key) << 1 | 1;
    } else if (!table_hash(isolate, key, &hash)) {
        return NOTHING;
    }
    int64_t found = table_find(isolate, table, key, hash);
    if (found < 0) {
        return found == TABLE_ABSENT ? UNDEFINED : NOTHING;
    }
    return table_entry(table, (uint32_t)found)->value;
}

bool dictionary_set(Isolate *isolate, Value dictionary, Value key, Value value) {
    uint64_t hash;
    return table_hash(isolate, key, &hash) &&
           table_insert(isolate, AS(Dictionary, dictionary), key, hash, value, true);
}

int dictionary_delete(Isolate *isolate, Value dictionary, Value key) {
    Dictionary *table = AS(Dictionary, dictionary);
    uint64_t hash;
    if (!table_hash(isolate, key, &hash)) {
        return -1;
    }
    int64_t found = table_find(isolate, table, key, hash);
    if (found < 0) {
        return found == TABLE_ABSENT ? 0 : -1;
    }
    table_remove(isolate, table, (uint32_t)found);
    return 1;
}

Value dictionary_copy(Isolate *isolate, Value dictionary) {
    HeapMark mark = heap_mark(isolate);
    Value copy = dictionary_new(isolate, 0);
    if (copy == NOTHING) {
        return NOTHING;
    }
    heap_keep(isolate, copy);
    bool done = table_copy(isolate, AS(Dictionary, copy), AS(Dictionary, dictionary));
    heap_release(isolate, mark);
    return done ? copy : NOTHING;
}

bool dictionary_next(const Dictionary *dictionary, uint32_t *position, Value *key, Value *value) {
    while (*position < dictionary->used) {
        const DictionaryEntry *entry = table_entry(dictionary, (*position)++);
        if (entry->key != UNDEFINED) {
            *key = entry->key;
            *value = entry->value;
            return true;
        }
    }
    return false;
}

/* ---- Operations ---- */

static bool represent_entries(Isolate *isolate, StringBuilder *builder, const Dictionary *table) {
    bool first = true;
    for (uint32_t i = 0; i < table->used; i++) {
        Value key = table_entry(table, i)->key, value = table_entry(table, i)->value;
        if (key == UNDEFINED) {
            continue;
        }
        HeapMark mark = heap_mark(isolate);
        heap_keep(isolate, value);
        heap_keep(isolate, key);
        Value key_text = operate_represent(isolate, key);
        heap_keep(isolate, key_text == NOTHING ? NONE : key_text);
        Value value_text = key_text == NOTHING ? NOTHING : operate_represent(isolate, value);
        if (value_text != NOTHING) {
            heap_keep(isolate, value_text);
            string_builder_c(builder, first ? "" : ", ");
            string_builder_value(builder, key_text);
            string_builder_c(builder, ": ");
            string_builder_value(builder, value_text);
            first = false;
        }
        heap_release(isolate, mark);
        if (value_text == NOTHING || builder->failed) {
            return false;
        }
    }
    return true;
}

static Value represent(Isolate *isolate, Value self) {
    Dictionary *table = AS(Dictionary, self);
    if (table->object.flags & OBJECT_BUSY) {
        return string_from_c(isolate, "{...}");
    }
    if (table->length == 0) {
        return string_from_c(isolate, "{}");
    }
    if (!recursion_enter(isolate, " while getting the repr of an object")) {
        return NOTHING;
    }
    table->object.flags |= OBJECT_BUSY;
    StringBuilder builder;
    string_builder_start(&builder, isolate);
    string_builder_character(&builder, '{');
    if (!represent_entries(isolate, &builder, table)) {
        builder.failed = true;
    }
    string_builder_c(&builder, "}");
    table->object.flags &= (uint8_t)~OBJECT_BUSY;
    recursion_leave(isolate);
    return string_builder_finish(&builder);
}

/* Whether every entry of `left` is in `right` with an equal value. */
static int entries_equal(Isolate *isolate, Dictionary *left, Dictionary *right) {
    for (uint32_t i = 0; i < left->used; i++) {
        Value key = table_entry(left, i)->key, value = table_entry(left, i)->value;
        uint64_t hash = table_entry(left, i)->hash;
        if (key == UNDEFINED) {
            continue;
        }
        HeapMark mark = heap_mark(isolate);
        heap_keep(isolate, key);
        heap_keep(isolate, value);
        int64_t found = table_find(isolate, right, key, hash);
        int same = found == TABLE_FAILED ? -1 : 0;
        if (found >= 0) {
            Value other = heap_keep(isolate, table_entry(right, (uint32_t)found)->value);
            same = operate_equal(isolate, other, value);
        }
        heap_release(isolate, mark);
        if (same != 1) {
            return same;
        }
    }
    return 1;
}

static Value compare(Isolate *isolate, enum Comparison comparison, Value left, Value right) {
    if (!is_dictionary(left) || !is_dictionary(right) ||
        (comparison != COMPARE_EQUAL && comparison != COMPARE_NOT_EQUAL)) {
        return NOT_IMPLEMENTED;
    }
    Dictionary *a = AS(Dictionary, left), *b = AS(Dictionary, right);
    int same = a->length == b->length;
    if (same) {
        if (!isolate_charge(isolate, a->length) || !recursion_enter(isolate, " in comparison")) {
            return NOTHING;
        }
        same = entries_equal(isolate, a, b);
        recursion_leave(isolate);
    }
    return same < 0 ? NOTHING : boolean(same == (comparison == COMPARE_EQUAL));
}

static Value binary(Isolate *isolate, enum BinaryOperator operator, Value left, Value right) {
    if (operator != BINARY_OR || !is_dictionary(left) || !is_dictionary(right)) {
        return NOT_IMPLEMENTED;
    }
    HeapMark mark = heap_mark(isolate);
    Value result = dictionary_copy(isolate, left);
    if (result != NOTHING) {
        heap_keep(isolate, result);
        result = dictionary_update(isolate, result, right) ? result : NOTHING;
    }
    heap_release(isolate, mark);
    return result;
}

static Value in_place(Isolate *isolate, enum BinaryOperator operator, Value left, Value right) {
    if (operator != BINARY_OR || !is_dictionary(left)) {
        return NOT_IMPLEMENTED;
    }
    return dictionary_update(isolate, left, right) ? left : NOTHING;
}

static int64_t length(Isolate *isolate, Value self) {
    (void)isolate;
    return AS(Dictionary, self)->length;
}

static Value missing(Isolate *isolate, Value self, Value key) {
    if (as_object(self)->class == 0) {
        return raise_key(isolate, key);
    }
    Value result = call_special(isolate, self, NAME(__missing__), &key, 1);
    return result == UNDEFINED ? raise_key(isolate, key) : result;
}

static Value get_item(Isolate *isolate, Value self, Value key) {
    Value value = dictionary_get(isolate, self, key);
    return value == UNDEFINED ? missing(isolate, self, key) : value;
}

static bool set_item(Isolate *isolate, Value self, Value key, Value value) {
    if (value != NOTHING) {
        return dictionary_set(isolate, self, key, value);
    }
    int deleted = dictionary_delete(isolate, self, key);
    if (deleted == 0) {
        raise_key(isolate, key);
    }
    return deleted == 1;
}

static int contains(Isolate *isolate, Value self, Value element) {
    uint64_t hash;
    int64_t found = table_hash(isolate, element, &hash)
                        ? table_find(isolate, AS(Dictionary, self), element, hash)
                        : TABLE_FAILED;
    return found == TABLE_FAILED ? -1 : found != TABLE_ABSENT;
}

static Value make(Isolate *isolate, const Class *class, Value *arguments, uint32_t count,
                  const Tuple *names) {
    Dictionary *dictionary =
        heap_allocate(isolate, KIND_DICTIONARY, sizeof(Dictionary), class == &class_dict ? 0 : class);
    if (!dictionary) {
        return NOTHING;
    }
    HeapMark mark = heap_mark(isolate);
    Value result = heap_keep(isolate, from_object(dictionary));
    bool done = dictionary_fill(isolate, result, "dict", arguments, count, names);
    heap_release(isolate, mark);
    return done ? result : NOTHING;
}

const Operations dictionary_operations = {
    .represent = represent,
    .compare = compare,
    .binary = binary,
    .in_place = in_place,
    .length = length,
    .get_item = get_item,
    .set_item = set_item,
    .contains = contains,
    .iterate = dictionary_iterate,
    .make = make,
    .fixed_size = sizeof(Dictionary),
    OPERATIONS_FIELDS(Dictionary, index, entries),
};

const Class class_dict = CLASS_OF_KIND("dict", KIND_DICTIONARY, dictionary_operations, dictionary_methods, 0);
