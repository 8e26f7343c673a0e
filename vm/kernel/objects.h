/*
 * Kernel objects: C structs that lie in type-stable slabs and that any isolate names by handles (vm/value.h).
 *
 * Rules:
 *   - A slot only ever holds objects of its type. Its generation grows when it is given to a new object, so a
 * handle to one that is gone no longer matches: ReferenceError. A freed slot waits until every CPU has passed
 * a hook boundary (slab_boundary()).
 *   - Single words are read and written atomically. Compound changes need the lock that the struct names.
 *   - "Policy's words" hold a small integer, None or a handle, and mean nothing to the mechanism, except
 * where a line says so.
 */
#ifndef VM_KERNEL_OBJECTS_H
#define VM_KERNEL_OBJECTS_H

#include "vm/isolate.h"
#include "vm/kernel/queue.h"
#include "vm/kernel/spinlock.h"
#include "vm/kernel/tree.h"
#include "vm/machine.h"

enum ObjectType {
    OBJECT_TASK,
    OBJECT_CPU,
    OBJECT_PORT,
    OBJECT_MESSAGE,
    OBJECT_QUEUE,
    OBJECT_TREE,
    OBJECT_LOCK,
    OBJECT_TYPE_COUNT,
};

enum {
    TASK_LIMIT = 512,
    PORT_LIMIT = 256,
    PORT_CAPACITY = 16,   /* messages waiting */
    MESSAGE_LIMIT = 4160, /* every port full, and some under way */
    MESSAGE_SIZE = 4096,
    MESSAGE_INLINE = 48, /* bytes kept in the message itself */
    POLICY_OBJECT_LIMIT = 1024,
    NAME_SIZE = 24,
    HELD_LIMIT = 8, /* locks that one hook holds at once */
    TICK_NANOSECONDS = 10000000,
};

struct ObjectHeader {
    uint32_t generation;
    uint32_t slot;
    uint8_t type; /* enum ObjectType */
    bool live;
    uint32_t next_free; /* slot number; of free and retired ones */
    uint64_t retired;   /* epoch in which it was freed */
};

struct Lock {
    struct ObjectHeader header;
    int64_t rank, number;
    uint32_t holder;  /* CPU number + 1, 0: free */
    uint32_t version; /* policy version that made it, 0: the kernel's */
};

struct TaskQueue {
    struct ObjectHeader header;
    struct Queue queue; /* of Task.queue_entry; guarded by *lock */
    struct Lock *lock;
    uint32_t version;
};

struct TaskTree {
    struct ObjectHeader header;
    struct Tree tree; /* of Task.tree_node; guarded by *lock */
    struct Lock *lock;
    uint32_t version;
};

enum TaskState { TASK_NEW, TASK_READY, TASK_RUNNING, TASK_BLOCKED, TASK_DEAD };
enum TaskKind { TASK_IDLE, TASK_PROCESS, TASK_PYTHON };
enum { PRIORITY_HIGH, PRIORITY_NORMAL, PRIORITY_LOW };

struct Process {
    MachineAddressSpace space;
    uint64_t entry, stack_pointer;
    struct MachineFloatState float_state;
};

struct Task {
    struct ObjectHeader header;
    uint32_t number; /* counts tasks since boot */
    uint8_t kind;    /* enum TaskKind */
    char name[NAME_SIZE];
    uint32_t state;        /* enum TaskState; atomic (task_wake(), task_try_block()) */
    uint32_t wake_pending; /* woken since it last tried to block */
    uint32_t announced;    /* is in some CPU's list by announce_next */
    uint32_t kill_requests;
    int64_t status;  /* of its end */
    struct Cpu *cpu; /* where it runs or last ran */

    /* Its own and its CPU's */
    struct MachineContext context;
    void *stack_top;
    size_t stack_size;
    void (*entry)(struct Task *task);
    Isolate *isolate;                         /* Python tasks */
    Value function;                           /* what it runs, kept by its isolate */
    struct Process *process;                  /* ring 3 */
    struct Message *inbox;                    /* delivered to it while it waited */
    int64_t result;                           /* of the operation it waited for */
    uint64_t run_time, switches, ready_since; /* nanoseconds; clock */

    struct Task *announce_next; /* woken, policy not yet told: the list of one CPU */
    struct Task *join_next;     /* waits for the same task to end; join lock */
    struct Task *joiners;       /* wait for this one; join lock */
    struct TreeNode timer;      /* in the timers of timer_cpu; its lock */
    struct Cpu *timer_cpu;

    /* Policy's */
    struct QueueEntry queue_entry;
    struct TreeNode tree_node;
    Value priority, slice, affinity, home, rights, word;
};

struct Port {
    struct ObjectHeader header;
    uint32_t number;
    struct Lock *lock; /* guards the rest */
    struct TaskQueue *waiters;
    struct Message *messages[PORT_CAPACITY]; /* a ring */
    uint32_t first, count;
    Value owner, word; /* policy's */
};

/* Owned by whoever can say where it is: its sender until a port or a task has it, then these. */
enum MessagePlace { MESSAGE_SENT, MESSAGE_QUEUED, MESSAGE_TAKEN, MESSAGE_DELIVERED };
struct Message {
    struct ObjectHeader header;
    uint32_t size;
    uint32_t place;        /* enum MessagePlace; atomic */
    Value sender;          /* handle of a Task, or None */
    struct Task *receiver; /* it was delivered to; slots keep their type, so a late look is harmless */
    void *page;            /* payload, if it doesn't fit */
    uint8_t bytes[MESSAGE_INLINE];
};

struct PolicyInstance; /* policy.h: one version on one CPU */
struct TraceRing;

struct Cpu {
    struct ObjectHeader header;
    uint32_t number;
    bool started; /* its scheduler runs */
    struct Task *current, *idle;
    struct MachineContext scheduler; /* the policy stack */
    void (*action)(struct Cpu *cpu, void *context);
    void *action_context;
    bool reschedule_wanted;
    bool current_stopped; /* `current` has blocked: another CPU may run it already, so its state says nothing
                             here */
    struct Task *announce_first, *announce_last;
    uint64_t ticks, pending_ticks, last_tick; /* count; not yet delivered; clock of the last one counted */
    uint64_t switched_at, idle_time;
    uint64_t boundary_epoch; /* seen by slab_boundary() */

    struct PolicyInstance *instance; /* NULL: the fallback decides */
    bool restart_policy;             /* start() must run before the next hook */
    uint32_t swap_seen;              /* number of policy swaps taken part in */
    uint64_t hook_entered;           /* clock, 0: in no hook; others watch it */
    uint32_t hook_running;
    bool hang_reported;
    struct Lock *held[HELD_LIMIT];
    uint32_t held_count;
    uint32_t fallback_position; /* slot that the fallback's round robin looked at last */

    struct SpinLock timer_lock;
    struct Tree timers; /* of Task.timer by clock; timer_lock */
    struct TraceRing *trace;
    uint64_t hook_calls, hook_failures, fallback_answers, switches, system_calls;

    /* Policy's */
    Value run_lock, queue_0, queue_1, queue_2, ready_levels, ready_count, word;
};

/* ---- Slabs (slab.c) ---- */

/* Makes all slabs; panics when memory is short. Once, before anything else here. */
void slab_initialise(void);
/* A zeroed object whose header is set, or NULL: all slots are taken. */
void *slab_allocate(enum ObjectType type);
/* The object is gone; its handles go stale when its slot is used again, after a grace period. */
void slab_free(void *object);
/* The object in a slot, live or not, or NULL past the last slot ever used. Bound: O(1). */
void *slab_slot(enum ObjectType type, uint32_t slot);
/* This CPU holds no handle on its stack: called after every hook and at every tick outside one. Interrupts
 * off. */
void slab_boundary(struct Cpu *cpu);
uint32_t slab_live(enum ObjectType type);

Value object_handle(const void *object); /* None for NULL */
/* The object that a value is a handle of, or NULL (another type, or gone). */
void *object_of(Value value, enum ObjectType type);
/* The same, with TypeError or ReferenceError set. */
void *object_expect(Isolate *isolate, Value value, enum ObjectType type);

/* ---- Locks (lock.c): from hooks only ---- */

bool lock_held(const struct Lock *lock);
/* False with an exception set: wrong order, held already, or the budget ran out while spinning. */
bool lock_acquire(Isolate *isolate, struct Lock *lock);
bool lock_release(Isolate *isolate, struct Lock *lock);
/* Frees all that this CPU's hook left held; how many. */
uint32_t lock_release_all(struct Cpu *cpu);
/* For the mechanism, which holds no other: takes and gives back a lock of policy's. */
void lock_enter(struct Lock *lock);
void lock_leave(struct Lock *lock);

#define task_of_queue_entry(entry) ((struct Task *)((char *)(entry) - offsetof(struct Task, queue_entry)))
#define task_of_tree_node(node) ((struct Task *)((char *)(node) - offsetof(struct Task, tree_node)))
#define task_of_timer(node) ((struct Task *)((char *)(node) - offsetof(struct Task, timer)))
static inline struct TaskQueue *task_queue_of(struct Queue *queue) {
    return queue ? (struct TaskQueue *)((char *)queue - offsetof(struct TaskQueue, queue)) : NULL;
}

/* This CPU. Interrupts off. */
static inline struct Cpu *this_cpu(void) { return machine_cpu_local(); }
extern struct Cpu *cpu_objects[MACHINE_CPU_LIMIT]; /* by number; NULL: not there */

#endif
