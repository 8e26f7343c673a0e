/* The hash table that dict and set share: see table.h. */
#include "vm/types/table.h"

#include "vm/memory.h"
#include "vm/types/arguments.h"
#include "vm/types/classes.h"
#include "vm/types/numbers.h"
#include "vm/types/string.h"

enum { SMALLEST_INDEX = 8 };
#define LARGEST_CAPACITY 0x10000000u

static inline bool is_plain_string(Value value) { return is_string(value) && as_object(value)->class == 0; }

bool table_hash(Isolate *isolate, Value key, uint64_t *hash) {
    uint64_t raw;
    if (is_plain_string(key)) {
        raw = string_hash_of(AS(String, key));
    } else if (is_small(key)) {
        raw = small_hash(key);
    } else if (!operate_hash(isolate, key, &raw)) {
        return false;
    }
    *hash = raw << 1 | 1;
    return true;
}

static inline uint32_t index_get(const Dictionary *table, uint64_t place) {
    if (table->capacity < 0xff) {
        return table->index->bytes[place];
    }
    if (table->capacity < 0xffff) {
        return ((const uint16_t *)(const void *)table->index->bytes)[place];
    }
    return ((const uint32_t *)(const void *)table->index->bytes)[place];
}

static inline void index_set(Dictionary *table, uint64_t place, uint32_t number) {
    if (table->capacity < 0xff) {
        table->index->bytes[place] = (uint8_t)number;
    } else if (table->capacity < 0xffff) {
        ((uint16_t *)(void *)table->index->bytes)[place] = (uint16_t)number;
    } else {
        ((uint32_t *)(void *)table->index->bytes)[place] = number;
    }
}

static inline uint64_t start_of(uint64_t hash) { return hash >> 1; }
static inline uint64_t next_place(uint64_t place, uint64_t *perturbation) {
    *perturbation >>= 5;
    return place * 5 + *perturbation + 1;
}

/* Compares by Python's ==, which may change the table: 1, 0, TABLE_FAILED; *changed if the search must begin
 * anew. */
static int compare_keys(Isolate *isolate, Dictionary *table, uint32_t number, Value key, bool *changed) {
    HeapMark mark = heap_mark(isolate);
    Values *entries = table->entries;
    Value candidate = heap_keep(isolate, table_entry(table, number)->key);
    heap_keep(isolate, from_object(entries));
    int same = operate_equal(isolate, candidate, key);
    heap_release(isolate, mark);
    *changed =
        table->entries != entries || number >= table->used || table_entry(table, number)->key != candidate;
    return same < 0 ? TABLE_FAILED : same;
}

static int64_t find_general(Isolate *isolate, Dictionary *table, Value key, uint64_t hash) {
    uint64_t perturbation = start_of(hash), place = perturbation;
    for (;;) {
        if (table->length == 0) {
            return TABLE_ABSENT;
        }
        uint32_t number = index_get(table, place & table->mask);
        if (number == 0) {
            return TABLE_ABSENT;
        }
        const DictionaryEntry *entry = table_entry(table, number - 1);
        if (entry->key == key) {
            return number - 1;
        }
        if (entry->hash == hash && entry->key != UNDEFINED && !both_small(entry->key, key)) {
            bool changed;
            int same = compare_keys(isolate, table, number - 1, key, &changed);
            if (same == TABLE_FAILED) {
                return TABLE_FAILED;
            }
            if (changed) {
                perturbation = place = start_of(hash);
                if (!isolate_charge(isolate, 1)) {
                    return TABLE_FAILED;
                }
                continue;
            }
            if (same) {
                return number - 1;
            }
        }
        place = next_place(place, &perturbation);
    }
}

/* A small integer equals no other word, as long as there are only small integers of its hash. */
static inline int64_t find_small(Isolate *isolate, Dictionary *table, Value key, uint64_t hash) {
    uint64_t perturbation = start_of(hash), place = perturbation;
    for (;;) {
        uint32_t number = index_get(table, place & table->mask);
        if (number == 0) {
            return TABLE_ABSENT;
        }
        const DictionaryEntry *entry = table_entry(table, number - 1);
        if (entry->key == key) {
            return number - 1;
        }
        if (entry->hash == hash && !is_small(entry->key) && entry->key != UNDEFINED) {
            return find_general(isolate, table, key, hash);
        }
        place = next_place(place, &perturbation);
    }
}

int64_t table_find_string(const Dictionary *table, const String *key) {
    if (table->length == 0) {
        return TABLE_ABSENT;
    }
    uint64_t hash = (uint64_t)string_hash_of(key) << 1 | 1;
    uint64_t perturbation = start_of(hash), place = perturbation;
    for (;;) {
        uint32_t number = index_get(table, place & table->mask);
        if (number == 0) {
            return TABLE_ABSENT;
        }
        const DictionaryEntry *entry = table_entry(table, number - 1);
        if (entry->key == from_object(key)) {
            return number - 1;
        }
        if (entry->hash == hash && entry->key != UNDEFINED) {
            if (!is_plain_string(entry->key)) {
                return TABLE_UNSURE;
            }
            if (string_equal(AS(String, entry->key), key)) {
                return number - 1;
            }
        }
        place = next_place(place, &perturbation);
    }
}

int64_t table_find(Isolate *isolate, Dictionary *table, Value key, uint64_t hash) {
    if (table->length == 0) {
        return TABLE_ABSENT;
    }
    if (is_small(key)) {
        return find_small(isolate, table, key, hash);
    }
    int64_t found = is_plain_string(key) ? table_find_string(table, AS(String, key)) : TABLE_UNSURE;
    return found == TABLE_UNSURE ? find_general(isolate, table, key, hash) : found;
}

Value dictionary_get_name(const Dictionary *table, const String *name) {
    if (table->length == 0) {
        return UNDEFINED;
    }
    uint64_t hash = (uint64_t)string_hash_of(name) << 1 | 1;
    uint64_t perturbation = start_of(hash), place = perturbation;
    for (;;) {
        uint32_t number = index_get(table, place & table->mask);
        if (number == 0) {
            return UNDEFINED;
        }
        const DictionaryEntry *entry = table_entry(table, number - 1);
        if (entry->key == from_object(name) ||
            (entry->hash == hash && is_string(entry->key) && string_equal(AS(String, entry->key), name))) {
            return entry->value;
        }
        place = next_place(place, &perturbation);
    }
}

/* ---- Changing ---- */

static void place_entry(Dictionary *table, uint64_t hash, uint32_t number) {
    uint64_t perturbation = start_of(hash), place = perturbation;
    while (index_get(table, place & table->mask) != 0) {
        place = next_place(place, &perturbation);
    }
    index_set(table, place & table->mask, number + 1);
}

static uint32_t index_width(uint32_t capacity) { return capacity < 0xff ? 1 : capacity < 0xffff ? 2 : 4; }

/* Copies live entries of one array to a fresh one; how many. */
static uint32_t gather(const Dictionary *from, Values *to) {
    uint32_t count = 0;
    if (from->length == from->used) {
        memmove(to->values, from->entries->values, (size_t)from->used * sizeof(DictionaryEntry));
        return from->used;
    }
    for (uint32_t i = 0; i < from->used; i++) {
        const DictionaryEntry *entry = table_entry(from, i);
        if (entry->key != UNDEFINED) {
            memmove(to->values + (size_t)count++ * ENTRY_WORDS, entry, sizeof(*entry));
        }
    }
    return count;
}

/* Fresh arrays for `capacity` entries, under an index of `size` places; *index is in no one's keeping. */
static Values *new_arrays(Isolate *isolate, uint64_t size, uint32_t capacity, Block **index) {
    HeapMark mark = heap_mark(isolate);
    size_t index_size = size * index_width(capacity);
    *index = heap_allocate(isolate, KIND_BLOCK, sizeof(Block) + index_size, 0);
    if (!*index) {
        return NULL;
    }
    (*index)->object.count = (uint32_t)index_size;
    heap_keep(isolate, from_object(*index));
    Values *entries =
        heap_allocate(isolate, KIND_VALUES, sizeof(Values) + (size_t)capacity * sizeof(DictionaryEntry), 0);
    heap_release(isolate, mark);
    if (entries) {
        entries->object.count = capacity * ENTRY_WORDS;
    }
    return entries;
}

static void take_arrays(Isolate *isolate, Dictionary *table, Block *index, Values *entries) {
    heap_store_body(isolate, &table->object, &table->index, index);
    heap_store_body(isolate, &table->object, &table->entries, entries);
}

/* Gives `to` arrays for `capacity` entries and the live entries of `from`, which may be `to` itself. */
static bool rebuild(Isolate *isolate, Dictionary *to, const Dictionary *from, uint64_t wanted) {
    uint64_t size = SMALLEST_INDEX;
    while (size * 2 / 3 < wanted) {
        size *= 2;
    }
    if (wanted > LARGEST_CAPACITY) {
        raise_memory(isolate);
        return false;
    }
    uint32_t capacity = (uint32_t)(size * 2 / 3);
    if (!isolate_charge(isolate, from->used + capacity / 8)) {
        return false;
    }
    Block *index;
    Values *entries = new_arrays(isolate, size, capacity, &index);
    if (!entries) {
        return false;
    }
    uint32_t count = from->used ? gather(from, entries) : 0;
    take_arrays(isolate, to, index, entries);
    to->capacity = capacity;
    to->mask = (uint32_t)(size - 1);
    to->used = to->length = count;
    for (uint32_t i = 0; i < count; i++) {
        place_entry(to, table_entry(to, i)->hash, i);
    }
    return true;
}

bool table_reserve(Isolate *isolate, Dictionary *table, uint64_t capacity) {
    return capacity <= table->capacity || rebuild(isolate, table, table, capacity);
}

/* Entries and index as they are. */
static bool clone(Isolate *isolate, Dictionary *to, const Dictionary *from) {
    Block *index;
    if (!isolate_charge(isolate, from->capacity / 4)) {
        return false;
    }
    Values *entries = new_arrays(isolate, (uint64_t)from->mask + 1, from->capacity, &index);
    if (!entries) {
        return false;
    }
    memcpy(entries->values, from->entries->values, (size_t)from->used * sizeof(DictionaryEntry));
    memcpy(index->bytes, from->index->bytes, index->object.count);
    take_arrays(isolate, to, index, entries);
    to->capacity = from->capacity;
    to->mask = from->mask;
    to->used = to->length = from->used;
    return true;
}

bool table_copy(Isolate *isolate, Dictionary *to, const Dictionary *from) {
    if (from->length == 0) {
        return true;
    }
    bool roomy = from->capacity > 4 * (uint64_t)from->length + SMALLEST_INDEX;
    return from->length == from->used && !roomy ? clone(isolate, to, from)
                                                : rebuild(isolate, to, from, from->length);
}

static void store_value(Isolate *isolate, Dictionary *table, uint32_t number, Value value) {
    heap_store(isolate, &table->entries->object, &table_entry(table, number)->value, value);
}

/* A key that isn't there yet, behind all others. */
static bool append(Isolate *isolate, Dictionary *table, Value key, uint64_t hash, Value value) {
    if (table->used == table->capacity) {
        bool quick = table->object.kind == KIND_SET && table->length < 50000; /* as CPython's grow */
        uint64_t wanted = (uint64_t)table->length * (quick ? 4 : 2) + 1;
        if (!rebuild(isolate, table, table, wanted)) {
            return false;
        }
    }
    uint32_t number = table->used++;
    DictionaryEntry *entry = table_entry(table, number);
    heap_store(isolate, &table->entries->object, &entry->key, key);
    heap_store(isolate, &table->entries->object, &entry->value, value);
    entry->hash = hash;
    place_entry(table, hash, number);
    table->length++;
    table->version++;
    return true;
}

bool table_insert(Isolate *isolate, Dictionary *table, Value key, uint64_t hash, Value value, bool replace) {
    int64_t found = table_find(isolate, table, key, hash);
    if (found == TABLE_FAILED) {
        return false;
    }
    if (found != TABLE_ABSENT) {
        if (replace) {
            store_value(isolate, table, (uint32_t)found, value);
        }
        return true;
    }
    return append(isolate, table, key, hash, value);
}

bool table_select(Isolate *isolate, Dictionary *to, const Dictionary *from, Dictionary *other,
                  bool presence) {
    uint64_t version = from->version;
    if (!isolate_charge(isolate, from->used)) {
        return false;
    }
    for (uint32_t i = 0; i < from->used; i++) {
        Value key = table_entry(from, i)->key;
        uint64_t hash = table_entry(from, i)->hash;
        if (key == UNDEFINED) {
            continue;
        }
        HeapMark mark = heap_mark(isolate);
        heap_keep(isolate, key);
        int64_t found = table_find(isolate, other, key, hash);
        bool good = found != TABLE_FAILED;
        if (good &&
            (found != TABLE_ABSENT) == presence) { /* keys of an unchanged table differ from each other */
            good = from->version == version ? append(isolate, to, key, hash, NONE)
                                            : table_insert(isolate, to, key, hash, NONE, false);
        }
        heap_release(isolate, mark);
        if (!good) {
            return false;
        }
    }
    return true;
}

void table_remove(Isolate *isolate, Dictionary *table, uint32_t number) {
    (void)isolate;
    DictionaryEntry *entry = table_entry(table, number);
    entry->key = UNDEFINED;
    entry->value = UNDEFINED;
    table->length--;
    table->version++;
    /* Nothing is left to find: begin from the start of both arrays again, if much of them is used up. */
    if (table->length == 0 && table->used > table->capacity / 2) {
        memset(table->index->bytes, 0, table->index->object.count);
        table->used = 0;
    }
}

void table_compact(Isolate *isolate, Dictionary *table) {
    if (table->used < 2 * table->length + SMALLEST_INDEX) {
        return;
    }
    uint32_t count = gather(table, table->entries);
    memset(table->entries->values + (size_t)count * ENTRY_WORDS, 0,
           (size_t)(table->used - count) * sizeof(DictionaryEntry));
    memset(table->index->bytes, 0, table->index->object.count);
    heap_moved(isolate, &table->entries->object);
    table->used = count;
    table->version++;
    for (uint32_t i = 0; i < count; i++) {
        place_entry(table, table_entry(table, i)->hash, i);
    }
}

uint32_t table_end(Isolate *isolate, Dictionary *table, bool first) {
    table_compact(isolate, table);
    /* The outermost entry, once deleted, remembers which was the end: popping all costs one walk. */
    uint32_t end = first ? 0 : table->used - 1;
    DictionaryEntry *outermost = table_entry(table, end);
    if (outermost->key == UNDEFINED && outermost->value == TRUE) {
        end = (uint32_t)small_number(outermost->hash);
    }
    while (table_entry(table, end)->key == UNDEFINED) {
        end += first ? 1 : UINT32_MAX;
    }
    if (outermost->key == UNDEFINED) {
        outermost->hash = small(end);
        outermost->value = TRUE;
    }
    return end;
}

void table_clear(Isolate *isolate, Dictionary *table) {
    (void)isolate;
    table->length = table->used = table->capacity = table->mask = 0;
    table->index = NULL;
    table->entries = NULL;
    table->version++;
}
