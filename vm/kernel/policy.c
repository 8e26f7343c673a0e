/*
 * Policy versions: see policy.h.
 */
#include "vm/kernel/policy.h"

#include "vm/format.h"
#include "vm/kernel/scheduler.h"
#include "vm/kernel/trace.h"
#include "vm/machine_code.h"
#include "vm/names.h"
#include "vm/types/classes.h"
#include "vm/types/string.h"

enum {
    PROBATION = 10000,       /* decisions during which the first failure retires a version */
    DEFAULT_STALL_MS = 1000, /* STALL_LIMIT of a face that declares none */
    LONGEST_STALL_MS = 10000,
    ISOLATE_STACK = 1024, /* values */
    ISOLATE_FRAMES = 64,
    ISOLATE_NATIVE_DEPTH = 12,
    ISOLATE_HEAP = 256 * 1024,
};
#define FAILURE_WINDOW 10000000000ULL /* nanoseconds in which three failures of a hook retire a version */

static struct SpinLock policy_lock; /* guards states, failures and requests */
static struct Policy *policies[POLICY_LIMIT];
static uint32_t last_version;
static struct Policy *active;

static struct {
    struct Policy *target;
    uint32_t requested, completed; /* numbers of swaps */
    uint32_t arrived;              /* CPUs that came to a safe point, all swaps together */
} swap;

struct Policy *policy_active(void) { return __atomic_load_n(&active, __ATOMIC_ACQUIRE); }

struct Policy *policy_slot(uint32_t index) { return index < POLICY_LIMIT ? policies[index] : NULL; }

uint32_t policy_version_of(const Isolate *isolate) {
    return isolate->role == ROLE_HOOK ? ((const struct PolicyInstance *)isolate->host)->policy->version : 0;
}

uint32_t policy_swaps_done(void) { return __atomic_load_n(&swap.completed, __ATOMIC_ACQUIRE); }

/* ---- Loading ---- */

static void policy_write(Isolate *isolate, const void *bytes, size_t size, bool error) {
    (void)isolate;
    (void)error;
    char text[128];
    size_t length = size < sizeof(text) - 1 ? size : sizeof(text) - 1;
    __builtin_memcpy(text, bytes, length);
    text[length] = 0;
    if (!(length == 1 && text[0] == '\n')) {
        report_format("[policy] %s\n", text);
    }
}

static const struct MachineModule *find_module(const char *name) {
    char file[NAME_SIZE + 8];
    format_text(file, sizeof(file), "%s.img", __builtin_strcmp(name, "default") ? name : "policy");
    for (size_t index = 0; index < machine_module_count(); index++) {
        if (!__builtin_strcmp(machine_module(index)->name, file)) {
            return machine_module(index);
        }
    }
    return NULL;
}

static void free_policy(struct Policy *policy) {
    for (uint32_t cpu = 0; cpu < MACHINE_CPU_LIMIT; cpu++) {
        if (policy->instances[cpu].isolate) {
            isolate_destroy(policy->instances[cpu].isolate);
            policy->instances[cpu].isolate = NULL;
        }
    }
    if (policy->machine_code) {
        machine_code_table_free(policy->machine_code, &policy->image);
        machine_code_memory_free(&policy->machine_code_memory);
        policy->machine_code = NULL;
    }
    policy->state = POLICY_FREE;
}

/* A slot for a new version: a free one, a retired one, or the oldest of those standing by. */
static struct Policy *take_slot(void) {
    struct Policy *oldest = NULL;
    for (uint32_t index = 0; index < POLICY_LIMIT; index++) {
        struct Policy *policy = policies[index];
        if (!policy) {
            size_t pages = (sizeof(struct Policy) + MACHINE_PAGE_SIZE - 1) / MACHINE_PAGE_SIZE;
            return policies[index] = machine_pages_allocate(pages);
        }
        bool usable = policy->state != POLICY_ACTIVE && policy->state != POLICY_LOADING;
        if (usable && (!oldest || policy->version < oldest->version)) {
            oldest = policy;
        }
    }
    if (oldest) {
        free_policy(oldest);
    }
    return oldest;
}

static void describe_exception(Isolate *isolate, char reason[IMAGE_REASON_SIZE]) {
    Value exception = heap_keep(isolate, isolate->exception);
    isolate->exception = NOTHING;
    Value text = exception_display(isolate, exception, NULL, NULL);
    if (text == NOTHING) {
        isolate->exception = NOTHING;
        format_text(reason, IMAGE_REASON_SIZE, "its modules raise while they are imported");
    } else {
        char report_text[REPORT_SIZE];
        string_copy_utf8(AS(String, text), report_text, sizeof(report_text));
        report(report_text);
        format_text(reason, IMAGE_REASON_SIZE,
                    "its modules raise while they are imported (traceback on the console)");
    }
}

/* Imports the face of the image and keeps its hooks. */
static bool import_face(struct PolicyInstance *instance, const Image *image, char reason[IMAGE_REASON_SIZE]) {
    Isolate *isolate = instance->isolate;
    char name[64];
    const ImageModule *entry = &image_modules(image)[image->header->entry];
    string_copy_utf8((const String *)((const char *)image->header + entry->name), name, sizeof(name));
    isolate->budget = INT64_MAX / 2;
    Value module = isolate_import(isolate, name);
    if (module == NOTHING) {
        describe_exception(isolate, reason);
        return false;
    }
    heap_keep(isolate, module);
    for (int hook = 0; hook < HOOK_COUNT; hook++) {
        Value hook_name = string_from_c(isolate, hook_names[hook]);
        Value function = hook_name == NOTHING ? NOTHING : attribute_find(isolate, module, hook_name);
        if (function == NOTHING || function == UNDEFINED) {
            format_text(reason, IMAGE_REASON_SIZE, "module %s has no function %s", name, hook_names[hook]);
            return false;
        }
        instance->functions[hook] = heap_keep(isolate, function);
    }
    return true;
}

static uint64_t declared_stall_limit(struct PolicyInstance *instance, const char *name) {
    Isolate *isolate = instance->isolate;
    int64_t milliseconds = DEFAULT_STALL_MS;
    Value module = isolate_import(isolate, name);
    Value text = module == NOTHING ? NOTHING : string_from_c(isolate, "STALL_LIMIT");
    Value declared = text == NOTHING ? NOTHING : attribute_find(isolate, module, text);
    isolate->exception = NOTHING;
    if (is_small(declared) && small_number(declared) > 0) {
        milliseconds = small_number(declared);
    }
    return (uint64_t)(milliseconds < LONGEST_STALL_MS ? milliseconds : LONGEST_STALL_MS) * 1000000;
}

/* An isolate that has the image but has run nothing of it. What that took is noted. */
static Isolate *make_isolate(struct Policy *policy, const struct IsolateOptions *options) {
    struct HeapStatistics heap;
    uint64_t started = machine_cycles();
    Isolate *isolate = isolate_create(options);
    LoadedImage *loaded = isolate ? isolate_add_image(isolate, &policy->image) : NULL;
    if (!loaded) {
        return isolate;
    }
    machine_code_share(isolate, loaded, policy->machine_code, &policy->machine_code_memory);
    policy->isolate_cycles = machine_cycles() - started;
    heap_statistics(isolate, &heap);
    policy->isolate_bytes = isolate->page_count * MACHINE_PAGE_SIZE + heap.reserved;
    return isolate;
}

static bool make_instance(struct Policy *policy, uint32_t cpu, char reason[IMAGE_REASON_SIZE]) {
    struct PolicyInstance *instance = &policy->instances[cpu];
    struct IsolateOptions options = {
        .heap_limit = ISOLATE_HEAP,
        .stack_size = ISOLATE_STACK,
        .frame_count = ISOLATE_FRAMES,
        .native_depth_limit = ISOLATE_NATIVE_DEPTH,
        .role = ROLE_HOOK,
        .machine_code_use = MACHINE_CODE_EAGER,
        .write = policy_write,
        .host = instance,
    };
    *instance = (struct PolicyInstance){.policy = policy};
    instance->isolate = make_isolate(policy, &options);
    if (!instance->isolate || !instance->isolate->images) {
        format_text(reason, IMAGE_REASON_SIZE, "too little memory for an isolate on cpu %u", cpu);
        return false;
    }
    return import_face(instance, &policy->image, reason);
}

static bool load_into(struct Policy *policy, const char *name, char reason[IMAGE_REASON_SIZE]) {
    const struct MachineModule *module = find_module(name);
    if (!module) {
        format_text(reason, IMAGE_REASON_SIZE, "no boot module of that name");
        return false;
    }
    if (!image_verify(module->bytes, module->size, reason)) {
        return false;
    }
    policy->image = (Image){.header = module->bytes, .size = module->size};
    policy->machine_code = machine_code_table(&policy->image);
    if (!policy->machine_code) {
        format_text(reason, IMAGE_REASON_SIZE, "too little memory");
        return false;
    }
    for (uint32_t cpu = 0; cpu < machine_cpu_count(); cpu++) {
        if (!make_instance(policy, cpu, reason)) {
            return false;
        }
    }
    for (uint32_t cpu = 0; cpu < machine_cpu_count(); cpu++) { /* they share it from now on */
        policy->instances[cpu].isolate->machine_code_use = MACHINE_CODE_NEVER;
    }
    char face[64];
    const ImageModule *entry = &image_modules(&policy->image)[policy->image.header->entry];
    string_copy_utf8((const String *)((const char *)policy->image.header + entry->name), face, sizeof(face));
    policy->stall_limit = declared_stall_limit(&policy->instances[0], face);
    return true;
}

static struct Policy *load_alone(const char *name, char reason[IMAGE_REASON_SIZE]) {
    struct Policy *policy = take_slot();
    if (!policy) {
        format_text(reason, IMAGE_REASON_SIZE, "too little memory");
        return NULL;
    }
    __builtin_memset(policy, 0, sizeof(*policy));
    policy->state = POLICY_LOADING;
    policy->version = __atomic_add_fetch(&last_version, 1, __ATOMIC_RELAXED);
    format_text(policy->name, sizeof(policy->name), "%s", name);
    if (!load_into(policy, name, reason)) {
        free_policy(policy);
        return NULL;
    }
    policy->state = POLICY_STANDBY;
    return policy;
}

struct Policy *policy_load(const char *name, char reason[IMAGE_REASON_SIZE]) {
    static bool loading;
    if (__atomic_exchange_n(&loading, true, __ATOMIC_ACQUIRE)) {
        format_text(reason, IMAGE_REASON_SIZE, "another task is loading a policy; try again");
        return NULL;
    }
    struct Policy *policy = load_alone(name, reason);
    __atomic_store_n(&loading, false, __ATOMIC_RELEASE);
    return policy;
}

/* ---- Swapping ---- */

void policy_request(struct Policy *policy) {
    MachineInterrupts previous = spin_lock(&policy_lock);
    swap.target = policy;
    __atomic_fetch_add(&swap.requested, 1, __ATOMIC_RELEASE);
    spin_unlock(&policy_lock, previous);
    for (uint32_t number = 0; number < machine_cpu_count(); number++) {
        if (cpu_objects[number]) {
            scheduler_reschedule(cpu_objects[number]);
        }
    }
}

/* Empties and frees the queues, trees and locks of all versions: nobody but the next version's start() fills
 * new ones. */
static void dissolve_objects(void) {
    struct TaskQueue *queue;
    struct TaskTree *tree;
    struct Lock *lock;
    for (uint32_t slot = 0; (queue = slab_slot(OBJECT_QUEUE, slot)); slot++) {
        if (queue->header.live && queue->version) {
            while (queue_pop(&queue->queue)) {
            }
            slab_free(queue);
        }
    }
    for (uint32_t slot = 0; (tree = slab_slot(OBJECT_TREE, slot)); slot++) {
        if (tree->header.live && tree->version) {
            while (tree_first(&tree->tree)) {
                tree_remove(&tree->tree, tree_first(&tree->tree));
            }
            slab_free(tree);
        }
    }
    for (uint32_t slot = 0; (lock = slab_slot(OBJECT_LOCK, slot)); slot++) {
        if (lock->header.live && lock->version) {
            slab_free(lock);
        }
    }
}

/* What the leader does while everyone waits. */
static void change_over(struct Policy *target) {
    dissolve_objects();
    if (active && active->state == POLICY_ACTIVE) {
        active->state = POLICY_STANDBY;
    }
    if (target) {
        target->state = POLICY_ACTIVE;
    }
    __atomic_store_n(&active, target, __ATOMIC_RELEASE);
    for (uint32_t number = 0; number < machine_cpu_count(); number++) {
        struct Cpu *cpu = cpu_objects[number];
        cpu->run_lock = cpu->queue_0 = cpu->queue_1 = cpu->queue_2 = NONE;
        cpu->ready_levels = cpu->ready_count = cpu->word = small(0);
        cpu->instance = target ? &target->instances[number] : NULL;
        cpu->restart_policy = true;
        cpu->reschedule_wanted = true;
    }
    trace_record(TRACE_POLICY, target ? target->version : 0, 0);
}

static void take_part(struct Cpu *cpu) {
    uint32_t round = cpu->swap_seen + 1;
    uint32_t everyone = round * machine_cpu_count();
    __atomic_fetch_add(&swap.arrived, 1, __ATOMIC_ACQ_REL);
    if (cpu->number == 0) {
        while (__atomic_load_n(&swap.arrived, __ATOMIC_ACQUIRE) < everyone) {
            machine_spin();
        }
        change_over(swap.target);
        __atomic_store_n(&swap.completed, round, __ATOMIC_RELEASE);
    }
    while (__atomic_load_n(&swap.completed, __ATOMIC_ACQUIRE) < round) {
        machine_spin();
    }
    cpu->swap_seen = round;
}

void policy_swap_point(struct Cpu *cpu) {
    while (cpu->swap_seen != __atomic_load_n(&swap.requested, __ATOMIC_ACQUIRE)) {
        take_part(cpu);
    }
}

/* ---- Failing ---- */

/* Notes a failure now; whether it is the third within the window. */
static bool too_often(struct Policy *policy, enum Hook hook) {
    uint64_t *clocks = policy->failures[hook];
    uint64_t now = machine_clock();
    for (int index = 0; index + 1 < FAILURES_REMEMBERED; index++) {
        clocks[index] = clocks[index + 1];
    }
    clocks[FAILURES_REMEMBERED - 1] = now;
    return clocks[0] && now - clocks[0] <= FAILURE_WINDOW;
}

/* The version that worked last: of those standing by, the newest. */
static struct Policy *last_good(void) {
    struct Policy *found = NULL;
    for (uint32_t index = 0; index < POLICY_LIMIT && policies[index]; index++) {
        struct Policy *policy = policies[index];
        if (policy->state == POLICY_STANDBY && policy->decisions &&
            (!found || policy->version > found->version)) {
            found = policy;
        }
    }
    return found;
}

void policy_failed(struct Policy *policy, enum Hook hook) {
    MachineInterrupts previous = spin_lock(&policy_lock);
    bool retire = too_often(policy, hook) || policy->decisions < PROBATION;
    bool now_retired = retire && policy->state == POLICY_ACTIVE;
    struct Policy *next = NULL;
    if (now_retired) {
        policy->state = POLICY_RETIRED;
        next = last_good();
    }
    spin_unlock(&policy_lock, previous);
    if (now_retired) {
        report_format("[policy] %s (version %u) is retired after a failure of %s; %s takes over\n",
                      policy->name, policy->version, hook_names[hook], next ? next->name : "the fallback");
        policy_request(next);
    }
}
