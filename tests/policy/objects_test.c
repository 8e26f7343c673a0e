/*
 * Hosted tests of the kernel's queues, trees, slabs and locks; built with sanitizers and run by
 * test_objects.py. The machine is faked: one thread plays CPU `playing`.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vm/kernel/objects.h"
#include "vm/types/classes.h"

static uint32_t playing;
static struct Cpu cpus[2];
struct Cpu *cpu_objects[MACHINE_CPU_LIMIT] = {&cpus[0], &cpus[1]};
const Class class_RuntimeError;
static int raised;

MachineInterrupts machine_interrupts_disable(void) { return 0; }
void machine_interrupts_restore(MachineInterrupts previous) { (void)previous; }
void machine_spin(void) {}
uint64_t machine_clock(void) {
    static uint64_t now;
    return now += 1000;
}
uint32_t machine_cpu_number(void) { return playing; }
void *machine_cpu_local(void) { return &cpus[playing]; }
void *machine_pages_allocate(size_t count) { return calloc(count, MACHINE_PAGE_SIZE); }

void machine_panic(struct MachineFrame *frame, const char *format, ...) {
    (void)frame;
    fprintf(stderr, "panic: %s\n", format);
    exit(1);
}

Value raise_error(Isolate *isolate, const Class *class, const char *format, ...) {
    (void)isolate, (void)class, (void)format;
    raised++;
    return NOTHING;
}

bool isolate_charge_slow(Isolate *isolate) {
    (void)isolate;
    raised++;
    return false;
}

#define CHECK(condition)                                                                                     \
    do {                                                                                                     \
        if (!(condition)) {                                                                                  \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);                                  \
            exit(1);                                                                                         \
        }                                                                                                    \
    } while (0)

static void test_queue(void) {
    struct Queue queue = {0}, other = {0};
    struct QueueEntry entries[4] = {0};
    CHECK(queue_push(&queue, &entries[1]) && queue_push(&queue, &entries[2]) &&
          queue_push_front(&queue, &entries[0]));
    CHECK(!queue_push(&other, &entries[1]) && !queue_remove(&other, &entries[1]));
    CHECK(queue_remove(&queue, &entries[1]) && queue.length == 2);
    CHECK(queue_push(&other, &entries[1]));
    CHECK(queue_pop(&queue) == &entries[0] && queue_pop(&queue) == &entries[2] && !queue_pop(&queue));
    CHECK(queue.length == 0 && !queue.first && !queue.last);
}

enum { NODES = 400 };

/* Search order, heap order and count, recursively; the depth is asserted to stay logarithmic. */
static uint32_t check_tree(const struct TreeNode *node, const struct Tree *tree, uint32_t depth) {
    if (!node) {
        return 0;
    }
    CHECK(depth < 40 && node->tree == tree);
    CHECK(!node->left || (node->left->key <= node->key && node->left->priority <= node->priority));
    CHECK(!node->right || (node->right->key >= node->key && node->right->priority <= node->priority));
    return 1 + check_tree(node->left, tree, depth + 1) + check_tree(node->right, tree, depth + 1);
}

static void test_tree(void) {
    static struct TreeNode nodes[NODES];
    struct Tree tree = {0};
    unsigned seed = 7;
    for (int round = 0; round < 20000; round++) {
        seed = seed * 1103515245 + 12345;
        struct TreeNode *node = &nodes[(seed >> 8) % NODES];
        if (node->tree) {
            tree_remove(&tree, node);
        } else {
            tree_insert(&tree, node, (int64_t)(seed >> 20) % 50);
        }
        if (round % 100 == 0) {
            CHECK(check_tree(tree.root, &tree, 0) == tree.length);
        }
    }
    int64_t key = INT64_MIN;
    uint64_t sequence = 0;
    for (struct TreeNode *node; (node = tree_first(&tree)); tree_remove(&tree, node)) {
        CHECK(node->key > key || (node->key == key && node->sequence > sequence));
        key = node->key;
        sequence = node->sequence;
    }
    CHECK(tree.length == 0);
}

static void test_rising_keys(void) {
    static struct TreeNode nodes[NODES];
    struct Tree tree = {0};
    for (int index = 0; index < NODES; index++) {
        tree_insert(&tree, &nodes[index], index);
    }
    CHECK(check_tree(tree.root, &tree, 0) == NODES);
}

static void pass_boundaries(void) {
    for (int turn = 0; turn < 6; turn++) {
        slab_boundary(&cpus[turn % 2]);
    }
}

static void test_slab(void) {
    struct Lock *lock = slab_allocate(OBJECT_LOCK);
    Value handle = object_handle(lock);
    CHECK(object_of(handle, OBJECT_LOCK) == lock && !object_of(handle, OBJECT_TASK));
    slab_free(lock);
    struct Lock *other = slab_allocate(OBJECT_LOCK);
    CHECK(other != lock); /* some CPU may still be using it */
    CHECK(object_of(handle, OBJECT_LOCK) == lock);
    pass_boundaries();
    struct Lock *again = slab_allocate(OBJECT_LOCK);
    CHECK(again == lock && !object_of(handle, OBJECT_LOCK));
    CHECK(object_of(object_handle(again), OBJECT_LOCK) == again);
    CHECK(object_of(handle_make(OBJECT_LOCK, 0x1fffff, 1), OBJECT_LOCK) == NULL);
}

static void test_lock_order(void) {
    Isolate isolate = {.budget = 10};
    struct Lock first = {.rank = 1}, second = {.rank = 1, .number = 1}, third = {.rank = 2};
    CHECK(lock_acquire(&isolate, &first) && lock_acquire(&isolate, &second) &&
          lock_acquire(&isolate, &third));
    CHECK(!lock_acquire(&isolate, &second) && raised == 1);
    CHECK(lock_release(&isolate, &first) && !lock_acquire(&isolate, &first) && raised == 2);
    CHECK(!lock_release(&isolate, &first) && raised == 3);
    playing = 1;
    CHECK(!lock_held(&third) && !lock_release(&isolate, &third));
    CHECK(!lock_acquire(&isolate, &third)); /* spins until the budget is gone */
    CHECK(isolate.budget < 0 && cpus[1].held_count == 0);
    playing = 0;
    CHECK(lock_release_all(&cpus[0]) == 2 && !third.holder);
}

int main(void) {
    cpus[0].started = cpus[1].started = true;
    slab_initialise();
    test_queue();
    test_tree();
    test_rising_keys();
    test_slab();
    test_lock_order();
    puts("ok");
    return 0;
}
