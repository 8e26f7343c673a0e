/*
 * Frozen images: how compiled modules lie in memory, read-only, position-independent, ready to use where they
 * are.
 *
 *      ImageHeader | objects, one after the other, each 8-byte aligned | ImageModule table
 *
 * Rules:
 *   - All numbers are little endian. Offsets are bytes from the start of the header; the image itself is
 * 8-byte aligned.
 *   - A word that may be an immediate or refer to an object (constant tables, tuples) is either a small
 * integer or singleton as it is, or a reference: (address of object - address of the word) | TAG_REFERENCE.
 * So nothing needs relocation.
 *   - Objects are of the kinds that kinds.def allows, flags OBJECT_FROZEN set, class 0. Equal strings are
 * stored once.
 *   - The writer is deterministic: the same source, names and options give the same bytes.
 *   - Nothing in an image is trusted before image_verify() (vm/verify.c) has been through it. It walks the
 * objects once, notes where each starts, and then checks that every reference hits such a start and is of the
 * right kind.
 *   - construct describes these same structures for the host in build/image_format.py; tests hold the two
 * together.
 */
#ifndef VM_IMAGE_H
#define VM_IMAGE_H

#include "vm/object.h"

enum { IMAGE_VERSION = 2, IMAGE_ALIGNMENT = 8 };
#define IMAGE_MAGIC "PERMFRST"

typedef struct ImageHeader {
    char magic[8];
    uint32_t version;
    uint32_t fingerprint; /* CRC-32 of the rows of opcodes.def and kinds.def the image was made for (generated
                             definitions) */
    uint64_t size;        /* of the whole image, a multiple of 8 */
    uint32_t checksum;    /* CRC-32 (IEEE 802.3, as zlib's) of the image with this field zero */
    uint32_t flags;       /* enum ImageFlags */
    uint64_t objects;     /* offset of the first object: sizeof(ImageHeader) */
    uint64_t modules;     /* offset of the module table, just behind the last object */
    uint32_t module_count;
    uint32_t code_count; /* codes are numbered from 0 in the order they lie in */
    uint32_t name;       /* offset of a String: "policy", "base", ... */
    uint32_t entry;      /* number of the module that is run first: __main__ of a program, policy's face */
} ImageHeader;

enum ImageFlags {
    IMAGE_DYNAMIC =
        1, /* compiled at run time for an existing module: its code uses LOAD_NAME, not module slots */
};

typedef struct ImageModule {
    uint32_t name;        /* offset of a String: dotted name */
    uint32_t code;        /* offset of the Code of the module body, which takes no argument */
    uint32_t names;       /* offset of a Tuple of String: the module's slots; the bound ones first */
    uint32_t bound_count; /* names from here on are only read by the module, never bound by it */
    uint32_t flags;       /* enum ImageModuleFlags */
    uint32_t filename;    /* offset of a String */
} ImageModule;

enum ImageModuleFlags { MODULE_IS_PACKAGE = 1 };

/* detail of a Tuple: it is the constants of one or more codes. It may hold codes, and is never a value. */
enum TupleFlags { TUPLE_CONSTANTS = 1 };

enum CodeFlags {
    CODE_VARIABLE_ARGUMENTS = 1, /* *args: a parameter behind the keyword-only ones */
    CODE_VARIABLE_KEYWORDS = 2,  /* **kwargs: the last parameter */
    CODE_GENERATOR = 4,
    CODE_COROUTINE = 8,
    CODE_ASYNC_GENERATOR = 12,
    CODE_MODULE_BODY = 16,
    CODE_CLASS_BODY = 32, /* one parameter: the namespace */
    CODE_ITERABLE_COROUTINE = 64,
};

/*
 * Behind the struct, each part following the other without gaps:
 *      uint32_t instructions[instruction_count]
 *      struct ExceptionRange ranges[range_count]   innermost first: the first that covers is taken
 *      uint8_t positions[position_size]            see below
 * The constants, immediates and references, are a tuple (TUPLE_CONSTANTS) that the codes of a module share;
 * see opcodes.def for who may use which. What a code refers to is given by its distance from the code.
 * Registers 0 .. parameter_count - 1 hold the parameters: positional, keyword-only, *args, **kwargs.
 */
struct Code {
    Object object;   /* detail: enum CodeFlags; count: bytes of the whole code */
    uint32_t number; /* of the code in its image */
    uint32_t instruction_count;
    uint32_t position_size;
    uint32_t first_line;
    uint16_t module; /* number of its module in the image's table */
    uint16_t range_count;
    uint16_t cache_count;
    uint16_t register_count;  /* at most 256; at least parameter_count */
    uint8_t positional_count; /* positional parameters, positional-only ones included */
    uint8_t positional_only_count;
    uint8_t keyword_only_count;
    uint8_t free_count; /* cells the function brings */
    int32_t constants;
    int32_t name;           /* String */
    int32_t qualified_name; /* String */
    int32_t filename;       /* String */
    int32_t local_names; /* Tuple of String: every parameter in register order; behind them the other locals,
                            where locals(), eval() or exec() may ask for them */
    int32_t free_names;  /* Tuple of String: every free variable */
    int32_t documentation; /* String; 0: none */
};

struct ExceptionRange {
    uint32_t start, end; /* instruction words [start, end) */
    uint32_t handler;    /* word index of an instruction */
    uint32_t target;     /* register that receives the exception; those behind it are free at the handler */
};

/*
 * Positions: which source a word of code came from. A run of entries in code order, each
 *     varint words            length of the run, in instruction words
 *     signed varint line      difference to the line of the entry before (first: to first_line)
 *   and, only if the first byte of the table is 1 (0: lines only):
 *     varint end_line - line, varint column + 1, varint end_column + 1 (0: unknown)
 * varint: 7 bits a byte, least significant first, high bit set on all but the last; signed: zigzag.
 * The first byte of the table is that mark and not an entry. An empty table (position_size 0) knows only
 * first_line.
 */

static inline const uint32_t *code_instructions(const Code *code) { return (const uint32_t *)(code + 1); }
static inline const struct ExceptionRange *code_ranges(const Code *code) {
    return (const struct ExceptionRange *)(code_instructions(code) + code->instruction_count);
}
static inline const uint8_t *code_positions(const Code *code) {
    return (const uint8_t *)(code_ranges(code) + code->range_count);
}

/* What lies at a distance that a code gives. */
static inline Value code_reference(const Code *code, int32_t distance) {
    return from_object((const char *)code + distance);
}
static inline const Value *code_constants(const Code *code) {
    return ((const Tuple *)code_reference(code, code->constants))->values;
}
static inline uint32_t code_constant_count(const Code *code) {
    return ((const Tuple *)code_reference(code, code->constants))->object.count;
}
static inline Value code_name(const Code *code) { return code_reference(code, code->name); }
static inline Value code_qualified_name(const Code *code) {
    return code_reference(code, code->qualified_name);
}
static inline Value code_filename(const Code *code) { return code_reference(code, code->filename); }
static inline Value code_local_names(const Code *code) { return code_reference(code, code->local_names); }
static inline Value code_free_names(const Code *code) { return code_reference(code, code->free_names); }
static inline Value code_documentation(const Code *code) {
    return code->documentation ? code_reference(code, code->documentation) : NONE;
}

/* A verified image as isolates use it: shared, read-only. */
typedef struct Image {
    const ImageHeader *header;
    size_t size;
} Image;

static inline const ImageModule *image_modules(const Image *image) {
    return (const ImageModule *)((const char *)image->header + image->header->modules);
}

enum { IMAGE_REASON_SIZE = 160 };
/* Checks everything named in DESIGN.md's "Zero-copy images" in time linear in `size`, with work memory from
 * machine_pages_allocate: at most size / 16 bytes and three pages. On failure writes one line that names the
 * check and the place: "code 12 (pick): word 7: jump leaves the function". */
bool image_verify(const void *bytes, size_t size, char reason[IMAGE_REASON_SIZE]);

#endif
