/*
 * The hash table that dict and set share (a set is a Dictionary whose values are all None).
 *
 *      index    entry number + 1, in 1, 2 or 4 bytes a place; 0: never used. Open addressing, as many places
 * as a power of two entries  key, value, hash in order of insertion; a deleted one has the key UNDEFINED and
 * keeps its place in the index
 *
 * Hashes are stored shifted, with the low bit set, so that the collector sees small integers in the entries.
 * A comparison may run Python, which may change the table: the search then begins anew.
 */
#ifndef VM_TYPES_TABLE_H
#define VM_TYPES_TABLE_H

#include "vm/isolate.h"
#include "vm/types/containers.h"
#include "vm/types/numbers.h"

enum { TABLE_ABSENT = -1, TABLE_FAILED = -2, TABLE_UNSURE = -3 };
enum { ENTRY_WORDS = sizeof(DictionaryEntry) / sizeof(Value) };

static inline DictionaryEntry *table_entry(const Dictionary *table, uint32_t number) {
    return (DictionaryEntry *)(void *)(table->entries->values + (size_t)number * ENTRY_WORDS);
}

/* A small integer hashes as itself, but for the largest ones. */
static inline uint64_t small_hash(Value key) {
    uint64_t number = (uint64_t)small_number(key);
    return number < ((uint64_t)1 << 61) - 1 ? number : integer_hash(key);
}
/* The stored form of a key's hash; false: an exception is set (unhashable, or __hash__ failed). */
bool table_hash(Isolate *isolate, Value key, uint64_t *hash);
/* Number of the key's entry, TABLE_ABSENT or TABLE_FAILED. */
int64_t table_find(Isolate *isolate, Dictionary *table, Value key, uint64_t hash);
/* The same for a str of no class of its own, without running Python: number of its entry, TABLE_ABSENT, or
 * TABLE_UNSURE: there is a key of another class with the same hash, which must be asked. */
int64_t table_find_string(const Dictionary *table, const String *key);
/* Adds the key or replaces its value (`replace`); table and key are kept by the caller, so is the value. */
bool table_insert(Isolate *isolate, Dictionary *table, Value key, uint64_t hash, Value value, bool replace);
/* Adds to an empty table (a set's) the keys of `from` whose being in `other` is `presence`. */
bool table_select(Isolate *isolate, Dictionary *to, const Dictionary *from, Dictionary *other, bool presence);
void table_remove(Isolate *isolate, Dictionary *table, uint32_t number);
/* Squeezes deleted entries out if they are the most part: what looks for an end does it first.
 * Allocates nothing. */
void table_compact(Isolate *isolate, Dictionary *table);
/* The first or the last live entry; the table isn't empty. */
uint32_t table_end(Isolate *isolate, Dictionary *table, bool first);
void table_clear(Isolate *isolate, Dictionary *table);
/* Makes room for `capacity` entries in all. */
bool table_reserve(Isolate *isolate, Dictionary *table, uint64_t capacity);
/* An empty table takes over the live entries of another. */
bool table_copy(Isolate *isolate, Dictionary *to, const Dictionary *from);

#endif
