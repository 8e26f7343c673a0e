/*
 * The treap of tree.h.
 */
#include "vm/kernel/tree.h"

static bool before(const struct TreeNode *left, const struct TreeNode *right) {
    return left->key != right->key ? left->key < right->key : left->sequence < right->sequence;
}

/* Mixes the insertion number into 64 well-spread bits (the finaliser of SplitMix64, Steele and others, 2014).
 */
static uint64_t spread(uint64_t number) {
    number = (number ^ number >> 30) * 0xbf58476d1ce4e5b9ULL;
    number = (number ^ number >> 27) * 0x94d049bb133111ebULL;
    return number ^ number >> 31;
}

/* Hangs the nodes of a subtree that lie before `node` under node->left, the others under node->right. */
static void split_around(struct TreeNode *subtree, struct TreeNode *node) {
    struct TreeNode **left = &node->left, **right = &node->right;
    while (subtree) {
        if (before(subtree, node)) {
            *left = subtree;
            left = &subtree->right;
            subtree = subtree->right;
        } else {
            *right = subtree;
            right = &subtree->left;
            subtree = subtree->left;
        }
    }
    *left = *right = NULL;
}

void tree_insert(struct Tree *tree, struct TreeNode *node, int64_t key) {
    node->key = key;
    node->sequence = ++tree->inserted;
    node->priority = spread(node->sequence);
    node->tree = tree;
    struct TreeNode **link = &tree->root;
    while (*link && (*link)->priority > node->priority) {
        link = before(*link, node) ? &(*link)->right : &(*link)->left;
    }
    split_around(*link, node);
    *link = node;
    tree->length++;
}

/* Puts two subtrees, all of `left` before all of `right`, in the place of *link. */
static void merge(struct TreeNode **link, struct TreeNode *left, struct TreeNode *right) {
    while (left && right) {
        if (left->priority > right->priority) {
            *link = left;
            link = &left->right;
            left = left->right;
        } else {
            *link = right;
            link = &right->left;
            right = right->left;
        }
    }
    *link = left ? left : right;
}

void tree_remove(struct Tree *tree, struct TreeNode *node) {
    struct TreeNode **link = &tree->root;
    while (*link != node) {
        link = before(*link, node) ? &(*link)->right : &(*link)->left;
    }
    merge(link, node->left, node->right);
    node->tree = NULL;
    tree->length--;
}

struct TreeNode *tree_first(const struct Tree *tree) {
    struct TreeNode *node = tree->root;
    while (node && node->left) {
        node = node->left;
    }
    return node;
}
