/* Methods of dict, and filling dictionaries from mappings, pairs and named arguments. */
#include "vm/types/dictionary_methods.h"

#include "vm/isolate.h"
#include "vm/names.h"
#include "vm/types/arguments.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/iterator.h"
#include "vm/types/list.h"
#include "vm/types/string.h"
#include "vm/types/table.h"
#include "vm/types/view.h"

/* ---- Filling ---- */

static bool update_from_dictionary(Isolate *isolate, Dictionary *to, const Dictionary *from) {
    if (to == from) {
        return true;
    }
    if (to->used == 0 && from->length > 0) {
        to->version++;
        return table_copy(isolate, to, from);
    }
    if (!isolate_charge(isolate, from->used) ||
        (to->length == 0 && !table_reserve(isolate, to, from->length))) {
        return false;
    }
    uint64_t version = from->version;
    for (uint32_t i = 0; i < from->used; i++) {
        const DictionaryEntry *entry = table_entry(from, i);
        if (entry->key == UNDEFINED) {
            continue;
        }
        HeapMark mark = heap_mark(isolate);
        heap_keep(isolate, entry->value);
        bool done =
            table_insert(isolate, to, heap_keep(isolate, entry->key), entry->hash, entry->value, true);
        heap_release(isolate, mark);
        if (!done) {
            return false;
        }
        if (from->version != version) {
            raise_error(isolate, &class_RuntimeError, "dict mutated during update");
            return false;
        }
    }
    return true;
}

struct PairContext {
    Value dictionary;
    uint32_t number;
};

static bool insert_pair(Isolate *isolate, Value element, void *context) {
    struct PairContext *pairs = context;
    uint32_t number = pairs->number++;
    bool plain = (is_tuple(element) || is_list(element)) && as_object(element)->class == 0;
    Value pair = plain ? element : list_from(isolate, element);
    if (pair == NOTHING) {
        if (exception_take(isolate, &class_TypeError) != NOTHING) {
            raise_type(isolate, "cannot convert dictionary update sequence element #%u to a sequence",
                       number);
        }
        return false;
    }
    heap_keep(isolate, pair);
    if (sequence_length(pair) != 2) {
        raise_value_error(isolate, "dictionary update sequence element #%u has length %u; 2 is required",
                          number, (uint32_t)sequence_length(pair));
        return false;
    }
    Value value = heap_keep(isolate, sequence_get(pair, 1));
    return dictionary_set(isolate, pairs->dictionary, heap_keep(isolate, sequence_get(pair, 0)), value);
}

struct MappingContext {
    Value dictionary, mapping;
};

static bool insert_key(Isolate *isolate, Value key, void *context) {
    struct MappingContext *copy = context;
    Value value = operate_get_item(isolate, copy->mapping, key);
    return value != NOTHING && dictionary_set(isolate, copy->dictionary, key, heap_keep(isolate, value));
}

static bool update_from_mapping(Isolate *isolate, Value dictionary, Value mapping, Value keys_method) {
    HeapMark mark = heap_mark(isolate);
    Value keys = call(isolate, heap_keep(isolate, keys_method), NULL, 0);
    struct MappingContext context = {dictionary, mapping};
    bool done = keys != NOTHING && iterate_each(isolate, heap_keep(isolate, keys), insert_key, &context);
    heap_release(isolate, mark);
    return done && isolate->exception == NOTHING;
}

/* dict(zip(...)) and the like: no pair is made to be taken apart. */
static bool update_from_pairs(Isolate *isolate, Value dictionary, Iterator *iterator) {
    HeapMark mark = heap_mark(isolate);
    bool good = true;
    Value pair[2], more;
    while (good) {
        good = isolate_charge(isolate, 1);
        more = good ? iterator_next_pair(isolate, iterator, pair) : NOTHING;
        if (more != NONE) {
            good = more == UNDEFINED;
            break;
        }
        heap_keep(isolate, pair[1]);
        good = dictionary_set(isolate, dictionary, heap_keep(isolate, pair[0]), pair[1]);
        heap_release(isolate, mark);
    }
    return good;
}

bool dictionary_update(Isolate *isolate, Value dictionary, Value from) {
    if (is_dictionary(from)) {
        return update_from_dictionary(isolate, AS(Dictionary, dictionary), AS(const Dictionary, from));
    }
    bool plain = (is_tuple(from) || is_list(from)) && as_object(from)->class == 0;
    Value keys = plain ? UNDEFINED : attribute_find(isolate, from, NAME(keys));
    if (keys == NOTHING) {
        return false;
    }
    if (keys != UNDEFINED) {
        return update_from_mapping(isolate, dictionary, from, keys);
    }
    if (is_kind(from, KIND_ITERATOR) && iterator_gives_pairs(AS(Iterator, from))) {
        return update_from_pairs(isolate, dictionary, AS(Iterator, from));
    }
    struct PairContext context = {dictionary, 0};
    return iterate_each(isolate, from, insert_pair, &context) && isolate->exception == NOTHING;
}

bool dictionary_fill(Isolate *isolate, Value dictionary, const char *function, const Value *arguments,
                     uint32_t count, const Tuple *names) {
    uint32_t named = names ? tuple_count(names) : 0, positional = count - named;
    if (positional > 1) {
        raise_type(isolate, "%s expected at most 1 argument, got %u", function, positional);
        return false;
    }
    if (positional == 1 && !dictionary_update(isolate, dictionary, arguments[0])) {
        return false;
    }
    for (uint32_t i = 0; i < named; i++) {
        if (!dictionary_set(isolate, dictionary, tuple_get(names, i), arguments[positional + i])) {
            return false;
        }
    }
    return true;
}

/* ---- Methods ---- */

Value dictionary_iterate(Isolate *isolate, Value self) {
    return iterator_new(isolate, ITERATE_KEYS, self, 0);
}

static Value method_init(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names) {
    return dictionary_fill(isolate, arguments[0], "dict", arguments + 1, count - 1, names) ? NONE : NOTHING;
}

static Value method_update(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names) {
    return dictionary_fill(isolate, arguments[0], "update", arguments + 1, count - 1, names) ? NONE : NOTHING;
}

static Value method_get(Isolate *isolate, Value *arguments, uint32_t count) {
    Value value = dictionary_get(isolate, arguments[0], arguments[1]);
    return value != UNDEFINED ? value : count > 2 ? arguments[2] : NONE;
}

static Value method_setdefault(Isolate *isolate, Value *arguments, uint32_t count) {
    Value value = count > 2 ? arguments[2] : NONE;
    Dictionary *table = AS(Dictionary, arguments[0]);
    uint64_t hash;
    if (!table_hash(isolate, arguments[1], &hash)) {
        return NOTHING;
    }
    int64_t found = table_find(isolate, table, arguments[1], hash);
    if (found >= 0) {
        return table_entry(table, (uint32_t)found)->value;
    }
    return found != TABLE_FAILED && table_insert(isolate, table, arguments[1], hash, value, false) ? value
                                                                                                   : NOTHING;
}

static Value method_pop(Isolate *isolate, Value *arguments, uint32_t count) {
    Dictionary *table = AS(Dictionary, arguments[0]);
    uint64_t hash = 0;
    if (table->length > 0 && !table_hash(isolate, arguments[1], &hash)) {
        return NOTHING;
    }
    int64_t found = table_find(isolate, table, arguments[1], hash);
    if (found == TABLE_ABSENT) {
        return count > 2 ? arguments[2] : raise_key(isolate, arguments[1]);
    }
    if (found < 0) {
        return NOTHING;
    }
    Value value = table_entry(table, (uint32_t)found)->value;
    table_remove(isolate, table, (uint32_t)found);
    return value;
}

static Value method_popitem(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    Dictionary *table = AS(Dictionary, arguments[0]);
    if (table->length == 0) {
        return raise_error(isolate, &class_KeyError, "popitem(): dictionary is empty");
    }
    uint32_t last = table_end(isolate, table, false);
    Value pair =
        tuple_new(isolate, 2, (Value[]){table_entry(table, last)->key, table_entry(table, last)->value});
    if (pair != NOTHING) {
        table_remove(isolate, table, last);
    }
    return pair;
}

static Value method_clear(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    table_clear(isolate, AS(Dictionary, arguments[0]));
    return NONE;
}

static Value method_copy(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return dictionary_copy(isolate, arguments[0]);
}

struct FromKeys {
    Value dictionary, value;
};

static bool set_key(Isolate *isolate, Value key, void *context) {
    struct FromKeys *fill = context;
    return is_dictionary(fill->dictionary) && as_object(fill->dictionary)->class == 0
               ? dictionary_set(isolate, fill->dictionary, key, fill->value)
               : operate_set_item(isolate, fill->dictionary, key, fill->value);
}

static Value method_fromkeys(Isolate *isolate, Value *arguments, uint32_t count) {
    struct FromKeys context = {NOTHING, count > 2 ? arguments[2] : NONE};
    context.dictionary = call(isolate, arguments[0], NULL, 0);
    if (context.dictionary == NOTHING) {
        return NOTHING;
    }
    heap_keep(isolate, context.dictionary);
    bool done = iterate_each(isolate, arguments[1], set_key, &context) && isolate->exception == NOTHING;
    return done ? context.dictionary : NOTHING;
}

static Value method_keys(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return view_new(isolate, VIEW_KEYS, arguments[0]);
}
static Value method_values(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return view_new(isolate, VIEW_VALUES, arguments[0]);
}
static Value method_items(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return view_new(isolate, VIEW_ITEMS, arguments[0]);
}

static Value method_reversed(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return iterator_reversed(isolate, arguments[0]);
}

const Native dictionary_methods[] = {
    METHOD_WITH_KEYWORDS(method_init, "__init__", 1, NATIVE_UNLIMITED, class_dict),
    METHOD_WITH_KEYWORDS(method_update, "update", 1, NATIVE_UNLIMITED, class_dict),
    METHOD(method_get, "get", 2, 3, class_dict),
    METHOD(method_setdefault, "setdefault", 2, 3, class_dict),
    METHOD(method_pop, "pop", 2, 3, class_dict),
    METHOD(method_popitem, "popitem", 1, 1, class_dict),
    METHOD(method_clear, "clear", 1, 1, class_dict),
    METHOD(method_copy, "copy", 1, 1, class_dict),
    METHOD_OF_CLASS(method_fromkeys, "fromkeys", 2, 3),
    METHOD(method_keys, "keys", 1, 1, class_dict),
    METHOD(method_values, "values", 1, 1, class_dict),
    METHOD(method_items, "items", 1, 1, class_dict),
    METHOD(method_reversed, "__reversed__", 1, 1, class_dict),
    METHODS_END,
};
