/* Weak references and finalizers: see weak.h. */
#include "vm/weak.h"

#include "vm/heap_blocks.h"
#include "vm/interpreter.h"
#include "vm/names.h"
#include "vm/operations.h"
#include "vm/types/classes.h"
#include "vm/types/string.h"

enum { FEWEST_BUCKETS = 16, RECORD_WORK = 4 };

/* ---- The table: which weak references an object has, by its address ---- */

static uint64_t bucket_count(const Isolate *isolate) {
    return isolate->weak.table == NOTHING ? 0
                                          : AS(Block, isolate->weak.table)->object.count / sizeof(Weakref *);
}

static Weakref **bucket_of(const Isolate *isolate, Value object) {
    Weakref **buckets = (Weakref **)(void *)AS(Block, isolate->weak.table)->bytes;
    uint64_t hash = (object >> 4) * 0x9e3779b97f4a7c15u;
    return &buckets[(hash >> 32) % bucket_count(isolate)];
}

static void chain(Isolate *isolate, Weakref *reference) {
    Weakref **bucket = bucket_of(isolate, reference->referent);
    reference->chain = *bucket;
    *bucket = reference;
}

static void unchain(Isolate *isolate, const Weakref *reference) {
    Weakref **link = bucket_of(isolate, reference->referent);
    while (*link != reference)
        link = &(*link)->chain;
    *link = reference->chain;
}

/* The oldest is chained first, so that an object's newest comes first. */
static void chain_all(Isolate *isolate, Weakref *reference) {
    Weakref *reversed = NULL;
    for (Weakref *next; reference; reference = next) {
        next = reference->next;
        reference->next = reversed;
        reversed = reference;
    }
    for (Weakref *next; reversed; reversed = next) {
        next = reversed->next;
        chain(isolate, reversed);
        reversed->next = reference;
        reference = reversed;
    }
}

static bool reserve(Isolate *isolate) {
    uint64_t count = bucket_count(isolate);
    if (count && isolate->weak.count < count)
        return true;
    uint64_t size = (count ? 4 * count : FEWEST_BUCKETS) * sizeof(Weakref *);
    if (size > UINT32_MAX)
        return true;
    Block *block = heap_allocate(isolate, KIND_BLOCK, sizeof(Block) + size, NULL);
    if (!block)
        return false;
    heap_settle(isolate);
    block->object.count = (uint32_t)size;
    isolate->weak.table = from_object(block);
    chain_all(isolate, isolate->weak.references);
    return true;
}

/* ---- Records ---- */

static Weakref *new_record(Isolate *isolate, const Class *class, Value object, Value callback) {
    Weakref *record = heap_allocate(isolate, KIND_WEAKREF, sizeof(Weakref), class);
    if (!record)
        return NULL;
    record->referent = object;
    record->callback = callback;
    record->hash = UNDEFINED;
    return record;
}

static Value plain_reference(Isolate *isolate, Value object) {
    Weakref *reference = bucket_count(isolate) ? *bucket_of(isolate, object) : NULL;
    while (reference &&
           (reference->referent != object || reference->callback != NONE || reference->object.class))
        reference = reference->chain;
    return reference ? from_object(reference) : UNDEFINED;
}

Value weak_new(Isolate *isolate, const Class *class, Value object, Value callback) {
    if (!reserve(isolate))
        return NOTHING;
    if (!class && callback == NONE) {
        heap_settle(isolate); /* one that is found might be dying itself */
        Value there = plain_reference(isolate, object);
        if (there != UNDEFINED)
            return there;
    }
    Weakref *reference = new_record(isolate, class, object, callback);
    if (!reference)
        return NOTHING;
    reference->next = isolate->weak.references;
    isolate->weak.references = reference;
    isolate->weak.count++;
    chain(isolate, reference);
    return from_object(reference);
}

bool weak_finalize(Isolate *isolate, Value object) {
    if (isolate->role == ROLE_HOOK)
        return true;
    heap_keep(isolate, object);
    Weakref *record = new_record(isolate, NULL, object, NONE);
    if (!record)
        return false;
    record->object.detail = WEAK_FINALIZER;
    if (isolate->weak.last_finalizer)
        isolate->weak.last_finalizer->next = record;
    else
        isolate->weak.finalizers = record;
    isolate->weak.last_finalizer = record;
    return true;
}

bool weak_possible(Value value) {
    if (!is_object(value) || value == NOTHING)
        return false;
    const Object *object = as_object(value);
    switch (object->kind) {
    case KIND_INSTANCE:
        return object->class && !(object->class->flags & CLASS_SLOTS_ONLY);
    case KIND_CLASS:
    case KIND_FUNCTION:
    case KIND_NATIVE:
    case KIND_METHOD:
    case KIND_MODULE:
    case KIND_SET:
    case KIND_GENERATOR:
    case KIND_CODE:
    case KIND_DEQUE:
    case KIND_ARRAY:
        return true;
    case KIND_INTEGER:
    case KIND_TUPLE:
    case KIND_BYTES:
    case KIND_WEAKREF:
        return false;
    default:
        return object->class && !(object->class->flags & CLASS_STATIC);
    }
}

/* ---- Dying ---- */

/* After marking: whether this cycle is about to free it. */
static bool is_dying(const Isolate *isolate, const Object *object) {
    return !(object->flags & (OBJECT_FROZEN | OBJECT_MARKED)) &&
           object_block(object)->swept != isolate->heap->cycle;
}

Value weak_get(Isolate *isolate, const Weakref *reference) {
    heap_settle(isolate);
    return reference->referent;
}

void weak_each(Isolate *isolate, Value object, void (*visit)(Weakref *reference, void *context),
               void *context) {
    heap_settle(isolate);
    Weakref *reference = bucket_count(isolate) ? *bucket_of(isolate, object) : NULL;
    for (; reference; reference = reference->chain)
        if (reference->referent == object)
            visit(reference, context);
}

static void enqueue(struct WeakQueue *queue, Weakref *record) {
    record->object.detail |= WEAK_QUEUED;
    record->next = NULL;
    if (queue->last)
        queue->last->next = record;
    else
        queue->first = record;
    queue->last = record;
}

/* A generator that isn't suspended has nothing to close. */
static bool has_work(const Weakref *record) {
    const Object *object = as_object(record->referent);
    return object->kind != KIND_GENERATOR || object->detail == GENERATOR_SUSPENDED ||
           object->detail == GENERATOR_DELEGATED;
}

uint32_t weak_revive_some(Isolate *isolate) {
    Weakref **link = isolate->weak.link ? isolate->weak.link : &isolate->weak.finalizers;
    Weakref *record = *link;
    if (!record)
        return 0;
    bool dying = is_dying(isolate, as_object(record->referent));
    if ((!dying || has_work(record)) && is_dying(isolate, &record->object))
        heap_mark_value(isolate->heap, from_object(record));
    if (dying) {
        *link = record->next;
        if (isolate->weak.last_finalizer == record)
            isolate->weak.last_finalizer = isolate->weak.before;
        if (has_work(record))
            enqueue(&isolate->weak.revived, record);
    } else {
        isolate->weak.link = &record->next;
        isolate->weak.before = record;
    }
    return RECORD_WORK;
}

/* From here on they may be run. */
void weak_revived(Isolate *isolate) {
    struct WeakQueue *queue = &isolate->weak.queue, *revived = &isolate->weak.revived;
    isolate->weak.link = NULL;
    isolate->weak.before = NULL;
    if (!revived->first)
        return;
    if (queue->last)
        queue->last->next = revived->first;
    else
        queue->first = revived->first;
    queue->last = revived->last;
    *revived = (struct WeakQueue){NULL, NULL};
}

uint32_t weak_clear_some(Isolate *isolate) {
    Weakref **link = isolate->weak.link ? isolate->weak.link : &isolate->weak.references;
    Weakref *reference = *link;
    if (!reference) {
        isolate->weak.link = NULL;
        return 0;
    }
    bool dying = is_dying(isolate, &reference->object);
    if (!dying && !is_dying(isolate, as_object(reference->referent))) {
        isolate->weak.link = &reference->next;
        return RECORD_WORK;
    }
    *link = reference->next;
    unchain(isolate, reference);
    isolate->weak.count--;
    reference->referent = UNDEFINED;
    if (!dying && reference->callback != NONE && isolate->role != ROLE_HOOK)
        enqueue(&isolate->weak.queue, reference);
    return RECORD_WORK;
}

void weak_mark_roots(Isolate *isolate) {
    heap_mark_value(isolate->heap, isolate->weak.table);
    heap_mark_value(isolate->heap, from_object(isolate->weak.queue.first));
}

/* ---- Running ---- */

static void write_text(Isolate *isolate, Value text) {
    if (text == NOTHING) {
        isolate->exception = NOTHING;
        return;
    }
    heap_keep(isolate, text);
    Value bytes = string_encode_utf8(isolate, AS(String, text));
    if (bytes == NOTHING)
        isolate->exception = NOTHING;
    else
        isolate->write(isolate, AS(Bytes, bytes)->bytes, AS(Bytes, bytes)->length, true);
}

/* As CPython's sys.unraisablehook. */
static void report(Isolate *isolate, Value culprit) {
    HeapMark mark = heap_mark(isolate);
    Value exception = heap_keep(isolate, isolate->exception);
    isolate->exception = NOTHING;
    write_text(isolate, string_format(isolate, "Exception ignored in: %V\n", culprit));
    write_text(isolate, exception_display(isolate, exception, isolate->source_line, NULL));
    heap_release(isolate, mark);
}

/* Calls one; *culprit is what a report names. */
static bool finish_one(Isolate *isolate, Weakref *record, Value *culprit) {
    *culprit = record->callback;
    Value argument = from_object(record);
    if (!(record->object.detail & WEAK_FINALIZER))
        return call(isolate, record->callback, &argument, 1) != NOTHING;
    *culprit = heap_keep(isolate, record->referent);
    if (is_kind(record->referent, KIND_GENERATOR))
        return generator_close(isolate, record->referent);
    Value found = class_lookup(isolate, class_of(record->referent), NAME(__del__));
    if (found == UNDEFINED || found == NOTHING)
        return true;
    *culprit = found;
    return call_special(isolate, record->referent, NAME(__del__), NULL, 0) != NOTHING;
}

static bool must_stop(const Isolate *isolate) {
    return is_instance(isolate->exception, &class_TaskKilled) ||
           is_instance(isolate->exception, &class_BudgetExceeded);
}

bool weak_run(Isolate *isolate) {
    struct WeakQueue *queue = &isolate->weak.queue;
    bool good = true;
    if (isolate->weak.running || isolate->in_hook)
        return true;
    isolate->weak.running = true;
    while (good && queue->first) {
        HeapMark mark = heap_mark(isolate);
        Weakref *record = queue->first;
        Value culprit;
        heap_keep(isolate, from_object(record));
        queue->first = record->next;
        if (!queue->first)
            queue->last = NULL;
        record->next = NULL;
        record->object.detail &= (uint16_t)~WEAK_QUEUED;
        if (!finish_one(isolate, record, &culprit)) {
            good = !must_stop(isolate);
            if (good)
                report(isolate, culprit);
        }
        heap_release(isolate, mark);
    }
    isolate->weak.running = false;
    return good;
}

/* Between two cycles: none looks at the records. */
static void enqueue_all(Isolate *isolate) {
    for (Weakref *record = isolate->weak.finalizers, *next; record; record = next) {
        next = record->next;
        if (has_work(record))
            enqueue(&isolate->weak.queue, record);
    }
    isolate->weak.finalizers = isolate->weak.last_finalizer = NULL;
}

bool weak_run_unreachable(Isolate *isolate) {
    if (!isolate->weak.finalizers && !isolate->weak.queue.first)
        return true;
    heap_collect(isolate);
    return weak_run(isolate);
}

void weak_finish(Isolate *isolate) {
    if (!weak_run_unreachable(isolate) || !isolate->weak.finalizers)
        return;
    heap_collect(isolate);
    if (isolate->heap->phase == HEAP_IDLE)
        enqueue_all(isolate);
    weak_run(isolate);
}
