/*
 * Isolates: everything one interpreter owns. Each CPU's policy, each Python task and each prompt has one;
 * nothing in it is shared.
 *
 * Rules:
 *   - Only one CPU runs an isolate at a time. The VM has no other mutable state: no C globals.
 *   - A C function that fails sets isolate->exception and returns NOTHING (false, NULL, -1: its header says
 * which).
 *   - `budget` is charged at calls, backward jumps, and by natives in proportion to their work beforehand
 * (isolate_charge). Anything that must stop the interpreter soon (a budget used up, Ctrl-C, a kill, a
 * collector step that is due) makes it negative by isolate_request(), which may be called from an interrupt
 * or another CPU.
 */
#ifndef VM_ISOLATE_H
#define VM_ISOLATE_H

#include "vm/heap.h"
#include "vm/image.h"
#include "vm/object.h"

typedef struct Frame {
    Function *function;
    const uint32_t
        *program_counter;   /* the word after the instruction being executed, while another frame or C runs */
    Value *registers, *end; /* R[0], and behind the last register */
    Value handled;          /* the exception being handled in this frame, or NONE */
    Value extra;     /* the instance under construction, or the Generator that runs in this frame; NOTHING */
    uint32_t flags;  /* enum FrameFlags */
    uint32_t result; /* register of the caller's window that receives the result */
    const void *resume; /* where machine code goes on when it returns from this frame (vm/machine_code.h) */
} Frame;

enum FrameFlags {
    FRAME_ENTRY = 1,       /* called from C: returning leaves the interpreter */
    FRAME_CONSTRUCTOR = 2, /* __init__: its result must be None, the call's result is `extra` */
    FRAME_GENERATOR = 4,   /* runs a generator's body */
    FRAME_MODULE = 8,      /* a module body */
    FRAME_STEPPED = 256,   /* machine code may have called it: who returns from it looks for machine code */
    FRAME_BARRIER = 128,   /* the collector's: the registers of the frame below were marked since this call */
};

enum IsolateRequest {
    REQUEST_INTERRUPT = 1, /* raise KeyboardInterrupt */
    REQUEST_KILL = 2,   /* raise TaskKilled (uncatchable by except Exception); asked twice: drop the frames */
    REQUEST_STEP = 4,   /* a collector step is due */
    REQUEST_BUDGET = 8, /* the budget is used up: BudgetExceeded */
    REQUEST_FINALIZE =
        16, /* finalizers wait (vm/weak.h): the interpreter runs them, natives leave it standing */
};

/* Which functions get machine code (vm/machine_code.h). */
enum MachineCodeUse {
    MACHINE_CODE_SAMPLED, /* those that run often */
    MACHINE_CODE_EAGER,   /* all that `def` makes, when it does: for isolates that may take no memory later */
    MACHINE_CODE_ALWAYS,  /* all, for tests */
    MACHINE_CODE_NEVER,
};

enum IsolateRole { ROLE_HOST = NATIVE_HOST, ROLE_TASK = NATIVE_TASK, ROLE_HOOK = NATIVE_HOOK };

/* Where an image's codes find their inline caches in this isolate. */
typedef struct LoadedImage {
    Image image;
    Cache **caches; /* one entry a code, made when the code's first function is; NULL: none is made yet */
    const MachineCode **machine_code; /* the same: what codes have become, or NULL */
    bool shares_machine_code;         /* that is another's to free */
    struct LoadedImage *next;
} LoadedImage;

/* What looking a name up in a class gave, for inline caches that miss and for look-ups that have none
 * (vm/attribute.c). Valid while `epoch` is the isolate's; keeps nothing alive. */
typedef struct LookupEntry {
    const Class *class;
    Value key;   /* the name's address with the purpose of the look-up in its low bits */
    Value value; /* as in Cache, and so are slot and state */
    uint32_t slot;
    uint32_t state : 8, epoch : 24;
} LookupEntry;

/* Where machine code lies that is freed together: an isolate's, or that which a policy version's isolates
 * share (vm/machine_code.h). */
typedef struct MachineCodeMemory {
    MachineCode *last;             /* each knows the one before it */
    uintptr_t free, end;           /* what is left behind it */
    size_t page_count, page_limit; /* as in IsolateOptions.machine_code_pages */
    bool full;                     /* there was no room when */
    uint64_t freed;                /* machine_code_pages_freed() was this */
} MachineCodeMemory;

struct WeakQueue {
    Weakref *first, *last;
};

struct Isolate {
    /* The interpreter's */
    int64_t budget;                         /* charges left until the slow path looks at `requests` */
    Value *stack, *stack_top, *stack_limit; /* register windows; [stack, stack_top) are roots */
    Frame *frames, *frame, *frame_limit;    /* `frame` is the running one; frames[0] is a sentinel */
    uint32_t native_depth;                  /* C re-entries, bounded by native_depth_limit */
    uint32_t native_depth_limit;
    Value exception;            /* being raised, or NOTHING */
    volatile uint32_t requests; /* enum IsolateRequest; atomic */
    bool in_hook, catchable_budget;
    bool killed;   /* REQUEST_KILL was delivered once */
    bool dropping; /* frames are unwound without except, finally or with: killed twice, or the reserve is used
                      up too */
    int64_t hook_reserve; /* for finally and with after BudgetExceeded */
    int64_t budget_left; /* outside hooks: charges behind `budget`, which is refilled from here; INT64_MAX: no
                            end */
    enum IsolateRole role;
    enum MachineCodeUse machine_code_use;

    /* The heap's */
    Heap *heap;
    Value *kept, *kept_top, *kept_limit; /* heap_keep() */
    bool kept_overflowed; /* some kept value found no room: nothing is collected until those are released */
    Value memory_error;   /* what raise_memory() raises: a MemoryError made beforehand */
    struct {              /* vm/weak.c's */
        Value table; /* Block: chains of weak references by the address of what they refer to; or NOTHING */
        uint32_t count;                                    /* weak references */
        bool running;                                      /* weak_run() is: it doesn't run itself */
        Weakref *references, *finalizers, *last_finalizer; /* newest first; oldest first */
        struct WeakQueue queue, revived; /* to be run; the same, but what they keep alive isn't marked yet */
        Weakref **link, *before;         /* where the collector is in one of the lists */
    } weak;
    struct { /* vm/types/gc.c's */
        bool disabled;
        uint32_t thresholds[3];
    } collector;
    size_t page_count; /* of the isolate itself with its stack, frames and kept values */

    /* Attributes' */
    LookupEntry *lookups; /* lookup_mask + 1 of them, by a hash of class and key */
    uint32_t lookup_mask, lookup_epoch;

    /* The modules' */
    LoadedImage *images;
    Value modules;        /* Dictionary: sys.modules */
    Value builtins;       /* Module */
    Value compiled[2];    /* what exec() and eval() compiled lately: Dictionary, source to Code, or NOTHING */
    uint32_t class_count; /* classes made */

    uint32_t digits_limit; /* decimal digits that int takes or gives as text; 0: no limit */
    void (*write)(Isolate *isolate, const void *bytes, size_t size,
                  bool error); /* standard output or error */
    size_t (*read)(
        Isolate *isolate, void *bytes,
        size_t size); /* of standard input, waiting for some; 0: it has ended. NULL: there is none */
    /* A line of a source file for tracebacks (SourceLine of vm/types/classes.h); NULL: there are no files */
    bool (*source_line)(void *context, const String *filename, uint32_t line, char *buffer, size_t size);
    void *host; /* the embedder's: the kernel task, the host program's state */
    MachineCodeMemory own_machine_code, *machine_code_memory; /* the latter: its own, or shared */
    uint32_t frame_count;     /* frames there is room for; frame_limit may be lower */
    uint32_t recursion_limit; /* what was asked for, which may be more */
};

/* What CPython allows at first, and the least that it lets a program set. */
enum { DIGITS_LIMIT = 4300, DIGITS_LIMIT_LEAST = 640 };

struct IsolateOptions {
    size_t heap_limit;        /* bytes the collector lets live; policy 256 KiB, prompt 8 MiB */
    uint32_t stack_size;      /* values in the register stack */
    uint32_t frame_count;     /* depth of Python calls: past it RecursionError */
    uint32_t recursion_limit; /* a lower depth, until sys.setrecursionlimit() allows more; 0: none */
    uint32_t native_depth_limit;
    enum IsolateRole role;
    enum MachineCodeUse machine_code_use;
    size_t machine_code_pages; /* that may be filled; 0: no limit, and those set apart are for it, too */
    void (*write)(Isolate *isolate, const void *bytes, size_t size, bool error);
    size_t (*read)(Isolate *isolate, void *bytes, size_t size);
    bool (*source_line)(void *context, const String *filename, uint32_t line, char *buffer, size_t size);
    void *host;
};

/* NULL when memory is short. The isolate's own structures, stack, frames and first heap blocks come from
 * machine pages. */
Isolate *isolate_create(const struct IsolateOptions *options);
void isolate_destroy(Isolate *isolate);
/* How deep Python calls may go from now on, as far as there are frames. */
void isolate_limit_recursion(Isolate *isolate, uint32_t depth);

/* What a program that has ended leaves to be done: the functions of the atexit module, if it was imported,
 * and the finalizers of all that is left. Exceptions are reported on standard error. */
void isolate_finish(Isolate *isolate);

/* Makes a verified image's modules importable; nothing of it is run. NULL with MemoryError set. */
LoadedImage *isolate_add_image(Isolate *isolate, const Image *image);
/* Imports (running its body if it has not run) a dotted module name; the module, or NOTHING. */
Value isolate_import(Isolate *isolate, const char *name);

/*
 * Safe from interrupts and other CPUs. The request is noticed at the next charge, or, if that charge was just
 * being written on another CPU, within BUDGET_QUANTUM charges.
 */
enum { BUDGET_QUANTUM = 997 }; /* prime, so that what it samples is no one place in a loop */
void isolate_request(Isolate *isolate, enum IsolateRequest request);

/* Charges `amount`, about one an element or 16 bytes; false with an exception set when the isolate must stop.
 */
bool isolate_charge_slow(Isolate *isolate);
/* The same between two instructions: runs finalizers that wait. */
bool isolate_charge_running(Isolate *isolate);
inline bool isolate_charge(Isolate *isolate, uint64_t amount) {
    isolate->budget -= (int64_t)amount;
    return __builtin_expect(isolate->budget >= 0, 1) || isolate_charge_slow(isolate);
}

/* ---- Kept values (vm/heap.h) ---- */

inline Value heap_keep(Isolate *isolate, Value value) {
    if (__builtin_expect(isolate->kept_top < isolate->kept_limit, 1))
        *isolate->kept_top++ = value;
    else
        isolate->kept_overflowed = true;
    return value;
}
static inline HeapMark heap_mark(const Isolate *isolate) { return isolate->kept_top; }
static inline void heap_release(Isolate *isolate, HeapMark mark) { isolate->kept_top = mark; }

#endif
