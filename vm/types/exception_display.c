/*
 * The text that CPython 3.11 prints for an uncaught exception: chain, tracebacks, source lines with markers,
 * notes, groups.
 *
 * Running a program's own __str__ here may raise: that gives the texts that CPython has for it, and never
 * stops the display. Only memory that is short, or an isolate that must stop, does. CPython's suggestions
 * ("Did you mean") are left out: they need the frames' variables, which don't outlive their calls.
 */
#include "vm/names.h"
#include "vm/types/arguments.h"
#include "vm/types/bytes.h"
#include "vm/types/carets.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/exception.h"
#include "vm/types/list.h"
#include "vm/types/numbers.h"
#include "vm/types/string.h"

enum {
    ENTRY_LIMIT = 1000, /* entries of one traceback that are shown at most: the last ones */
    REPEATED_SHOWN = 3, /* equal entries in a row that are shown */
    GROUP_DEPTH_LIMIT = 10,
    GROUP_WIDTH_LIMIT = 15,
    SOURCE_INDENT = 4,
    LINE_SIZE = 4096, /* bytes of a source line */
};

struct Display {
    Isolate *isolate;
    StringBuilder text;
    SourceLine source_line;
    void *context;
    Value buffer; /* Bytes that source_line fills */
    Value seen;   /* List of the exceptions shown */
    uint32_t group_depth;
    bool group_open; /* the running group's last line is still to come */
};

static void put(struct Display *display, const char *text) { string_builder_c(&display->text, text); }

static void put_string(struct Display *display, Value string) {
    string_builder_string(&display->text, AS(String, string));
}

static void put_number(struct Display *display, int64_t number) {
    Value text = integer_to_text(display->isolate, small(number), 10, false);
    string_builder_value(&display->text, text);
}

static void indent(struct Display *display) {
    string_builder_repeat(&display->text, ' ', 2 * (uint64_t)display->group_depth);
}

static void margin(struct Display *display) {
    indent(display);
    if (display->group_depth)
        put(display, "| ");
}

/* str() or repr() that must not fail: if it does, the text says so. */
static void put_safely(struct Display *display, Value text, const char *otherwise) {
    if (text != NOTHING) {
        put_string(display, text);
        return;
    }
    display->isolate->exception = NOTHING;
    put(display, otherwise);
}

/* ---- Source lines ---- */

static bool is_blank(uint32_t character) {
    return character == ' ' || character == '\t' || character == '\f';
}

static uint32_t leading_blanks(const String *line) {
    uint32_t count = 0;
    while (count < line->length && is_blank(string_at(line, count)))
        count++;
    return count;
}

/* The line without its end; NOTHING: there is none. */
static Value source_text(struct Display *display, const String *filename, uint32_t line) {
    if (display->buffer == NOTHING)
        return NOTHING;
    char *buffer = (char *)AS(Bytes, display->buffer)->bytes;
    if (!display->source_line(display->context, filename, line, buffer, LINE_SIZE))
        return NOTHING;
    size_t size = __builtin_strlen(buffer);
    while (size > 0 && (buffer[size - 1] == '\n' || buffer[size - 1] == '\r'))
        size--;
    Value text = string_from_utf8(display->isolate, buffer, size);
    if (text == NOTHING)
        display->isolate->exception = NOTHING;
    return text;
}

/* Markers below line[start:end], which is shown from character `leading` on. */
static void put_carets(struct Display *display, uint32_t leading, uint32_t start, uint32_t end,
                       const struct Anchors *anchors) {
    margin(display);
    string_builder_repeat(&display->text, ' ', SOURCE_INDENT);
    for (uint32_t i = leading; i < end; i++) {
        bool marked = !anchors || (anchors->left <= i && i < anchors->right);
        string_builder_character(&display->text, i < start ? ' ' : marked ? '^' : '~');
    }
    put(display, "\n");
}

static uint32_t last_visible(const String *line) {
    uint32_t end = line->length;
    while (end > 0 && is_blank(string_at(line, end - 1)))
        end--;
    return end;
}

/* None if they would mark the whole line. */
static void show_carets(struct Display *display, const String *line, const struct Position *position) {
    if (!position->column || !position->end_column)
        return;
    uint32_t leading = leading_blanks(line), start = position->column - 1, end = position->end_column - 1;
    struct Anchors anchors;
    bool anchored = false;
    if (start > line->length)
        start = line->length;
    if (position->end_line != position->line)
        end = last_visible(line);
    else {
        if (end > line->length)
            end = line->length;
        anchored = start < end && anchors_find(line, start, end, &anchors);
    }
    if (!anchored && end - start == line->length - leading)
        return;
    put_carets(display, leading, start, end, anchored ? &anchors : NULL);
}

static void show_source(struct Display *display, const Code *code, uint32_t instruction) {
    struct Position position = code_position(code, instruction);
    Value text = source_text(display, AS(String, code_filename(code)), position.line);
    if (text == NOTHING)
        return;
    heap_keep(display->isolate, text);
    const String *line = AS(String, text);
    margin(display);
    string_builder_repeat(&display->text, ' ', SOURCE_INDENT);
    string_builder_part(&display->text, line, leading_blanks(line), line->length);
    put(display, "\n");
    show_carets(display, line, &position);
}

/* ---- Tracebacks ---- */

static uint32_t entry_line(const Traceback *entry) { return code_line(entry->code, entry->instruction); }

static void show_entry(struct Display *display, const Traceback *entry) {
    HeapMark mark = heap_mark(display->isolate);
    margin(display);
    put(display, "  File \"");
    put_string(display, code_filename(entry->code));
    put(display, "\", line ");
    put_number(display, entry_line(entry));
    put(display, ", in ");
    put_string(display, code_name(entry->code));
    put(display, "\n");
    show_source(display, entry->code, entry->instruction);
    heap_release(display->isolate, mark);
}

static bool same_entry(const Traceback *left, const Traceback *right) {
    return left && entry_line(left) == entry_line(right) &&
           string_equal(AS(String, code_filename(left->code)), AS(String, code_filename(right->code))) &&
           string_equal(AS(String, code_name(left->code)), AS(String, code_name(right->code)));
}

static void show_repeated(struct Display *display, uint32_t count) {
    if (count <= REPEATED_SHOWN)
        return;
    margin(display);
    put(display, "  [Previous line repeated ");
    put_number(display, count - REPEATED_SHOWN);
    put(display, count - REPEATED_SHOWN > 1 ? " more times]\n" : " more time]\n");
}

static const Traceback *next_entry(const Traceback *entry) {
    return entry->next == NONE ? NULL : AS(Traceback, entry->next);
}

/* What sys.tracebacklimit allows, if sys was ever imported and the program set it. */
static uint32_t entry_limit(Isolate *isolate) {
    Value name = string_from_c(isolate, "sys"), limit = NOTHING;
    Value sys =
        name == NOTHING ? UNDEFINED : dictionary_get_name(AS(Dictionary, isolate->modules), AS(String, name));
    if (sys != UNDEFINED && (name = string_from_c(isolate, "tracebacklimit")) != NOTHING)
        limit = attribute_find(isolate, sys, name);
    isolate->exception = NOTHING;
    if (!is_small(limit) || small_number(limit) > ENTRY_LIMIT)
        return ENTRY_LIMIT;
    return small_number(limit) < 0 ? 0 : (uint32_t)small_number(limit);
}

static void show_entries(struct Display *display, const Traceback *entry, uint32_t limit) {
    uint32_t depth = 0, count = 0;
    const Traceback *last = NULL;
    for (const Traceback *each = entry; each; each = next_entry(each))
        depth++;
    for (; depth > limit; depth--)
        entry = next_entry(entry);
    for (; entry; entry = next_entry(entry)) {
        if (!same_entry(last, entry)) {
            show_repeated(display, count);
            last = entry;
            count = 0;
        }
        if (++count <= REPEATED_SHOWN)
            show_entry(display, entry);
    }
    show_repeated(display, count);
}

static void show_traceback(struct Display *display, Value exception) {
    Value traceback = AS(Exception, exception)->traceback;
    uint32_t limit = traceback == NONE ? 0 : entry_limit(display->isolate);
    if (limit == 0)
        return;
    indent(display);
    bool group = is_group(exception);
    if (display->group_depth)
        put(display, group && display->group_depth == 1 ? "+ " : "| ");
    put(display, group ? "Exception Group Traceback (most recent call last):\n"
                       : "Traceback (most recent call last):\n");
    show_entries(display, AS(Traceback, traceback), limit);
}

/* ---- Syntax errors ---- */

/* An attribute that is a number, `otherwise` if it is None; false if it is neither. */
static bool number_field(struct Display *display, Value exception, const char *name, int64_t otherwise,
                         int64_t *number) {
    Value value = exception_field(display->isolate, exception, name);
    *number = otherwise;
    return value == NONE || (is_integer(value) && integer_to_int64(value, number));
}

/* Lines before the one at *offset are dropped. */
static uint32_t line_start(const String *text, uint32_t start, int64_t *offset) {
    for (uint32_t i = start; i < text->length && (int64_t)(i - start) < *offset; i++)
        if (string_at(text, i) == '\n') {
            *offset -= (int64_t)i + 1 - start;
            start = i + 1;
        }
    return start;
}

/* The error's own source text, and markers from `offset` (from 1) to before `end`. */
static void show_error_text(struct Display *display, const String *text, int64_t offset, int64_t end) {
    int64_t carets = end > 0 && end > offset ? end - offset : 1;
    uint32_t start = leading_blanks(text), stop = text->length;
    if (stop > start && string_at(text, stop - 1) == '\n')
        stop--;
    offset -= 1 + (int64_t)start;
    if (offset > (int64_t)(stop - start))
        offset = stop - start;
    start = line_start(text, start, &offset);
    margin(display);
    string_builder_repeat(&display->text, ' ', SOURCE_INDENT);
    string_builder_part(&display->text, text, start, stop);
    put(display, "\n");
    if (offset < 0)
        return;
    margin(display);
    string_builder_repeat(&display->text, ' ', SOURCE_INDENT + (uint64_t)offset);
    string_builder_repeat(&display->text, '^', carets > LINE_SIZE ? LINE_SIZE : (uint64_t)carets);
    put(display, "\n");
}

/* File, line and text of a SyntaxError that knows its place: then only its message follows. */
static bool show_place(struct Display *display, Value exception) {
    int64_t line, end_line, offset, end_offset;
    if (!is_instance(exception, &class_SyntaxError) ||
        exception_field(display->isolate, exception, "lineno") == NONE ||
        !number_field(display, exception, "lineno", 0, &line) ||
        !number_field(display, exception, "offset", -1, &offset) ||
        !number_field(display, exception, "end_lineno", line, &end_line) ||
        !number_field(display, exception, "end_offset", -1, &end_offset))
        return false;
    Value file = exception_field(display->isolate, exception, "filename");
    Value text = exception_field(display->isolate, exception, "text");
    margin(display);
    put(display, "  File \"");
    if (file == NONE)
        put(display, "<string>");
    else
        put_safely(display, operate_string(display->isolate, file), "<unknown>");
    put(display, "\", line ");
    put_number(display, line);
    put(display, "\n");
    if (is_string(text))
        show_error_text(display, AS(String, text), offset,
                        end_line > line ? AS(String, text)->length : end_offset);
    return true;
}

/* ---- Kind, message and notes ---- */

static void show_class(struct Display *display, const Class *class) {
    if (class->flags & CLASS_STATIC) {
        put(display, class->static_name);
        return;
    }
    Value module = attribute_find(display->isolate, from_object(class), NAME(__module__));
    display->isolate->exception = NOTHING;
    if (!is_string(module))
        put(display, "<unknown>.");
    else if (!string_is(AS(String, module), "__main__") && !string_is(AS(String, module), "builtins")) {
        put_string(display, module);
        put(display, ".");
    }
    put_string(display, class->qualified_name);
}

static void show_message(struct Display *display, Value message) {
    Value text = operate_string(display->isolate, message);
    if (text == NOTHING || AS(String, text)->length > 0)
        put(display, ": ");
    put_safely(display, text, "<exception str() failed>");
}

static void show_note(struct Display *display, Value note) {
    Value text = operate_string(display->isolate, note);
    if (text == NOTHING) {
        put_safely(display, text, "<note str() failed>");
        put(display, "\n");
        return;
    }
    heap_keep(display->isolate, text);
    const String *lines = AS(String, text);
    for (uint32_t start = 0, i = 0; i < lines->length; i++) {
        if (i == start)
            margin(display);
        string_builder_character(&display->text, string_at(lines, i));
        if (string_at(lines, i) == '\n')
            start = i + 1;
    }
    put(display, "\n");
}

static void show_notes(struct Display *display, Value exception) {
    Value notes = attribute_find(display->isolate, exception, NAME(__notes__));
    display->isolate->exception = NOTHING;
    if (notes == UNDEFINED || notes == NOTHING)
        return;
    heap_keep(display->isolate, notes);
    if (!is_list(notes) && !is_tuple(notes)) {
        margin(display);
        put_safely(display, operate_represent(display->isolate, notes), "<__notes__ repr() failed>");
        put(display, "\n");
        return;
    }
    for (uint64_t i = 0; i < sequence_length(notes); i++)
        show_note(display, sequence_get(notes, i));
}

static void show_exception(struct Display *display, Value exception) {
    HeapMark mark = heap_mark(display->isolate);
    show_traceback(display, exception);
    bool placed = show_place(display, exception);
    Value message = placed ? exception_field(display->isolate, exception, "msg") : exception;
    heap_keep(display->isolate, message);
    margin(display);
    show_class(display, class_of(exception));
    if (!placed || message != NONE)
        show_message(display, message);
    put(display, "\n");
    show_notes(display, exception);
    heap_release(display->isolate, mark);
}

/* ---- Groups and chains ---- */

static void show_chain(struct Display *display, Value exception);

static void show_member(struct Display *display, Value members, uint32_t index, uint32_t count) {
    indent(display);
    put(display, index == 0 ? "+-+---------------- " : "  +---------------- ");
    if (index < GROUP_WIDTH_LIMIT)
        put_number(display, index + 1);
    else
        put(display, "...");
    put(display, " ----------------\n");
    display->group_depth++;
    if (index < GROUP_WIDTH_LIMIT)
        show_chain(display, tuple_get(AS(Tuple, members), index));
    else {
        margin(display);
        put(display, "and ");
        put_number(display, count - GROUP_WIDTH_LIMIT);
        put(display, count - GROUP_WIDTH_LIMIT > 1 ? " more exceptions\n" : " more exception\n");
    }
}

static void show_members(struct Display *display, Value members) {
    uint32_t count = tuple_count(AS(Tuple, members));
    uint32_t shown = count <= GROUP_WIDTH_LIMIT ? count : GROUP_WIDTH_LIMIT + 1;
    display->group_open = false;
    for (uint32_t i = 0; i < shown; i++) {
        if (i == shown - 1)
            display->group_open = true;
        show_member(display, members, i, count);
        if (i == shown - 1 && display->group_open) {
            indent(display);
            put(display, "+------------------------------------\n");
            display->group_open = false;
        }
        display->group_depth--;
    }
}

static void show_group(struct Display *display, Value group) {
    if (display->group_depth > GROUP_DEPTH_LIMIT) {
        margin(display);
        put(display, "... (max_group_depth is 10)\n");
        return;
    }
    if (display->group_depth == 0)
        display->group_depth++;
    show_exception(display, group);
    show_members(display, group_exceptions(group));
    if (display->group_depth == 1)
        display->group_depth--;
}

static bool was_seen(const struct Display *display, Value exception) {
    const List *seen = AS(List, display->seen);
    for (uint64_t i = 0; i < seen->length; i++)
        if (list_get(seen, i) == exception)
            return true;
    return false;
}

/* What is shown before an exception: its cause or context, NONE if there is nothing or it was shown. */
static Value earlier(const struct Display *display, Value exception) {
    const Exception *body = AS(Exception, exception);
    Value before = body->cause != NONE ? body->cause : body->suppress_context ? NONE : body->context;
    return before == NONE || was_seen(display, before) ? NONE : before;
}

static void show_link(struct Display *display, Value exception) {
    margin(display);
    put(display, "\n");
    margin(display);
    put(display, AS(Exception, exception)->cause != NONE
                     ? "The above exception was the direct cause of the following exception:\n"
                     : "During handling of the above exception, another exception occurred:\n");
    margin(display);
    put(display, "\n");
}

static void show_one(struct Display *display, Value exception, bool last) {
    bool open = display->group_open;
    if (is_group(exception))
        show_group(display, exception);
    else
        show_exception(display, exception);
    if (!last)
        display->group_open = open;
}

/* From the first exception to the last: `seen` has them in the other order, from `first` on. */
static void show_chain(struct Display *display, Value exception) {
    uint64_t first = AS(List, display->seen)->length;
    while (exception != NONE) {
        if (!list_append(display->isolate, display->seen, exception)) {
            display->text.failed = true;
            return;
        }
        exception = earlier(display, exception);
    }
    for (uint64_t i = AS(List, display->seen)->length; i-- > first;) {
        Value shown = list_get(AS(List, display->seen), i);
        show_one(display, shown, i == first);
        if (i > first)
            show_link(display, list_get(AS(List, display->seen), i - 1));
    }
}

Value exception_display(Isolate *isolate, Value exception, SourceLine source_line, void *context) {
    struct Display display = {.isolate = isolate, .source_line = source_line, .context = context};
    HeapMark mark = heap_mark(isolate);
    heap_keep(isolate, exception);
    display.seen = heap_keep(isolate, list_new(isolate, 0, NULL));
    if (source_line)
        display.buffer = heap_keep(isolate, bytes_new(isolate, NULL, LINE_SIZE));
    Value text = NOTHING;
    if (display.seen != NOTHING && (!source_line || display.buffer != NOTHING)) {
        string_builder_start(&display.text, isolate);
        show_chain(&display, exception);
        text = string_builder_finish(&display.text);
    }
    heap_release(isolate, mark);
    /* What failed may have been forgotten over a text that went wrong later. */
    return text == NOTHING && isolate->exception == NOTHING ? raise_memory(isolate) : text;
}
