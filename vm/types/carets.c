/*
 * Finding the operator that a traceback's markers point to, without a parser.
 *
 * A segment of a source line is scanned once: brackets and strings are skipped as wholes, and what is left is
 * operands, operators and keywords. The outermost operation is the last operator of the lowest precedence
 * (the first, for **). Anything that ends up as no binary operation or subscript (comparisons, `and`, lambda,
 * statements) has no anchors.
 */
#include "vm/types/carets.h"

#include "vm/types/string.h"

enum {
    PRECEDENCE_SHIFT = 4,
    PRECEDENCE_SUM = 5,
    PRECEDENCE_TERM = 6,
    PRECEDENCE_POWER = 8,
    PRECEDENCE_NONE = 9
};

struct Scan {
    const String *line;
    uint32_t position, end;
    bool operand_next;   /* an operand must come: + and - are signs here */
    bool prefixed;       /* the segment starts with a sign */
    bool awaited;        /* the segment starts with await */
    uint32_t precedence; /* of the operator found so far */
    uint32_t operator, operator_end;
    uint32_t subscript,
        subscript_end; /* the brackets of the last trailer, if it is a subscript: else subscript_end is 0 */
};

static bool is_space(uint32_t character) {
    return character == ' ' || character == '\t' || character == '\f';
}
static bool is_digit(uint32_t character) { return character >= '0' && character <= '9'; }
static bool is_quote(uint32_t character) { return character == '"' || character == '\''; }
static bool is_word(uint32_t character) {
    return is_digit(character) || character == '_' || (character >= 'a' && character <= 'z') ||
           (character >= 'A' && character <= 'Z') || character >= 128;
}

/* The character at an index, 0 behind the end. */
static uint32_t at(const struct Scan *scan, uint32_t index) {
    return index < scan->end ? string_at(scan->line, index) : 0;
}

static bool word_is(const struct Scan *scan, uint32_t start, uint32_t end, const char *text) {
    while (start < end && *text && at(scan, start) == (uint8_t)*text)
        start++, text++;
    return start == end && *text == 0;
}

static uint32_t word_end(const struct Scan *scan, uint32_t start) {
    while (is_word(at(scan, start)))
        start++;
    return start;
}

/* ---- Skipping ---- */

/* Behind the string literal whose first quote is at `start`; 0: it doesn't end. */
static uint32_t string_end(const struct Scan *scan, uint32_t start) {
    uint32_t quote = at(scan, start);
    bool triple = at(scan, start + 1) == quote && at(scan, start + 2) == quote;
    uint32_t position = start + (triple ? 3 : 1);
    while (position < scan->end) {
        uint32_t character = at(scan, position);
        if (character == '\\')
            position++;
        else if (character == quote && !triple)
            return position + 1;
        else if (character == quote && at(scan, position + 1) == quote && at(scan, position + 2) == quote)
            return position + 3;
        position++;
    }
    return 0;
}

/* The bracket that closes the one at `start`; 0: none. */
static uint32_t bracket_end(const struct Scan *scan, uint32_t start) {
    uint32_t depth = 0;
    for (uint32_t position = start; position < scan->end; position++) {
        uint32_t character = at(scan, position);
        if (is_quote(character)) {
            position = string_end(scan, position);
            if (!position)
                return 0;
            position--;
        } else if (character == '(' || character == '[' || character == '{') {
            depth++;
        } else if ((character == ')' || character == ']' || character == '}') && --depth == 0) {
            return position;
        }
    }
    return 0;
}

/* Whether parentheses around [start, end) make a tuple or a generator expression: then they belong to it. */
static bool parentheses_belong(const struct Scan *scan, uint32_t start, uint32_t end) {
    bool empty = true;
    for (uint32_t position = start; position < end; position++) {
        uint32_t character = at(scan, position);
        empty = empty && is_space(character);
        if (character == ',')
            return true;
        if (is_quote(character))
            position = string_end(scan, position) - 1;
        else if (character == '(' || character == '[' || character == '{')
            position = bracket_end(scan, position);
        else if (is_word(character)) {
            uint32_t behind = word_end(scan, position);
            if (word_is(scan, position, behind, "for") || word_is(scan, position, behind, "async"))
                return true;
            position = behind - 1;
        }
    }
    return empty;
}

/* Narrows [*start, *end) to the expression itself: without spaces and parentheses that only group. */
static void narrow(const struct Scan *scan, uint32_t *start, uint32_t *end) {
    for (;;) {
        while (*start < *end && is_space(at(scan, *start)))
            ++*start;
        while (*start < *end && is_space(at(scan, *end - 1)))
            --*end;
        bool grouped = at(scan, *start) == '(' && bracket_end(scan, *start) == *end - 1 &&
                       !parentheses_belong(scan, *start + 1, *end - 1);
        if (!grouped)
            return;
        ++*start, --*end;
    }
}

/* ---- Scanning ---- */

static bool scan_operand(struct Scan *scan, uint32_t end) {
    scan->position = end;
    scan->operand_next = false;
    scan->subscript_end = 0;
    return end != 0;
}

static uint32_t number_end(const struct Scan *scan, uint32_t position) {
    bool hexadecimal = at(scan, position) == '0' && (at(scan, position + 1) | 32) == 'x';
    for (;; position++) {
        uint32_t character = at(scan, position), before = position ? at(scan, position - 1) | 32 : 0;
        bool exponent_sign = (character == '+' || character == '-') && before == 'e' && !hexadecimal;
        if (!is_word(character) && character != '.' && !exponent_sign)
            return position;
    }
}

/* Words that no operand of a binary operation starts with or is joined by. */
static bool is_keyword(const struct Scan *scan, uint32_t start, uint32_t end) {
    static const char *const keywords[] = {
        "and",   "or",    "not",    "in",    "is",     "if",       "else",   "for",  "lambda",
        "yield", "async", "return", "raise", "assert", "del",      "import", "from", "with",
        "while", "try",   "class",  "def",   "global", "nonlocal", "as",
    };
    for (size_t i = 0; i < sizeof(keywords) / sizeof(*keywords); i++)
        if (word_is(scan, start, end, keywords[i]))
            return true;
    return false;
}

static bool scan_word(struct Scan *scan) {
    uint32_t start = scan->position, end = word_end(scan, start);
    if (is_quote(at(scan, end)))
        return scan_operand(scan, string_end(scan, end));
    if (is_digit(at(scan, start)))
        return scan_operand(scan, number_end(scan, start));
    if (is_keyword(scan, start, end))
        return false;
    if (word_is(scan, start, end, "await")) {
        scan->awaited = true;
        scan->position = end;
        return scan->operand_next;
    }
    return scan_operand(scan, end);
}

static bool scan_bracket(struct Scan *scan) {
    uint32_t start = scan->position, end = bracket_end(scan, start);
    bool subscript = !scan->operand_next && at(scan, start) == '[';
    if (!end || !scan_operand(scan, end + 1))
        return false;
    scan->subscript = start;
    scan->subscript_end = subscript ? end : 0;
    return true;
}

static uint32_t operator_precedence(uint32_t character, bool doubled) {
    switch (character) {
    case '|':
        return 1;
    case '^':
        return 2;
    case '&':
        return 3;
    case '<':
    case '>':
        return doubled ? PRECEDENCE_SHIFT : 0;
    case '+':
    case '-':
        return PRECEDENCE_SUM;
    case '*':
        return doubled ? PRECEDENCE_POWER : PRECEDENCE_TERM;
    case '/':
    case '%':
    case '@':
        return PRECEDENCE_TERM;
    default:
        return 0;
    }
}

static bool scan_sign(struct Scan *scan, uint32_t segment) {
    uint32_t character = at(scan, scan->position);
    if (character != '+' && character != '-' && character != '~')
        return false;
    scan->prefixed = scan->prefixed || scan->position == segment;
    scan->position++;
    return true;
}

static bool scan_operator(struct Scan *scan) {
    uint32_t start = scan->position, character = at(scan, start);
    bool doubled = at(scan, start + 1) == character &&
                   (character == '<' || character == '>' || character == '*' || character == '/');
    uint32_t end = start + (doubled ? 2 : 1), precedence = operator_precedence(character, doubled);
    if (!precedence || at(scan, end) == '=')
        return false;
    if (precedence < scan->precedence || (precedence == scan->precedence && precedence != PRECEDENCE_POWER)) {
        scan->precedence = precedence;
        scan->operator = start;
        scan->operator_end = end;
    }
    scan->position = end;
    scan->operand_next = true;
    return true;
}

static bool scan_token(struct Scan *scan, uint32_t segment) {
    uint32_t character = at(scan, scan->position);
    if (is_quote(character))
        return scan_operand(scan, string_end(scan, scan->position));
    if (is_word(character))
        return scan_word(scan);
    if (character == '(' || character == '[' || character == '{')
        return scan_bracket(scan);
    if (character == '.' && scan->operand_next)
        return scan_operand(scan, is_digit(at(scan, scan->position + 1)) ? number_end(scan, scan->position)
                                                                         : scan->position + 3);
    if (character == '.') {
        scan->position++;
        return true;
    }
    return scan->operand_next ? scan_sign(scan, segment) : scan_operator(scan);
}

/* ---- Anchors ---- */

/* A parenthesis right behind an operator of one character is marked with it, if it only groups: as
 * CPython 3.11 does. */
static bool operator_anchors(const struct Scan *scan, struct Anchors *anchors) {
    uint32_t left = scan->operator, right_start = scan->operator_end, right_end = scan->end;
    if (scan->precedence == PRECEDENCE_POWER && scan->prefixed)
        return false;
    narrow(scan, &right_start, &right_end);
    bool two = left + 1 < right_start && !is_space(at(scan, left + 1));
    *anchors = (struct Anchors){left, left + (two ? 2 : 1)};
    return true;
}

static bool subscript_anchors(const struct Scan *scan, struct Anchors *anchors) {
    *anchors = (struct Anchors){scan->subscript, scan->subscript_end + 1};
    return !scan->prefixed && !scan->awaited;
}

bool anchors_find(const String *line, uint32_t start, uint32_t end, struct Anchors *anchors) {
    struct Scan scan = {.line = line, .end = end, .operand_next = true, .precedence = PRECEDENCE_NONE};
    narrow(&scan, &start, &end);
    scan.end = end;
    scan.position = start;
    while (scan.position < end) {
        if (is_space(at(&scan, scan.position)))
            scan.position++;
        else if (!scan_token(&scan, start))
            return false;
    }
    if (scan.operand_next)
        return false;
    if (scan.precedence != PRECEDENCE_NONE)
        return operator_anchors(&scan, anchors);
    return scan.subscript_end && subscript_anchors(&scan, anchors);
}
