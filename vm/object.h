/*
 * Objects: the layouts behind the kinds of vm/kinds.def.
 *
 * Rules:
 *   - Every object starts with the 16-byte header `Object`. Objects never move.
 *   - `class` is 0 for an instance of the kind's own built-in class; so built-in objects can lie in images
 * and in static C data. For an instance of a user-made class it points to that class. class_of() answers for
 * every value.
 *   - A frozen object (image or static data) is read-only for ever; the collector doesn't look inside it.
 *   - An object whose class is user-made but whose kind isn't INSTANCE or CLASS (a subclass of list, say)
 * carries one more word behind its body, at object_size(): the Values of its attributes, or NOTHING. An
 * EXCEPTION always has its own field for them.
 *   - Attributes lie in slots that the class's `layout` (an append-only dictionary name -> small slot number,
 * shared by all the class's instances) names. So a (class, slot) pair once seen stays right, and inline
 * caches compare one pointer.
 *   - Storing a reference in a heap object goes through heap_store() (vm/heap.h), which is the collector's
 * write barrier. Filling a fresh object before the next allocation may store directly.
 */
#ifndef VM_OBJECT_H
#define VM_OBJECT_H

#include "vm/value.h"

typedef enum Kind {
#define KIND(name, type, in_image) KIND_##name,
#include "vm/kinds.def"
#undef KIND
    KIND_COUNT
} Kind;

enum ObjectFlags {
    OBJECT_FROZEN = 1,     /* in an image or in static data */
    OBJECT_MARKED = 2,     /* the collector's: reached in this cycle */
    OBJECT_SCANNED = 4,    /* the collector's: what it refers to is marked too */
    OBJECT_ATTRIBUTES = 8, /* one more word lies behind the body */
    OBJECT_ASCII = 16,     /* String: every character is below 128 */
    OBJECT_BUSY = 32,      /* being represented, or running: guards against endless recursion */
    OBJECT_FROZENSET = 64,
    OBJECT_HASHED = 128, /* String: `count` holds the hash */
};

struct Object {
    uint8_t kind;
    uint8_t flags;
    uint16_t detail; /* each kind's own */
    uint32_t count;  /* each kind's own: an element count or a hash */
    const Class *class;
};

/* ---- May lie in images ---- */

/* Text of fixed width: detail is 1, 2 or 4 bytes a character, always the least that fits; count is the hash
 * (string_hash()). */
typedef struct String {
    Object object;
    uint32_t length;     /* characters */
    uint32_t byte_count; /* length * width; a zero byte follows that */
    uint8_t bytes[];
} String;

typedef struct Bytes {
    Object object;
    uint64_t length;
    uint8_t bytes[];
} Bytes;

/* Magnitude in 32-bit digits, least significant first, no leading zero digit; count is the digit count,
 * detail 1 if negative. */
typedef struct Integer {
    Object object;
    uint32_t digits[];
} Integer;

/* The bits of an IEEE double. Only vm/float computes with them. */
typedef struct Float {
    Object object;
    uint64_t bits;
} Float;

/* The bits of two IEEE doubles. */
typedef struct Complex {
    Object object;
    uint64_t real, imaginary;
} Complex;

/* count values. In an image a word may be a reference: read by tuple_get(). */
typedef struct Tuple {
    Object object;
    Value values[];
} Tuple;

/* A compiled function; see vm/image.h for its parts and vm/opcodes.def for its instructions. Always in an
 * image. */
typedef struct Code Code;
typedef struct MachineCode MachineCode; /* vm/machine_code.h */

/* ---- Only in heaps or static data ---- */

typedef struct Values {
    Object object; /* count: capacity */
    Value values[];
} Values;

typedef struct Block {
    Object object; /* count: capacity in bytes */
    uint8_t bytes[];
} Block;

typedef struct Instance {
    Object object;    /* count: slots inline */
    Values *overflow; /* slots from `count` on, or NULL */
    Value slots[];    /* UNDEFINED where unset */
} Instance;

typedef struct Cell {
    Object object;
    Value value;
} Cell;

typedef struct Operations Operations; /* vm/operations.h */

typedef Value (*NativeFunction)(Isolate *isolate, Value *arguments, uint32_t count);
/* With keywords: the last tuple_count(names) arguments are the named ones; names is NULL when there are none.
 */
typedef Value (*NativeKeywordFunction)(Isolate *isolate, Value *arguments, uint32_t count,
                                       const Tuple *names);

enum NativeFlags {
    NATIVE_KEYWORDS = 1, /* of the keyword signature */
    NATIVE_STATIC = 2,   /* in a class's table: a static method (no receiver) */
    NATIVE_CLASS = 4,    /* in a class's table: receives the class */
    NATIVE_PROPERTY =
        8, /* in a class's table: called on attribute access with the receiver (and the value, when stored) */
    NATIVE_HOOK = 16, /* privilege: may be called from a hook */
    NATIVE_TASK = 32, /* privilege: may be called from a kernel task or prompt */
    NATIVE_HOST = 64, /* privilege: may be called on the host */
    NATIVE_ANY = NATIVE_HOOK | NATIVE_TASK | NATIVE_HOST,
};
enum { NATIVE_UNLIMITED = 255 };

/* What a Native has beside an Object lies in the header's words that each kind uses as it likes. */
typedef struct Native {
    union {
        Object object;
        struct {
            uint8_t kind, object_flags;
            uint8_t minimum, maximum; /* arguments, the receiver included; maximum may be NATIVE_UNLIMITED */
            uint8_t flags;            /* enum NativeFlags */
        };
    };
    const char *name;
    union {
        NativeFunction function;
        NativeKeywordFunction keyword_function;
    };
    const Class *owner; /* class of an unbound method, or NULL */
} Native;

_Static_assert(sizeof(Native) == 40, "there are a thousand and more");

#define NATIVE_HEADER .kind = KIND_NATIVE, .object_flags = OBJECT_FROZEN
/* Static, const initialiser of a Native: a function, which never binds, or by its flags a class method. */
#define NATIVE(c_function, python_name, least, most, native_flags)                                           \
    {NATIVE_HEADER,    .name = python_name, .function = c_function,                                          \
     .minimum = least, .maximum = most,     .flags = NATIVE_UNBOUND(native_flags)}
#define NATIVE_WITH_KEYWORDS(c_function, python_name, least, most, native_flags)                             \
    {NATIVE_HEADER,    .name = python_name, .keyword_function = c_function,                                  \
     .minimum = least, .maximum = most,     .flags = NATIVE_UNBOUND(native_flags) | NATIVE_KEYWORDS}
#define NATIVE_UNBOUND(flags) ((flags) | ((flags) & NATIVE_CLASS ? 0 : NATIVE_STATIC))

enum ClassFlags {
    CLASS_STATIC = 1,        /* built-in: const C data, shared by all isolates, immutable */
    CLASS_FINAL = 2,         /* may not be a base (bool, NoneType, function, ...) */
    CLASS_EXCEPTION = 4,     /* derives from BaseException */
    CLASS_SLOTS_ONLY = 8,    /* __slots__ without __dict__ in every base */
    CLASS_GETATTR = 16,      /* some class of the mro defines __getattr__ */
    CLASS_GETATTRIBUTE = 32, /* ... or overrides __getattribute__ */
    CLASS_SETATTR = 64,      /* ... or overrides __setattr__ or __delattr__ */
    CLASS_EQ = 128,          /* ... or overrides __eq__ */
    CLASS_HASH = 256,        /* ... or overrides __hash__ */
    CLASS_BOOL = 512,        /* ... or defines __bool__ or __len__ */
    CLASS_NEW = 1024,        /* ... or overrides __new__ */
    CLASS_METACLASS = 2048,  /* derives from type */
    CLASS_SEEN = 4096,       /* some inline cache may refer to it: changing it flushes the isolate's caches */
    CLASS_LOOKED_UP = 8192,  /* some entry of the isolate's look-ups may be of it */
    CLASS_INSTANTIATED = 16384, /* it has had an instance: instance_slots says something */
    CLASS_FINALIZER = 65536,    /* ... or defines __del__ */
    CLASS_ABSTRACT = 32768,     /* its own __abstractmethods__ isn't empty: object_make() refuses instances */
};

struct Class {
    Object object;           /* class: the metaclass, 0 meaning type */
    const char *static_name; /* built-in classes only */
    const Class *base;       /* the first base: the whole mro of a built-in class is its chain of bases */
    const Operations *operations; /* of the instances' kind */
    const Native *natives;        /* built-in classes: methods, ended by a row with no name; may be NULL */
    Kind instance_kind;           /* layout of the instances */
    uint32_t flags;
    uint32_t instance_slots; /* inline slots a new instance gets: grows as instances are seen */
    uint32_t number;         /* of a user-made class: how many its isolate had made before */
    /* User-made classes only, NOTHING otherwise: */
    Value name, qualified_name; /* String */
    Value bases, mro;           /* Tuple of Class; mro[0] is the class itself */
    Value dictionary;           /* Dictionary: own attributes */
    Value layout;               /* Dictionary: attribute name -> small slot number */
};

#define CACHE_NEVER ((const void *)1)
/* The inline cache of one attribute instruction in one isolate; which fields count is `state`. */
typedef struct Cache {
    const void *hit;   /* the guard, if the entry is of the state its instruction looks for first: instances'
                          slots, or a class's functions; else CACHE_NEVER, which is no object's class */
    const void *guard; /* Class or Module the entry is for; NULL: empty */
    Value value;       /* function, native or class attribute */
    uint32_t slot;
    uint32_t state; /* enum CacheState, vm/attribute.h */
} Cache;

enum { FUNCTION_LEAF = 256 /* vm/leaf.h */ };

typedef struct Function {
    Object object; /* count: number of cells; detail: 1 + the arguments of a call that needs no binding, plus
                      FUNCTION_LEAF if calls need no frame; or 0 */
    const Code *code;
    struct Module *globals;
    Cache *caches;          /* the isolate's, for this code */
    Value defaults;         /* Tuple or NOTHING: of the last positional parameters */
    Value keyword_defaults; /* Dictionary or NOTHING; of a module body: the mapping of its locals, if that
                               isn't the module */
    Value attributes; /* Dictionary of __dict__, __annotations__, overridden __name__, __doc__, ... or NOTHING
                       */
    const MachineCode *machine_code; /* vm/machine_code.h; never NULL */
    Value cells[];                   /* Cell */
} Function;

typedef struct Method {
    Object object;
    Value function;
    Value receiver;
} Method;

/*
 * A module of one isolate. The first `count` slots belong to the names of its image's module record, in that
 * order, and LOAD_GLOBAL addresses them by number; names that came later (prompt input, setattr) are in
 * `extra`.
 */
typedef struct Module {
    Object object;                    /* count: slots */
    Value name;                       /* String */
    const struct ImageModule *record; /* NULL: a module made at run time, all names are in `extra` */
    const struct Image *image;
    const struct NativeModule
        *native;     /* functions and classes that are found there, behind `extra`; or NULL */
    Value extra;     /* Dictionary or NOTHING; without `record` and `native` it is the module's __dict__ */
    Value namespace; /* Namespace: its __dict__, once asked for; or NOTHING */
    uint32_t bound_count; /* slots from here on are names that the module only reads: filled with the built-in
                             of that name */
    uint8_t state;        /* enum ModuleState: its body has not run, runs, has run */
    Value slots[];
} Module;

typedef struct List {
    Object object;
    uint64_t length;
    Values *items; /* capacity in items->object.count; NULL when empty */
} List;

/* Insertion-ordered, as CPython's: an index table of entry numbers and the entries in order of insertion. */
typedef struct DictionaryEntry {
    Value key; /* UNDEFINED: deleted */
    Value value;
    uint64_t hash;
} DictionaryEntry;

typedef struct Dictionary {
    Object object;
    uint32_t length;   /* live entries */
    uint32_t used;     /* entries used up, live or deleted */
    uint32_t capacity; /* entries there is room for */
    uint32_t mask;     /* index table size - 1 */
    uint64_t version;  /* grows at every change of size: iteration notices */
    Block *index;      /* entry number + 1 in 1, 2 or 4 bytes a place by capacity; 0: empty */
    Values *entries;   /* `capacity` DictionaryEntry, three words each */
} Dictionary;

typedef struct Set { /* a Dictionary without values (they are NONE) */
    Dictionary dictionary;
} Set;

typedef struct ByteArray {
    Object object;
    uint64_t length;
    uint32_t exports; /* memoryviews alive: no resizing */
    Block *body;
} ByteArray;

typedef struct Range {
    Object object;
    Value start, stop, step; /* integers of any size */
    Value length;
} Range;

typedef struct Slice {
    Object object;
    Value start, stop, step;
} Slice;

typedef struct Exception {
    Object object;
    Value arguments;      /* Tuple */
    Value traceback;      /* Traceback or NONE */
    Value cause, context; /* Exception or NONE */
    Value
        value; /* StopIteration.value, SystemExit.code, KeyError's key: what the class keeps apart; or NONE */
    Values *attributes; /* of user-made classes and __notes__ */
    bool suppress_context;
} Exception;

/* One level of a traceback, the outermost first; `next` is nearer to the raise. */
typedef struct Traceback {
    Object object;
    const Code *code;
    uint32_t instruction; /* index in the code's instructions */
    Value next;           /* Traceback or NONE */
} Traceback;

typedef struct Property {
    Object object;
    Value getter, setter, deleter, documentation; /* NONE where absent */
} Property;

typedef struct Wrapper {
    Object object; /* detail: 0 staticmethod, 1 classmethod */
    Value function;
} Wrapper;

typedef struct Super {
    Object object;
    Value type, receiver; /* Class; object or class */
    Value receiver_class; /* whose mro is searched */
} Super;

/*
 * One layout for all built-in iterators; `detail` is enum IteratorType (vm/types/iterator.h). What the fields
 * are: sequences          source: the sequence (UNDEFINED once ended); position: the next index ranges
 * position: the next number; step; remaining dictionaries, sets source; position: the next entry; step: the
 * version seen; remaining the others         vm/types/iterator.h
 */
typedef struct Iterator {
    Object object;
    Value source, extra;
    int64_t position, step;
    uint64_t remaining;
} Iterator;

typedef struct View {
    Object object; /* detail: enum ViewType, vm/types/containers.h */
    Value dictionary;
} View;

/*
 * Elements of a Bytes, or of what starts with a ByteArray; every access checks against the source's present
 * length, so the source may be resized. object.count is the format's letter (vm/types/element.h).
 */
typedef struct MemoryView {
    Object object;
    Value source;          /* UNDEFINED: released */
    Value shape;           /* Tuple, if there are several dimensions; else NOTHING */
    int64_t start, stride; /* in bytes: where element 0 lies, and from one element to the next */
    int64_t length;        /* of the first dimension */
} MemoryView;

enum GeneratorState {
    GENERATOR_CREATED,
    GENERATOR_SUSPENDED,
    GENERATOR_DELEGATED, /* suspended by a YIELD_FROM whose iterator has ended: goes on behind it */
    GENERATOR_RUNNING,
    GENERATOR_FINISHED,
};

/* A generator, coroutine or asynchronous generator (the function's code says which): a frame at rest, its
 * window saved. */
typedef struct Generator {
    Object object; /* detail: enum GeneratorState; count: registers */
    Function *function;
    const uint32_t *program_counter; /* behind the instruction that suspended it */
    Value handled;                   /* as in Frame */
    Value registers[];               /* UNDEFINED once finished */
} Generator;

/* A dictionary whose entries are the names of `owner` (vm/types/namespace.c); of a mappingproxy: the mapping.
 */
typedef struct Namespace {
    Object object;
    Value owner;
} Namespace;

typedef struct GenericAlias {
    Object object;
    Value origin;    /* what was subscripted */
    Value arguments; /* Tuple */
} GenericAlias;

/* A name in __slots__, as a descriptor: `owner` is the class that declares it. */
typedef struct Member {
    Object object;
    Value name; /* String */
    Value owner;
} Member;

/* ---- Of the library modules (vm/library) ---- */

/* collections.deque: a ring of values. */
typedef struct Deque {
    Object object;
    uint64_t length;
    uint64_t head;    /* place of the first element */
    uint64_t limit;   /* maxlen, or DEQUE_UNLIMITED */
    uint64_t version; /* grows at every change: iteration notices */
    Values *items;    /* their count is a power of two; NOTHING in places that aren't used; NULL when empty */
} Deque;

/* functools.partial */
typedef struct Partial {
    Object object;
    Value function;
    Value arguments; /* Tuple */
    Value keywords;  /* Dictionary */
} Partial;

/* What functools.cmp_to_key() gives: `wrapped` is NOTHING in the one that makes the others. */
typedef struct ComparisonKey {
    Object object;
    Value compare, wrapped;
} ComparisonKey;

/* struct.Struct */
typedef struct Structure {
    Object object;
    Value format; /* String, ASCII */
    uint64_t size, items;
} Structure;

/* What Struct.iter_unpack() gives. */
typedef struct StructureIterator {
    Object object;
    Value structure, buffer; /* buffer: UNDEFINED once ended */
    uint64_t offset;
} StructureIterator;

/* array.array: object.detail is the type code. */
typedef struct Array {
    ByteArray storage; /* its length is in bytes */
} Array;

/* The iterators of itertools: object.detail is enum ToolType; what the fields are: vm/library/itertools.h. */
typedef struct Tool {
    Object object;
    Value source; /* UNDEFINED once ended */
    Value function, state;
    int64_t position, step;
    uint64_t remaining;
} Tool;

/* io.BytesIO and io.StringIO: object.detail is enum StreamType (vm/library/io.h). */
typedef struct Stream {
    ByteArray storage;
    uint64_t position; /* in elements: bytes or characters */
    uint8_t width;     /* bytes of an element: 1, or 4 once a StringIO has text beyond Latin-1 */
    bool closed;
    bool translates; /* a StringIO of newline=None: "\r\n" and "\r" are written as "\n" */
} Stream;

/* A weak reference, or the record of a finalizer: vm/weak.h. */
typedef struct Weakref {
    Object object;         /* detail: enum WeakrefDetail */
    Value referent;        /* kept alive by nothing here; UNDEFINED: gone */
    Value callback;        /* or NONE */
    Value hash;            /* of the referent, once asked for; or UNDEFINED */
    struct Weakref *next;  /* all of its sort, or the queue */
    struct Weakref *chain; /* with the same place in the table */
} Weakref;

/* ---- Questions about values ---- */

/* KIND_COUNT for what is no object. */
inline uint8_t kind_of(Value value) {
    return (value & TAG_MASK) == TAG_OBJECT && value != NOTHING ? ((const Object *)value)->kind : KIND_COUNT;
}
static inline bool is_kind(Value value, Kind kind) { return kind_of(value) == kind; }
static inline bool is_string(Value value) { return is_kind(value, KIND_STRING); }
static inline bool is_tuple(Value value) { return is_kind(value, KIND_TUPLE); }
static inline bool is_list(Value value) { return is_kind(value, KIND_LIST); }
static inline bool is_dictionary(Value value) { return is_kind(value, KIND_DICTIONARY); }
static inline bool is_class(Value value) { return is_kind(value, KIND_CLASS); }
static inline bool is_exception(Value value) { return is_kind(value, KIND_EXCEPTION); }

#define AS(type, value) ((type *)as_object(value))

/* The built-in class of each kind (class_of.c); of small integers, singletons and handles too. */
const Class *class_of(Value value);
/* Whether `class` is `of` or derives from it. Bound: length of the mro. */
bool class_derives(const Class *class, const Class *of);
bool is_instance(Value value, const Class *class);
/* Bytes an object takes, without the attributes word. */
size_t object_size(const Object *object);
/* The attributes word of an object with OBJECT_ATTRIBUTES: behind its body, 8-byte aligned. */
static inline Value *object_attributes(Object *object) {
    return (Value *)((char *)object + ((object_size(object) + 7) & ~(size_t)7));
}

/* Tuples may lie in images, where words may be references relative to themselves. */
inline Value image_word(const Value *word) {
    return (*word & TAG_MASK) == TAG_REFERENCE && !(*word & 1) ? (Value)word + *word - TAG_REFERENCE : *word;
}
static inline uint32_t tuple_count(const Tuple *tuple) { return tuple->object.count; }
static inline Value tuple_get(const Tuple *tuple, uint32_t index) {
    return image_word(&tuple->values[index]);
}

#endif
