/* Where the markers below a traceback's source line go; see vm/types/carets.c. */
#ifndef VM_TYPES_CARETS_H
#define VM_TYPES_CARETS_H

#include "vm/object.h"

/* Characters of a line: [left, right) is the operator or subscript that `^` marks between `~`. */
struct Anchors {
    uint32_t left, right;
};

/* Whether line[start:end], one expression, is a binary operation or a subscript, and where its operator is.
 * O((end - start)^2) for nested parentheses, else linear. */
bool anchors_find(const String *line, uint32_t start, uint32_t end, struct Anchors *anchors);

#endif
