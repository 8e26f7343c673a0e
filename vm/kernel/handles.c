/*
 * Kernel objects as Python sees them: the attributes and methods of their handles.
 *
 * Every native checks its handle first, then that what it is asked for is legal, then does it: so a native
 * that raises has changed nothing. Interrupts are off where a compound change is made (hooks), or the change
 * is a single word.
 */
#include "vm/kernel/handles.h"

#include "vm/handles.h"
#include "vm/kernel/scheduler.h"
#include "vm/types/classes.h"
#include "vm/types/string.h"

enum { BOTH = NATIVE_HOOK | NATIVE_TASK };

static const char *const type_names[OBJECT_TYPE_COUNT] = {"Task",      "Cpu",      "Port", "Message",
                                                          "TaskQueue", "TaskTree", "Lock"};

void *object_expect(Isolate *isolate, Value value, enum ObjectType type) {
    if (!is_handle(value) || handle_type(value) != (uint32_t)type) {
        raise_type(isolate, "expected a %s, not %T", type_names[type], value);
        return NULL;
    }
    void *object = object_of(value, type);
    if (!object) {
        raise_error(isolate, &class_ReferenceError, "the %s is gone", type_names[type]);
    }
    return object;
}

static Value number_value(uint64_t number) { return small((int64_t)(number & (uint64_t)SMALL_MAX)); }

/* ---- Policy's words ---- */

static Value word_access(Isolate *isolate, const Value *arguments, uint32_t count, enum ObjectType type,
                         size_t offset) {
    char *object = object_expect(isolate, arguments[0], type);
    if (!object) {
        return NOTHING;
    }
    Value *word = (Value *)(object + offset);
    if (count == 1) {
        return __atomic_load_n(word, __ATOMIC_ACQUIRE);
    }
    if (is_object(arguments[1])) {
        return raise_type(
            isolate, "a kernel object's word holds an integer of 63 bits, a kernel object or None, not %T",
            arguments[1]);
    }
    __atomic_store_n(word, arguments[1], __ATOMIC_RELEASE);
    return NONE;
}

#define WORD(type_name, type, field)                                                                         \
    static Value type_name##_##field(Isolate *isolate, Value *arguments, uint32_t count) {                   \
        return word_access(isolate, arguments, count, type, offsetof(struct type_name, field));              \
    }
#define WORD_ROW(type_name, field, class)                                                                    \
    HANDLE_METHOD(type_name##_##field, #field, 1, 2, BOTH | NATIVE_PROPERTY, class)

/* ---- Attributes that are read only ---- */

#define READ(name, c_type, object_type, expression)                                                          \
    static Value name(Isolate *isolate, Value *arguments, uint32_t count) {                                  \
        (void)count;                                                                                         \
        const struct c_type *self = object_expect(isolate, arguments[0], object_type);                       \
        return self ? (expression) : NOTHING;                                                                \
    }
#define READ_ROW(name, python_name, class)                                                                   \
    HANDLE_METHOD(name, python_name, 1, 1, BOTH | NATIVE_PROPERTY, class)

static bool require_lock(Isolate *isolate, const struct Lock *lock, const char *what) {
    if (!lock_held(lock)) {
        raise_error(isolate, &class_RuntimeError, "changing a %s needs its lock", what);
        return false;
    }
    return true;
}

/* ---- Task ---- */

WORD(Task, OBJECT_TASK, priority)
WORD(Task, OBJECT_TASK, slice)
WORD(Task, OBJECT_TASK, affinity)
WORD(Task, OBJECT_TASK, home)
WORD(Task, OBJECT_TASK, rights)
WORD(Task, OBJECT_TASK, word)
READ(task_number, Task, OBJECT_TASK, small(self->number))
READ(task_name, Task, OBJECT_TASK, string_from_utf8(isolate, self->name, __builtin_strlen(self->name)))
READ(task_kind, Task, OBJECT_TASK, small(self->kind))
READ(task_state, Task, OBJECT_TASK, small(__atomic_load_n(&self->state, __ATOMIC_ACQUIRE)))
READ(task_status, Task, OBJECT_TASK, small(self->status))
READ(task_cpu, Task, OBJECT_TASK, object_handle(self->cpu))
READ(task_run_time, Task, OBJECT_TASK, number_value(self->run_time))
READ(task_switches, Task, OBJECT_TASK, number_value(self->switches))
READ(task_queue, Task, OBJECT_TASK,
     object_handle(task_queue_of(__atomic_load_n(&self->queue_entry.queue, __ATOMIC_ACQUIRE))))

static Value task_wake_native(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    struct Task *task = object_expect(isolate, arguments[0], OBJECT_TASK);
    return task ? boolean(task_wake(task)) : NOTHING;
}

static const Native task_natives[] = {
    WORD_ROW(Task, priority, class_task),
    WORD_ROW(Task, slice, class_task),
    WORD_ROW(Task, affinity, class_task),
    WORD_ROW(Task, home, class_task),
    WORD_ROW(Task, rights, class_task),
    WORD_ROW(Task, word, class_task),
    READ_ROW(task_number, "number", class_task),
    READ_ROW(task_name, "name", class_task),
    READ_ROW(task_kind, "kind", class_task),
    READ_ROW(task_state, "state", class_task),
    READ_ROW(task_status, "status", class_task),
    READ_ROW(task_cpu, "cpu", class_task),
    READ_ROW(task_run_time, "run_time", class_task),
    READ_ROW(task_switches, "switches", class_task),
    READ_ROW(task_queue, "queue", class_task),
    HANDLE_METHOD(task_wake_native, "wake", 1, 1, NATIVE_HOOK, class_task),
    {.name = NULL},
};

/* ---- Cpu ---- */

WORD(Cpu, OBJECT_CPU, run_lock)
WORD(Cpu, OBJECT_CPU, queue_0)
WORD(Cpu, OBJECT_CPU, queue_1)
WORD(Cpu, OBJECT_CPU, queue_2)
WORD(Cpu, OBJECT_CPU, ready_levels)
WORD(Cpu, OBJECT_CPU, ready_count)
WORD(Cpu, OBJECT_CPU, word)
READ(cpu_number, Cpu, OBJECT_CPU, small(self->number))
READ(cpu_hardware_id, Cpu, OBJECT_CPU, small(machine_cpu_hardware_id(self->number)))
READ(cpu_ticks, Cpu, OBJECT_CPU, number_value(self->ticks))
READ(cpu_idle_time, Cpu, OBJECT_CPU, number_value(self->idle_time))

/* None while the CPU idles. */
static Value cpu_current(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    struct Cpu *self = object_expect(isolate, arguments[0], OBJECT_CPU);
    if (!self) {
        return NOTHING;
    }
    struct Task *task = __atomic_load_n(&self->current, __ATOMIC_ACQUIRE);
    return task == self->idle ? NONE : object_handle(task);
}

static Value cpu_reschedule(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    struct Cpu *self = object_expect(isolate, arguments[0], OBJECT_CPU);
    if (!self) {
        return NOTHING;
    }
    scheduler_reschedule(self);
    return NONE;
}

static const Native cpu_natives[] = {
    WORD_ROW(Cpu, run_lock, class_cpu),
    WORD_ROW(Cpu, queue_0, class_cpu),
    WORD_ROW(Cpu, queue_1, class_cpu),
    WORD_ROW(Cpu, queue_2, class_cpu),
    WORD_ROW(Cpu, ready_levels, class_cpu),
    WORD_ROW(Cpu, ready_count, class_cpu),
    WORD_ROW(Cpu, word, class_cpu),
    READ_ROW(cpu_number, "number", class_cpu),
    READ_ROW(cpu_hardware_id, "hardware_id", class_cpu),
    READ_ROW(cpu_ticks, "ticks", class_cpu),
    READ_ROW(cpu_idle_time, "idle_time", class_cpu),
    READ_ROW(cpu_current, "current", class_cpu),
    HANDLE_METHOD(cpu_reschedule, "reschedule", 1, 1, BOTH, class_cpu),
    {.name = NULL},
};

/* ---- Port and Message ---- */

WORD(Port, OBJECT_PORT, owner)
WORD(Port, OBJECT_PORT, word)
READ(port_number, Port, OBJECT_PORT, small(self->number))
READ(port_count, Port, OBJECT_PORT, small(self->count))
READ(port_lock, Port, OBJECT_PORT, object_handle(self->lock))
READ(port_waiters, Port, OBJECT_PORT, object_handle(self->waiters))
READ(message_size, Message, OBJECT_MESSAGE, small(self->size))
READ(message_sender, Message, OBJECT_MESSAGE, self->sender)

static bool message_move(Isolate *isolate, struct Message *message, enum MessagePlace from,
                         enum MessagePlace to) {
    uint32_t expected = from;
    if (!__atomic_compare_exchange_n(&message->place, &expected, to, false, __ATOMIC_ACQ_REL,
                                     __ATOMIC_RELAXED)) {
        raise_error(isolate, &class_RuntimeError, "the message has been queued or delivered already");
        return false;
    }
    return true;
}

static Value port_push(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    struct Port *port = object_expect(isolate, arguments[0], OBJECT_PORT);
    struct Message *message = port ? object_expect(isolate, arguments[1], OBJECT_MESSAGE) : NULL;
    if (!message || !require_lock(isolate, port->lock, "port")) {
        return NOTHING;
    }
    if (port->count == PORT_CAPACITY) {
        return FALSE;
    }
    if (!message_move(isolate, message, MESSAGE_SENT, MESSAGE_QUEUED)) {
        return NOTHING;
    }
    port->messages[(port->first + port->count++) % PORT_CAPACITY] = message;
    return TRUE;
}

static Value port_pop(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    struct Port *port = object_expect(isolate, arguments[0], OBJECT_PORT);
    if (!port || !require_lock(isolate, port->lock, "port")) {
        return NOTHING;
    }
    if (!port->count) {
        return NONE;
    }
    struct Message *message = port->messages[port->first];
    port->first = (port->first + 1) % PORT_CAPACITY;
    port->count--;
    message->place = MESSAGE_TAKEN;
    return object_handle(message);
}

static Value message_deliver(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    struct Message *message = object_expect(isolate, arguments[0], OBJECT_MESSAGE);
    struct Task *task = message ? object_expect(isolate, arguments[1], OBJECT_TASK) : NULL;
    if (!task) {
        return NOTHING;
    }
    if (__atomic_load_n(&task->inbox, __ATOMIC_ACQUIRE)) {
        return raise_error(isolate, &class_RuntimeError, "the task has a message it has not received yet");
    }
    if (!message_move(isolate, message, MESSAGE_SENT, MESSAGE_DELIVERED)) {
        return NOTHING;
    }
    message->receiver = task;
    __atomic_store_n(&task->inbox, message, __ATOMIC_RELEASE);
    return NONE;
}

static const Native port_natives[] = {
    WORD_ROW(Port, owner, class_port),
    WORD_ROW(Port, word, class_port),
    READ_ROW(port_number, "number", class_port),
    READ_ROW(port_count, "count", class_port),
    READ_ROW(port_lock, "lock", class_port),
    READ_ROW(port_waiters, "waiters", class_port),
    HANDLE_METHOD(port_push, "push", 2, 2, NATIVE_HOOK, class_port),
    HANDLE_METHOD(port_pop, "pop", 1, 1, NATIVE_HOOK, class_port),
    {.name = NULL},
};
static const Native message_natives[] = {
    READ_ROW(message_size, "size", class_message),
    READ_ROW(message_sender, "sender", class_message),
    HANDLE_METHOD(message_deliver, "deliver", 2, 2, NATIVE_HOOK, class_message),
    {.name = NULL},
};

/* ---- TaskQueue ---- */

READ(queue_length, TaskQueue, OBJECT_QUEUE, small(self->queue.length))
READ(queue_lock, TaskQueue, OBJECT_QUEUE, object_handle(self->lock))

/* The queue, whose lock is held, and the task of a call; false with an exception set. */
static bool queue_arguments(Isolate *isolate, const Value *arguments, struct TaskQueue **queue,
                            struct Task **task) {
    *queue = object_expect(isolate, arguments[0], OBJECT_QUEUE);
    *task = *queue ? object_expect(isolate, arguments[1], OBJECT_TASK) : NULL;
    if (!*task || !require_lock(isolate, (*queue)->lock, "queue")) {
        return false;
    }
    if ((*task)->state == TASK_DEAD) {
        raise_error(isolate, &class_ReferenceError, "the Task has ended");
        return false;
    }
    return true;
}

static Value queue_push_native(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    struct TaskQueue *queue;
    struct Task *task;
    return queue_arguments(isolate, arguments, &queue, &task)
               ? boolean(queue_push(&queue->queue, &task->queue_entry))
               : NOTHING;
}

static Value queue_push_front_native(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    struct TaskQueue *queue;
    struct Task *task;
    return queue_arguments(isolate, arguments, &queue, &task)
               ? boolean(queue_push_front(&queue->queue, &task->queue_entry))
               : NOTHING;
}

static Value queue_remove_native(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    struct TaskQueue *queue;
    struct Task *task;
    return queue_arguments(isolate, arguments, &queue, &task)
               ? boolean(queue_remove(&queue->queue, &task->queue_entry))
               : NOTHING;
}

static Value queue_pop_native(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    struct TaskQueue *queue = object_expect(isolate, arguments[0], OBJECT_QUEUE);
    if (!queue || !require_lock(isolate, queue->lock, "queue")) {
        return NOTHING;
    }
    struct QueueEntry *entry = queue_pop(&queue->queue);
    return entry ? object_handle(task_of_queue_entry(entry)) : NONE;
}

static const Native queue_natives[] = {
    READ_ROW(queue_length, "length", class_task_queue),
    READ_ROW(queue_lock, "lock", class_task_queue),
    HANDLE_METHOD(queue_push_native, "push", 2, 2, NATIVE_HOOK, class_task_queue),
    HANDLE_METHOD(queue_push_front_native, "push_front", 2, 2, NATIVE_HOOK, class_task_queue),
    HANDLE_METHOD(queue_pop_native, "pop", 1, 1, NATIVE_HOOK, class_task_queue),
    HANDLE_METHOD(queue_remove_native, "remove", 2, 2, NATIVE_HOOK, class_task_queue),
    {.name = NULL},
};

/* ---- TaskTree: each change charges for the tree's depth ---- */

READ(tree_length, TaskTree, OBJECT_TREE, small(self->tree.length))
READ(tree_lock, TaskTree, OBJECT_TREE, object_handle(self->lock))

static struct TaskTree *tree_expect(Isolate *isolate, Value value) {
    struct TaskTree *tree = object_expect(isolate, value, OBJECT_TREE);
    return tree && require_lock(isolate, tree->lock, "tree") && isolate_charge(isolate, 4) ? tree : NULL;
}

static Value tree_first_native(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    struct TaskTree *tree = tree_expect(isolate, arguments[0]);
    if (!tree) {
        return NOTHING;
    }
    struct TreeNode *node = tree_first(&tree->tree);
    return node ? object_handle(task_of_tree_node(node)) : NONE;
}

static Value tree_first_key_native(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    struct TaskTree *tree = tree_expect(isolate, arguments[0]);
    if (!tree) {
        return NOTHING;
    }
    struct TreeNode *node = tree_first(&tree->tree);
    return small(node ? node->key : 0);
}

static Value tree_insert_native(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    struct TaskTree *tree = tree_expect(isolate, arguments[0]);
    struct Task *task = tree ? object_expect(isolate, arguments[1], OBJECT_TASK) : NULL;
    if (!task) {
        return NOTHING;
    }
    if (!is_small(arguments[2])) {
        return raise_type(isolate, "a tree's key is an integer of 63 bits, not %T", arguments[2]);
    }
    if (task->tree_node.tree) {
        return FALSE;
    }
    tree_insert(&tree->tree, &task->tree_node, small_number(arguments[2]));
    return TRUE;
}

static Value tree_remove_native(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    struct TaskTree *tree = tree_expect(isolate, arguments[0]);
    struct Task *task = tree ? object_expect(isolate, arguments[1], OBJECT_TASK) : NULL;
    if (!task) {
        return NOTHING;
    }
    if (task->tree_node.tree != &tree->tree) {
        return FALSE;
    }
    tree_remove(&tree->tree, &task->tree_node);
    return TRUE;
}

static Value tree_pop_due_native(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    struct TaskTree *tree = tree_expect(isolate, arguments[0]);
    if (!tree) {
        return NOTHING;
    }
    struct TreeNode *node = tree_first(&tree->tree);
    if (!node || !is_small(arguments[1]) || node->key > small_number(arguments[1])) {
        return NONE;
    }
    tree_remove(&tree->tree, node);
    return object_handle(task_of_tree_node(node));
}

static const Native tree_natives[] = {
    READ_ROW(tree_length, "length", class_task_tree),
    READ_ROW(tree_lock, "lock", class_task_tree),
    READ_ROW(tree_first_native, "first", class_task_tree),
    READ_ROW(tree_first_key_native, "first_key", class_task_tree),
    HANDLE_METHOD(tree_insert_native, "insert", 3, 3, NATIVE_HOOK, class_task_tree),
    HANDLE_METHOD(tree_remove_native, "remove", 2, 2, NATIVE_HOOK, class_task_tree),
    HANDLE_METHOD(tree_pop_due_native, "pop_due", 2, 2, NATIVE_HOOK, class_task_tree),
    {.name = NULL},
};

/* ---- Lock ---- */

READ(lock_rank, Lock, OBJECT_LOCK, small(self->rank))
READ(lock_number, Lock, OBJECT_LOCK, small(self->number))
READ(lock_is_held, Lock, OBJECT_LOCK, boolean(lock_held(self)))

static Value lock_acquire_native(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    struct Lock *lock = object_expect(isolate, arguments[0], OBJECT_LOCK);
    return lock && lock_acquire(isolate, lock) ? NONE : NOTHING;
}

static Value lock_release_native(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    struct Lock *lock = object_expect(isolate, arguments[0], OBJECT_LOCK);
    return lock && lock_release(isolate, lock) ? NONE : NOTHING;
}

static const Native lock_natives[] = {
    READ_ROW(lock_rank, "rank", class_lock),
    READ_ROW(lock_number, "number", class_lock),
    READ_ROW(lock_is_held, "held", class_lock),
    HANDLE_METHOD(lock_acquire_native, "acquire", 1, 1, NATIVE_HOOK, class_lock),
    HANDLE_METHOD(lock_release_native, "release", 1, 1, NATIVE_HOOK, class_lock),
    {.name = NULL},
};

/* ---- The classes ---- */

static Value represent(Isolate *isolate, Value self) {
    enum ObjectType type = handle_type(self);
    void *object = object_of(self, type);
    if (!object) {
        return string_format(isolate, "<%s, gone>", type_names[type]);
    }
    switch (type) {
    case OBJECT_TASK:
        return string_format(isolate, "<Task %u %s>", ((struct Task *)object)->number,
                             ((struct Task *)object)->name);
    case OBJECT_CPU:
        return string_format(isolate, "<Cpu %u>", ((struct Cpu *)object)->number);
    case OBJECT_PORT:
        return string_format(isolate, "<Port %u>", ((struct Port *)object)->number);
    default:
        return string_format(isolate, "<%s %u>", type_names[type], handle_slot(self));
    }
}

static Value make_lock(Isolate *isolate, const Value *arguments) {
    if (!both_small(arguments[0], arguments[1])) {
        return raise_type(isolate, "Lock() needs a rank and a number, both integers");
    }
    struct Lock *lock = slab_allocate(OBJECT_LOCK);
    if (!lock) {
        return raise_memory(isolate);
    }
    lock->rank = small_number(arguments[0]);
    lock->number = small_number(arguments[1]);
    lock->version = policy_version_of(isolate);
    return object_handle(lock);
}

static Value make_queue(Isolate *isolate, Value lock_value) {
    struct Lock *lock = object_expect(isolate, lock_value, OBJECT_LOCK);
    struct TaskQueue *queue = lock ? slab_allocate(OBJECT_QUEUE) : NULL;
    if (!queue) {
        return lock ? raise_memory(isolate) : NOTHING;
    }
    queue->lock = lock;
    queue->version = policy_version_of(isolate);
    return object_handle(queue);
}

static Value make_tree(Isolate *isolate, Value lock_value) {
    struct Lock *lock = object_expect(isolate, lock_value, OBJECT_LOCK);
    struct TaskTree *tree = lock ? slab_allocate(OBJECT_TREE) : NULL;
    if (!tree) {
        return lock ? raise_memory(isolate) : NOTHING;
    }
    tree->lock = lock;
    tree->version = policy_version_of(isolate);
    return object_handle(tree);
}

/* Only policy makes objects, for they are freed with the version that made them. */
static Value make(Isolate *isolate, const Class *class, Value *arguments, uint32_t count,
                  const Tuple *names) {
    uint32_t wanted = class == &class_lock ? 2 : 1;
    bool can_be_made = class == &class_lock || class == &class_task_queue || class == &class_task_tree;
    if (!can_be_made || !policy_version_of(isolate)) {
        return raise_type(isolate, "cannot create '%s' instances", class->static_name);
    }
    if (names || count != wanted) {
        return raise_type(isolate, "%s() takes %u arguments by position", class->static_name, wanted);
    }
    if (class == &class_lock) {
        return make_lock(isolate, arguments);
    }
    return class == &class_task_queue ? make_queue(isolate, arguments[0]) : make_tree(isolate, arguments[0]);
}

static const Operations handle_operations = {.represent = represent, .make = make};

#define HANDLE_CLASS(python_name, table)                                                                     \
    {.object = {.kind = KIND_CLASS, .flags = OBJECT_FROZEN},                                                 \
     .static_name = python_name,                                                                             \
     .base = &class_object,                                                                                  \
     .operations = &handle_operations,                                                                       \
     .natives = table,                                                                                       \
     .instance_kind = KIND_CODE_HANDLE,                                                                      \
     .flags = CLASS_STATIC | CLASS_FINAL}

const Class class_task = HANDLE_CLASS("Task", task_natives);
const Class class_cpu = HANDLE_CLASS("Cpu", cpu_natives);
const Class class_port = HANDLE_CLASS("Port", port_natives);
const Class class_message = HANDLE_CLASS("Message", message_natives);
const Class class_task_queue = HANDLE_CLASS("TaskQueue", queue_natives);
const Class class_task_tree = HANDLE_CLASS("TaskTree", tree_natives);
const Class class_lock = HANDLE_CLASS("Lock", lock_natives);

const Class *handle_class(uint32_t type) {
    static const Class *const classes[OBJECT_TYPE_COUNT] = {
        &class_task,       &class_cpu,       &class_port, &class_message,
        &class_task_queue, &class_task_tree, &class_lock,
    };
    return type < OBJECT_TYPE_COUNT ? classes[type] : &class_object;
}
