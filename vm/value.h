/*
 * Values: the one word that every register, container slot and native argument is.
 *
 * The low bits say what a word is:
 *
 *      ...............................................................1   small integer, 63 bits, two's
 * complement
 *      ............................................................000   object: address of an Object, 8-byte
 * aligned
 *      ............................................................010   singleton: None, False, True, ...
 *      ............................................................110   handle of a kernel object
 * (vm/kernel)
 *      ............................................................100   reference, inside images only
 * (vm/image.h)
 *
 * Rules:
 *   - NOTHING (the zero word) is no value. A C function returns it to say "an exception is set in the
 * isolate"; registers and containers never hold it.
 *   - UNDEFINED marks a local, global, cell or slot that isn't bound. Python code never sees it.
 *   - Integers that fit 63 bits are always small; only others are Integer objects. So equal integers of the
 * small range are equal words, and True and False are never equal words to 1 and 0.
 *   - A reference may appear in an image's constant tables and in its tuples only; image_word() resolves it.
 */
#ifndef VM_VALUE_H
#define VM_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint64_t Value;
typedef struct Object Object;
typedef struct Class Class;
typedef struct Isolate Isolate;

#define NOTHING ((Value)0)

enum {
    TAG_BITS = 3,
    TAG_MASK = 7,
    TAG_OBJECT = 0,
    TAG_SINGLETON = 2,
    TAG_REFERENCE = 4,
    TAG_HANDLE = 6,
};

#define SINGLETON(number) ((Value)(number) << TAG_BITS | TAG_SINGLETON)
#define NONE SINGLETON(0)
#define FALSE SINGLETON(1)
#define TRUE SINGLETON(2)
#define UNDEFINED SINGLETON(3)
#define NOT_IMPLEMENTED SINGLETON(4)
#define ELLIPSIS SINGLETON(5)
enum { SINGLETON_COUNT = 6 };

#define SMALL_MAX ((int64_t)0x3fffffffffffffff)
#define SMALL_MIN (-SMALL_MAX - 1)

static inline bool is_small(Value value) { return value & 1; }
static inline bool both_small(Value a, Value b) { return a & b & 1; }
static inline Value small(int64_t number) { return (Value)number << 1 | 1; }
static inline int64_t small_number(Value value) { return (int64_t)value >> 1; }
static inline bool fits_small(int64_t number) { return number >= SMALL_MIN && number <= SMALL_MAX; }

static inline bool is_object(Value value) { return (value & TAG_MASK) == TAG_OBJECT; /* and isn't NOTHING */ }
static inline Object *as_object(Value value) { return (Object *)value; }
static inline Value from_object(const void *object) { return (Value)object; }

static inline bool is_boolean(Value value) { return value == TRUE || value == FALSE; }
static inline Value boolean(bool truth) { return truth ? TRUE : FALSE; }

/*
 * A handle names a kernel object: its slab's type, the slot in the slab and the slot's generation when the
 * handle was made.
 *
 *      63            32 31          11 10       3 2 0
 *      generation (32)   slot (21)     type (8)   110
 */
static inline bool is_handle(Value value) { return (value & TAG_MASK) == TAG_HANDLE; }
static inline Value handle_make(uint32_t type, uint32_t slot, uint32_t generation) {
    return (Value)generation << 32 | (Value)slot << 11 | (Value)type << TAG_BITS | TAG_HANDLE;
}
static inline uint32_t handle_type(Value value) { return value >> TAG_BITS & 0xff; }
static inline uint32_t handle_slot(Value value) { return value >> 11 & 0x1fffff; }
static inline uint32_t handle_generation(Value value) { return (uint32_t)(value >> 32); }

#endif
