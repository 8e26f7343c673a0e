/* all, any, max, min, sorted, sum. */
#include "vm/float/float.h"
#include "vm/isolate.h"
#include "vm/types/arguments.h"
#include "vm/types/builtins_functions.h"
#include "vm/types/bytes.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/float.h"
#include "vm/types/list.h"
#include "vm/types/numbers.h"

struct Truth {
    bool wanted; /* the truth that ends the search */
    bool found;
};

static bool truth_visit(Isolate *isolate, Value element, void *context) {
    struct Truth *search = context;
    int truth = operate_truth(isolate, element);
    search->found = truth >= 0 && (truth != 0) == search->wanted;
    return truth >= 0 && !search->found;
}

static Value search_truth(Isolate *isolate, Value iterable, bool wanted) {
    struct Truth search = {.wanted = wanted};
    bool done = iterate_each(isolate, iterable, truth_visit, &search) && isolate->exception == NOTHING;
    return done ? boolean(search.found == wanted) : NOTHING;
}

Value builtin_all(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return search_truth(isolate, arguments[0], false);
}
Value builtin_any(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return search_truth(isolate, arguments[0], true);
}

/* ---- max and min ---- */

struct Extreme {
    enum Comparison comparison;
    Value key;  /* function or NONE */
    Value best; /* list of the best element and its key; empty: none yet */
};

static bool extreme_visit(Isolate *isolate, Value element, void *context) {
    struct Extreme *search = context;
    Value key = search->key == NONE ? element : call(isolate, search->key, &element, 1);
    if (key == NOTHING) {
        return false;
    }
    heap_keep(isolate, key);
    List *best = AS(List, search->best);
    if (both_small(key, list_get(best, 1))) {
        bool less = (int64_t)key < (int64_t)list_get(best, 1);
        if (key == list_get(best, 1) || less != (search->comparison == COMPARE_LESS)) {
            return true;
        }
    } else if (list_get(best, 1) != UNDEFINED) {
        Value better = operate_compare(isolate, search->comparison, key, list_get(best, 1));
        int truth = better == NOTHING ? -1 : operate_truth(isolate, heap_keep(isolate, better));
        if (truth <= 0) {
            return truth == 0;
        }
    }
    list_set(isolate, best, 0, element);
    list_set(isolate, best, 1, key);
    return true;
}

/* max(iterable) or max(a, b, ...); the tuple or list of several arguments is made by the caller. */
static Value extreme_of(Isolate *isolate, const char *name, Value iterable, struct Extreme *search,
                        Value otherwise) {
    search->best = list_new(isolate, 2, (Value[]){UNDEFINED, UNDEFINED});
    if (search->best == NOTHING) {
        return NOTHING;
    }
    heap_keep(isolate, search->best);
    if (!iterate_each(isolate, iterable, extreme_visit, search) || isolate->exception != NOTHING) {
        return NOTHING;
    }
    Value best = list_get(AS(List, search->best), 0);
    if (best != UNDEFINED) {
        return best;
    }
    return otherwise != UNDEFINED ? otherwise
                                  : raise_value_error(isolate, "%s() arg is an empty sequence", name);
}

static Value extreme(Isolate *isolate, const char *name, enum Comparison comparison, Value *arguments,
                     uint32_t count, const Tuple *names) {
    static const char *const parameter_names[] = {"key", "default"};
    struct Parameters parameters = {name, parameter_names, 2, 0, 0};
    Value bound[2];
    int64_t positional = arguments_named(isolate, &parameters, arguments, count, names, bound);
    if (positional < 0) {
        return NOTHING;
    }
    if (positional == 0) {
        return raise_type(isolate, "%s expected at least 1 argument, got 0", name);
    }
    struct Extreme search = {.comparison = comparison, .key = bound[0] == UNDEFINED ? NONE : bound[0]};
    if (positional == 1) {
        return extreme_of(isolate, name, arguments[0], &search, bound[1]);
    }
    if (bound[1] != UNDEFINED) {
        return raise_type(isolate, "Cannot specify a default for %s() with multiple positional arguments",
                          name);
    }
    if (positional == 2 && search.key == NONE && both_small(arguments[0], arguments[1])) {
        bool second = (int64_t)arguments[1] < (int64_t)arguments[0];
        return arguments[second == (comparison == COMPARE_LESS) && arguments[0] != arguments[1]];
    }
    Value several = tuple_new(isolate, (uint32_t)positional, arguments);
    return several == NOTHING ? NOTHING
                              : extreme_of(isolate, name, heap_keep(isolate, several), &search, UNDEFINED);
}

Value builtin_max(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names) {
    return extreme(isolate, "max", COMPARE_GREATER, arguments, count, names);
}
Value builtin_min(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names) {
    return extreme(isolate, "min", COMPARE_LESS, arguments, count, names);
}

/* ---- sum and sorted ---- */

/* The total of small integers and that of floats are kept as numbers; any other, as an object, by a list. */
struct Sum {
    enum { SUM_SMALL, SUM_FLOAT, SUM_OBJECT } state;
    union {
        int64_t number;
        uint64_t bits;
    };
    Value holder;
};

static Value sum_total(Isolate *isolate, const struct Sum *sum) {
    return sum->state == SUM_SMALL   ? small(sum->number)
           : sum->state == SUM_FLOAT ? float_from_bits(isolate, sum->bits)
                                     : list_get(AS(List, sum->holder), 0);
}

static void sum_start(Isolate *isolate, struct Sum *sum, Value total) {
    if (is_small(total)) {
        sum->state = SUM_SMALL;
        sum->number = small_number(total);
    } else if (is_kind(total, KIND_FLOAT) && !as_object(total)->class) {
        sum->state = SUM_FLOAT;
        sum->bits = AS(Float, total)->bits;
    } else {
        sum->state = SUM_OBJECT;
        list_set(isolate, AS(List, sum->holder), 0, total);
    }
}

static bool sum_visit(Isolate *isolate, Value element, void *context) {
    struct Sum *sum = context;
    if (sum->state == SUM_SMALL && is_small(element)) {
        int64_t number = sum->number + small_number(element);
        if (fits_small(number)) {
            sum->number = number;
            return true;
        }
    } else if (sum->state == SUM_FLOAT && is_kind(element, KIND_FLOAT) && !as_object(element)->class) {
        sum->bits = float_compute_binary(FLOAT_ADD, sum->bits, AS(Float, element)->bits);
        return true;
    }
    Value total = sum_total(isolate, sum);
    if (total == NOTHING) {
        return false;
    }
    total = operate_binary(isolate, BINARY_ADD, heap_keep(isolate, total), element);
    if (total != NOTHING) {
        sum_start(isolate, sum, total);
    }
    return total != NOTHING;
}

Value builtin_sum(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names) {
    static const char *const parameter_names[] = {"", "start"};
    static const struct Parameters parameters = {"sum", parameter_names, 2, 2, 1};
    Value bound[2];
    if (!arguments_bind(isolate, &parameters, arguments, count, names, bound)) {
        return NOTHING;
    }
    Value start = bound[1] == UNDEFINED ? small(0) : bound[1];
    if (is_string(start) || is_kind(start, KIND_BYTES) || is_kind(start, KIND_BYTEARRAY)) {
        return raise_type(isolate, "sum() can't sum %s",
                          is_string(start)             ? "strings [use ''.join(seq) instead]"
                          : is_kind(start, KIND_BYTES) ? "bytes [use b''.join(seq) instead]"
                                                       : "bytearray [use b''.join(seq) instead]");
    }
    struct Sum sum = {.holder = list_new(isolate, 1, &start)};
    if (sum.holder == NOTHING) {
        return NOTHING;
    }
    heap_keep(isolate, sum.holder);
    sum_start(isolate, &sum, start);
    bool done = iterate_each(isolate, bound[0], sum_visit, &sum) && isolate->exception == NOTHING;
    return done ? sum_total(isolate, &sum) : NOTHING;
}

Value builtin_sorted(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names) {
    static const char *const parameter_names[] = {"key", "reverse"};
    static const struct Parameters parameters = {"sort", parameter_names, 2, 0, 0};
    Value bound[2];
    int64_t positional = arguments_named(isolate, &parameters, arguments, count, names, bound);
    if (positional != 1) {
        return positional < 0
                   ? NOTHING
                   : raise_type(isolate, "sorted expected 1 argument, got %u", (uint32_t)positional);
    }
    int reverse = bound[1] == UNDEFINED ? 0 : operate_truth(isolate, bound[1]);
    Value list = reverse < 0 ? NOTHING : list_from(isolate, arguments[0]);
    if (list == NOTHING) {
        return NOTHING;
    }
    heap_keep(isolate, list);
    return list_sort(isolate, list, bound[0] == UNDEFINED ? NONE : bound[0], reverse) ? list : NOTHING;
}
