/*
 * Messages and ports: see ipc.h.
 *
 * A message belongs to whoever ipc.h's places say. ipc_send() copies the payload before it asks policy, so
 * the hook can't fault; whoever ends up with the message frees it.
 */
#include "vm/kernel/ipc.h"

#include "vm/kernel/scheduler.h"
#include "vm/kernel/task.h"
#include "vm/kernel/trace.h"

enum { PORT_RANK = 20 }; /* of the ports' locks; kernel_py/__init__.py lists all ranks */

static struct Port *ports[PORT_LIMIT];

bool buffer_read(void *to, struct Buffer from, size_t size) {
    if (from.user) {
        return machine_copy_from_user(to, (UserPointer){from.address}, size);
    }
    __builtin_memcpy(to, (const void *)(uintptr_t)from.address, size);
    return true;
}

bool buffer_write(struct Buffer to, const void *from, size_t size) {
    if (to.user) {
        return machine_copy_to_user((UserPointer){to.address}, from, size);
    }
    __builtin_memcpy((void *)(uintptr_t)to.address, from, size);
    return true;
}

void ipc_initialise(void) {
    for (uint32_t number = 0; number < PORT_LIMIT; number++) {
        struct Port *port = slab_allocate(OBJECT_PORT);
        struct Lock *lock = slab_allocate(OBJECT_LOCK);
        struct TaskQueue *waiters = slab_allocate(OBJECT_QUEUE);
        if (!port || !lock || !waiters) {
            machine_panic(NULL, "the slabs are too small for %d ports", PORT_LIMIT);
        }
        lock->rank = PORT_RANK;
        lock->number = number;
        waiters->lock = lock;
        port->number = number;
        port->lock = lock;
        port->waiters = waiters;
        port->owner = NONE;
        port->word = small(0);
        ports[number] = port;
    }
}

struct Port *ipc_port(uint64_t number) { return number < PORT_LIMIT ? ports[number] : NULL; }

/* ---- Messages ---- */

static uint8_t *message_bytes(struct Message *message) {
    return message->page ? message->page : message->bytes;
}

void message_free(struct Message *message) {
    if (message->page) {
        machine_pages_free(message->page, 1);
    }
    slab_free(message);
}

/* A message with the payload; NULL with an error number in *error. */
static struct Message *message_make(struct Buffer payload, size_t size, int64_t *error) {
    struct Message *message = slab_allocate(OBJECT_MESSAGE);
    if (!message) {
        *error = -ENOMEM;
        return NULL;
    }
    message->size = (uint32_t)size;
    message->sender = object_handle(task_current());
    message->page = size > MESSAGE_INLINE ? machine_pages_allocate(1) : NULL;
    *error = size > MESSAGE_INLINE && !message->page ? -ENOMEM : 0;
    if (!*error && !buffer_read(message_bytes(message), payload, size)) {
        *error = -EFAULT;
    }
    if (*error) {
        message_free(message);
        return NULL;
    }
    return message;
}

/* ---- Sending ---- */

struct Sending {
    struct Port *port;
    struct Message *message;
    int64_t status;
};

static void send_action(struct Cpu *cpu, void *context) {
    struct Sending *sending = context;
    Value arguments[3] = {object_handle(cpu->current), object_handle(sending->port),
                          object_handle(sending->message)};
    Value answer;
    trace_record(TRACE_SEND, sending->port->number, sending->message->size);
    bool answered = hook_call(cpu, HOOK_send, arguments, &answer);
    sending->status = answered ? small_number(answer) : -ENOSYS;
    if (!answered && sending->message->receiver) {
        scheduler_wake(cpu, sending->message->receiver); /* the hook may have failed before it did so */
    }
    if (__atomic_load_n(&sending->message->place, __ATOMIC_ACQUIRE) != MESSAGE_SENT) {
        sending->message = NULL; /* a port, a task or a receiver that was quicker has it */
    }
}

int64_t ipc_send(struct Port *port, struct Buffer payload, size_t size) {
    if (size > MESSAGE_SIZE) {
        return -EMSGSIZE;
    }
    int64_t error;
    struct Message *message = message_make(payload, size, &error);
    if (!message) {
        return error;
    }
    struct Sending sending = {.port = port, .message = message};
    scheduler_enter(send_action, &sending);
    if (sending.message) {
        message_free(sending.message);
    }
    return sending.status;
}

/* ---- Receiving ---- */

struct Receiving {
    struct Port *port;
    struct Message *message;
    bool refused;
};

static void receive_action(struct Cpu *cpu, void *context) {
    struct Receiving *receiving = context;
    struct Task *task = cpu->current;
    Value arguments[2] = {object_handle(task), object_handle(receiving->port)}, answer;
    if (!hook_call(cpu, HOOK_receive, arguments, &answer)) {
        receiving->refused = true;
        return;
    }
    receiving->message = object_of(answer, OBJECT_MESSAGE);
    if (!receiving->message) {
        task_try_block(task);
    }
}

static bool is_waiting(const struct Port *port, const struct Task *task) {
    return __atomic_load_n(&task->queue_entry.queue, __ATOMIC_ACQUIRE) == &port->waiters->queue;
}

static void stop_waiting(struct Port *port, struct Task *task) {
    MachineInterrupts previous = machine_interrupts_disable();
    lock_enter(port->lock);
    queue_remove(&port->waiters->queue, &task->queue_entry);
    lock_leave(port->lock);
    machine_interrupts_restore(previous);
}

/* The message delivered to the task, or the next one that policy gives it; NULL: killed, or nobody decides.
 */
static struct Message *wait_for_message(struct Port *port, struct Task *task, int64_t *error) {
    for (;;) {
        if (task_interrupted()) {
            stop_waiting(port, task);
            *error = -EINTR;
        }
        struct Message *message = __atomic_exchange_n(&task->inbox, NULL, __ATOMIC_ACQ_REL);
        if (message || *error) {
            return message;
        }
        if (is_waiting(port, task)) {
            scheduler_block();
            continue;
        }
        struct Receiving receiving = {.port = port};
        scheduler_enter(receive_action, &receiving);
        if (receiving.message) {
            return receiving.message;
        }
        *error = receiving.refused ? -ENOSYS : 0;
        if (receiving.refused) {
            stop_waiting(port, task);
        }
    }
}

int64_t ipc_receive(struct Port *port, struct Buffer buffer, size_t size) {
    int64_t error = 0;
    struct Message *message = wait_for_message(port, task_current(), &error);
    if (!message) {
        return error;
    }
    size_t copied = message->size < size ? message->size : size;
    int64_t result = buffer_write(buffer, message_bytes(message), copied) ? (int64_t)message->size : -EFAULT;
    MachineInterrupts previous = machine_interrupts_disable();
    trace_record(TRACE_RECEIVE, port->number, message->size);
    machine_interrupts_restore(previous);
    message_free(message);
    return result;
}
