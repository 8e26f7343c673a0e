/*
 * An ordered tree of nodes that lie in their owners: keys are integers, equal keys keep the order of
 * insertion.
 *
 * A treap (Seidel and Aragon, 1996): a search tree by key that is also a heap by a pseudo-random priority, so
 * its expected depth is O(log n) whatever the keys. Nothing is allocated and nothing recurses. The caller
 * holds whatever guards the tree.
 */
#ifndef VM_KERNEL_TREE_H
#define VM_KERNEL_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct Tree;

struct TreeNode {
    struct TreeNode *left, *right;
    struct Tree *tree; /* the one it is in, or NULL */
    int64_t key;
    uint64_t sequence; /* of insertion: orders equal keys */
    uint64_t priority; /* no less than its children's */
};

struct Tree {
    struct TreeNode *root;
    uint64_t inserted;
    uint32_t length;
};

/* The node must be in no tree. */
void tree_insert(struct Tree *tree, struct TreeNode *node, int64_t key);
/* The node must be in this tree. */
void tree_remove(struct Tree *tree, struct TreeNode *node);
/* The node of the least key, or NULL. */
struct TreeNode *tree_first(const struct Tree *tree);

#endif
