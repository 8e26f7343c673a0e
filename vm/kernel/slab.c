/*
 * The slabs of objects.h.
 *
 * Freed slots wait in a first-in first-out list. Epochs: when every CPU has passed a boundary in the present
 * epoch it ends; a slot freed in epoch e may be used again in epoch e + 2, when no CPU can still be in a hook
 * that began before the slot was freed.
 */
#include "vm/kernel/objects.h"

enum { NO_SLOT = 0xffffffff };

struct Slab {
    uint32_t size, limit;
    uint32_t used; /* slots ever used */
    uint32_t live;
    uint32_t first_retired, last_retired;
    char *objects;
};

static struct SpinLock slab_lock; /* guards all of this */
static uint64_t epoch = 2;
static struct Slab slabs[OBJECT_TYPE_COUNT] = {
    [OBJECT_TASK] = {.size = sizeof(struct Task), .limit = TASK_LIMIT},
    [OBJECT_CPU] = {.size = sizeof(struct Cpu), .limit = MACHINE_CPU_LIMIT},
    [OBJECT_PORT] = {.size = sizeof(struct Port), .limit = PORT_LIMIT},
    [OBJECT_MESSAGE] = {.size = sizeof(struct Message), .limit = MESSAGE_LIMIT},
    [OBJECT_QUEUE] = {.size = sizeof(struct TaskQueue), .limit = POLICY_OBJECT_LIMIT},
    [OBJECT_TREE] = {.size = sizeof(struct TaskTree), .limit = POLICY_OBJECT_LIMIT / 8},
    [OBJECT_LOCK] = {.size = sizeof(struct Lock), .limit = POLICY_OBJECT_LIMIT},
};

void slab_initialise(void) {
    for (int type = 0; type < OBJECT_TYPE_COUNT; type++) {
        struct Slab *slab = &slabs[type];
        size_t bytes = (size_t)slab->size * slab->limit;
        slab->objects = machine_pages_allocate((bytes + MACHINE_PAGE_SIZE - 1) / MACHINE_PAGE_SIZE);
        if (!slab->objects) {
            machine_panic(NULL, "too little memory for the kernel's objects: give the machine more");
        }
        slab->first_retired = slab->last_retired = NO_SLOT;
    }
}

static struct ObjectHeader *header_of(const struct Slab *slab, uint32_t slot) {
    return (struct ObjectHeader *)(slab->objects + (size_t)slot * slab->size);
}

static uint32_t take_slot(struct Slab *slab) {
    uint32_t slot = slab->first_retired;
    if (slot != NO_SLOT && header_of(slab, slot)->retired + 2 <= epoch) {
        slab->first_retired = header_of(slab, slot)->next_free;
        if (slab->first_retired == NO_SLOT) {
            slab->last_retired = NO_SLOT;
        }
        return slot;
    }
    return slab->used < slab->limit ? slab->used++ : NO_SLOT;
}

void *slab_allocate(enum ObjectType type) {
    struct Slab *slab = &slabs[type];
    MachineInterrupts previous = spin_lock(&slab_lock);
    uint32_t slot = take_slot(slab);
    if (slot != NO_SLOT) {
        struct ObjectHeader *header = header_of(slab, slot);
        uint32_t generation = header->generation + 1;
        __builtin_memset(header, 0, slab->size);
        *header = (struct ObjectHeader){.generation = generation, .slot = slot, .type = type, .live = true};
        slab->live++;
    }
    spin_unlock(&slab_lock, previous);
    return slot == NO_SLOT ? NULL : header_of(slab, slot);
}

void slab_free(void *object) {
    struct ObjectHeader *header = object;
    struct Slab *slab = &slabs[header->type];
    MachineInterrupts previous = spin_lock(&slab_lock);
    header->live = false;
    header->retired = epoch;
    header->next_free = NO_SLOT;
    if (slab->last_retired == NO_SLOT) {
        slab->first_retired = header->slot;
    } else {
        header_of(slab, slab->last_retired)->next_free = header->slot;
    }
    slab->last_retired = header->slot;
    slab->live--;
    spin_unlock(&slab_lock, previous);
}

void *slab_slot(enum ObjectType type, uint32_t slot) {
    return slot < __atomic_load_n(&slabs[type].used, __ATOMIC_ACQUIRE) ? header_of(&slabs[type], slot) : NULL;
}

uint32_t slab_live(enum ObjectType type) { return __atomic_load_n(&slabs[type].live, __ATOMIC_RELAXED); }

void slab_boundary(struct Cpu *cpu) {
    uint64_t now = __atomic_load_n(&epoch, __ATOMIC_ACQUIRE);
    if (cpu->boundary_epoch == now) {
        return;
    }
    MachineInterrupts previous = spin_lock(&slab_lock);
    cpu->boundary_epoch = epoch;
    bool everyone = true;
    for (uint32_t number = 0; number < MACHINE_CPU_LIMIT; number++) {
        struct Cpu *other = cpu_objects[number];
        everyone &= !other || !other->started || other->boundary_epoch == epoch;
    }
    if (everyone) {
        __atomic_store_n(&epoch, epoch + 1, __ATOMIC_RELEASE);
    }
    spin_unlock(&slab_lock, previous);
}

Value object_handle(const void *object) {
    const struct ObjectHeader *header = object;
    return header ? handle_make(header->type, header->slot, header->generation) : NONE;
}

void *object_of(Value value, enum ObjectType type) {
    if (!is_handle(value) || handle_type(value) != (uint32_t)type) {
        return NULL;
    }
    struct ObjectHeader *header = slab_slot(type, handle_slot(value));
    return header && header->generation == handle_generation(value) ? header : NULL;
}
