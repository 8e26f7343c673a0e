/* Methods of deque, and the module _collections. */
#include "vm/library/deque.h"
#include "vm/types/arguments.h"
#include "vm/types/containers.h"
#include "vm/types/iterator.h"
#include "vm/types/numbers.h"

#define SELF AS(Deque, arguments[0])
#define DEQUE_METHOD(name)                                                                                   \
    static Value method_##name(Isolate *isolate __attribute__((unused)), Value *arguments,                   \
                               uint32_t count __attribute__((unused)))

static Value method_init(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names) {
    static const char *const parameter_names[] = {"iterable", "maxlen"};
    static const struct Parameters parameters = {"deque", parameter_names, 2, 2, 0};
    Value bound[2];
    uint64_t limit;
    if (!arguments_bind(isolate, &parameters, arguments + 1, count - 1, names, bound) ||
        !deque_limit(isolate, bound[1], &limit)) {
        return NOTHING;
    }
    deque_clear(SELF);
    SELF->limit = limit;
    return bound[0] == UNDEFINED || deque_add_all(isolate, arguments[0], bound[0], false) ? NONE : NOTHING;
}

/* ---- Both ends ---- */

DEQUE_METHOD(append) { return deque_add(isolate, SELF, arguments[1], false) ? NONE : NOTHING; }
DEQUE_METHOD(appendleft) { return deque_add(isolate, SELF, arguments[1], true) ? NONE : NOTHING; }
DEQUE_METHOD(extend) { return deque_add_all(isolate, arguments[0], arguments[1], false) ? NONE : NOTHING; }
DEQUE_METHOD(extendleft) { return deque_add_all(isolate, arguments[0], arguments[1], true) ? NONE : NOTHING; }

static Value take(Isolate *isolate, Deque *deque, bool front) {
    return deque->length ? deque_take(deque, front) : raise_index(isolate, "pop from an empty deque");
}
DEQUE_METHOD(pop) { return take(isolate, SELF, false); }
DEQUE_METHOD(popleft) { return take(isolate, SELF, true); }

DEQUE_METHOD(clear) {
    deque_clear(SELF);
    return NONE;
}

DEQUE_METHOD(copy) { return deque_copy(isolate, SELF, SELF->limit); }

/* ---- Turning ---- */

DEQUE_METHOD(rotate) {
    int64_t steps = 1;
    Deque *deque = SELF;
    if (count > 1 && !operate_index(isolate, arguments[1], &steps)) {
        return NOTHING;
    }
    int64_t length = (int64_t)deque->length;
    if (length <= 1) {
        return NONE;
    }
    steps %= length;
    bool right = steps > 0;
    steps = right ? steps : -steps;
    if (steps > length / 2) {
        steps = length - steps;
        right = !right;
    }
    if (!isolate_charge(isolate, (uint64_t)steps / 4)) {
        return NOTHING;
    }
    for (; steps > 0; steps--) { /* what is taken leaves room, so adding can't fail */
        deque_add(isolate, deque, deque_take(deque, !right), right);
    }
    return NONE;
}

DEQUE_METHOD(reverse) {
    Deque *deque = SELF;
    if (!isolate_charge(isolate, deque->length / 8)) {
        return NOTHING;
    }
    for (uint64_t i = 0; i < deque->length / 2; i++) {
        uint64_t other = deque->length - 1 - i;
        Value first = *deque_place(deque, i);
        deque_put(isolate, deque, i, *deque_place(deque, other));
        deque_put(isolate, deque, other, first);
    }
    return NONE;
}

/* ---- Searching: == may run Python, which may change the deque ---- */

static Value mutated(Isolate *isolate) {
    return raise_error(isolate, &class_RuntimeError, "deque mutated during iteration");
}

/* Whether the element at an index equals a value: 1, 0, -1. */
static int equals_at(Isolate *isolate, const Deque *deque, uint64_t index, Value value) {
    HeapMark mark = heap_mark(isolate);
    int same = operate_equal(isolate, heap_keep(isolate, *deque_place(deque, index)), value);
    heap_release(isolate, mark);
    return same;
}

/* The first equal element of [start, stop): -1 none, -2 an exception is set. */
static int64_t find(Isolate *isolate, const Deque *deque, Value value, uint64_t start, uint64_t stop) {
    uint64_t version = deque->version;
    if (!isolate_charge(isolate, deque->length / 4)) {
        return -2;
    }
    for (uint64_t i = start; i < stop && i < deque->length; i++) {
        int same = equals_at(isolate, deque, i, value);
        if (same < 0) {
            return -2;
        }
        if (deque->version != version) {
            mutated(isolate);
            return -2;
        }
        if (same) {
            return (int64_t)i;
        }
    }
    return -1;
}

int deque_contains(Isolate *isolate, Value self, Value element) {
    int64_t index = find(isolate, AS(Deque, self), element, 0, UINT64_MAX);
    return index == -2 ? -1 : index >= 0;
}

DEQUE_METHOD(count) {
    const Deque *deque = SELF;
    uint64_t version = deque->version;
    int64_t found = 0;
    for (uint64_t i = 0; i < deque->length; i++) {
        int same = isolate_charge(isolate, 1) ? equals_at(isolate, deque, i, arguments[1]) : -1;
        if (same < 0) {
            return NOTHING;
        }
        if (deque->version != version) {
            return mutated(isolate);
        }
        found += same;
    }
    return small(found);
}

DEQUE_METHOD(index) {
    int64_t start, stop;
    if (!index_range(isolate, count > 2 ? arguments[2] : UNDEFINED, count > 3 ? arguments[3] : UNDEFINED,
                     (int64_t)SELF->length, &start, &stop)) {
        return NOTHING;
    }
    int64_t index = find(isolate, SELF, arguments[1], (uint64_t)start, (uint64_t)(stop < 0 ? 0 : stop));
    if (index == -1) {
        return raise_value_error(isolate, "%V is not in deque", arguments[1]);
    }
    return index < 0 ? NOTHING : small(index);
}

DEQUE_METHOD(remove) {
    int64_t index = find(isolate, SELF, arguments[1], 0, UINT64_MAX);
    if (index == -2) {
        return exception_take(isolate, &class_RuntimeError) == NOTHING
                   ? NOTHING
                   : raise_index(isolate, "deque mutated during iteration");
    }
    if (index == -1) {
        return raise_value_error(isolate, "%V is not in deque", arguments[1]);
    }
    return deque_remove_at(isolate, SELF, (uint64_t)index) ? NONE : NOTHING;
}

DEQUE_METHOD(insert) {
    Deque *deque = SELF;
    int64_t index, length = (int64_t)deque->length;
    if (deque->length == deque->limit) {
        return raise_index(isolate, "deque already at its maximum size");
    }
    if (!operate_index(isolate, arguments[1], &index) || !isolate_charge(isolate, deque->length / 8)) {
        return NOTHING;
    }
    index = index < -length ? 0 : index < 0 ? index + length : index > length ? length : index;
    if (!deque_add(isolate, deque, arguments[2], false)) {
        return NOTHING;
    }
    for (uint64_t i = deque->length - 1; i > (uint64_t)index; i--) {
        deque_put(isolate, deque, i, *deque_place(deque, i - 1));
    }
    deque_put(isolate, deque, (uint64_t)index, arguments[2]);
    return NONE;
}

/* ---- The others ---- */

DEQUE_METHOD(reversed) {
    Value iterator = iterator_new(isolate, ITERATE_DEQUE_BACKWARD, arguments[0], 0);
    if (iterator != NOTHING) {
        AS(Iterator, iterator)->step = (int64_t)SELF->version;
        AS(Iterator, iterator)->remaining = SELF->length;
    }
    return iterator;
}

DEQUE_METHOD(maxlen) {
    return SELF->limit == DEQUE_UNLIMITED ? NONE : integer_from_uint64(isolate, SELF->limit);
}

const Native deque_methods[] = {
    METHOD_WITH_KEYWORDS(method_init, "__init__", 1, NATIVE_UNLIMITED, class_deque),
    METHOD(method_append, "append", 2, 2, class_deque),
    METHOD(method_appendleft, "appendleft", 2, 2, class_deque),
    METHOD(method_clear, "clear", 1, 1, class_deque),
    METHOD(method_copy, "__copy__", 1, 1, class_deque),
    METHOD(method_copy, "copy", 1, 1, class_deque),
    METHOD(method_count, "count", 2, 2, class_deque),
    METHOD(method_extend, "extend", 2, 2, class_deque),
    METHOD(method_extendleft, "extendleft", 2, 2, class_deque),
    METHOD(method_index, "index", 2, 4, class_deque),
    METHOD(method_insert, "insert", 3, 3, class_deque),
    METHOD(method_pop, "pop", 1, 1, class_deque),
    METHOD(method_popleft, "popleft", 1, 1, class_deque),
    METHOD(method_remove, "remove", 2, 2, class_deque),
    METHOD(method_reverse, "reverse", 1, 1, class_deque),
    METHOD(method_reversed, "__reversed__", 1, 1, class_deque),
    METHOD(method_rotate, "rotate", 1, 2, class_deque),
    PROPERTY(method_maxlen, "maxlen", class_deque),
    METHODS_END,
};

static const Class *const classes[] = {&class_deque, NULL};

const struct NativeModule collections_module = {.name = "_collections", .classes = classes};
