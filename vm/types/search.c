/*
 * The two-way algorithm: time linear in the text, no memory beside a few words. Searching for the last place
 * is the same with both read backwards.
 *
 * The part is cut in two where its greatest suffix begins, by the order of characters or by the opposite
 * order, whichever is shorter. Behind the cut it is compared forwards, then before it. A difference behind
 * the cut moves the part past it; one before the cut moves it by its period. Source: M. Crochemore, D.
 * Perrin, Two-way string-matching, Journal of the ACM 38 (1991).
 */
#include "vm/types/search.h"

typedef struct Reader {
    Characters characters;
    bool backward;
} Reader;

static uint32_t at(const Reader *reader, int64_t index) {
    const Characters *characters = &reader->characters;
    if (reader->backward)
        index = (int64_t)characters->length - 1 - index;
    if (characters->width == 1)
        return ((const uint8_t *)characters->start)[index];
    return characters->width == 2 ? ((const uint16_t *)characters->start)[index]
                                  : ((const uint32_t *)characters->start)[index];
}

/* The index before the greatest suffix, and that suffix's period. */
static int64_t before_suffix(const Reader *part, bool opposite, int64_t *period) {
    int64_t before = -1, candidate = 0, offset = 1, length = (int64_t)part->characters.length;
    *period = 1;
    while (candidate + offset < length) {
        uint32_t a = at(part, candidate + offset), b = at(part, before + offset);
        if (a == b) {
            if (offset == *period) {
                candidate += *period;
                offset = 1;
            } else {
                offset++;
            }
        } else if ((a < b) != opposite) {
            candidate += offset;
            offset = 1;
            *period = candidate - before;
        } else {
            before = candidate++;
            offset = *period = 1;
        }
    }
    return before;
}

/* Whether what lies before the cut comes again a period later. */
static bool is_periodic(const Reader *part, int64_t cut, int64_t period) {
    for (int64_t i = 0; i <= cut; i++)
        if (i + period >= (int64_t)part->characters.length || at(part, i) != at(part, i + period))
            return false;
    return true;
}

static int64_t search(const Reader *text, const Reader *part) {
    int64_t length = (int64_t)part->characters.length, last = (int64_t)text->characters.length - length;
    int64_t period, other_period;
    int64_t cut = before_suffix(part, false, &period), other = before_suffix(part, true, &other_period);
    if (other > cut) {
        cut = other;
        period = other_period;
    }
    bool periodic = is_periodic(part, cut, period);
    if (!periodic)
        period = (cut + 1 > length - cut - 1 ? cut + 1 : length - cut - 1) + 1;
    int64_t known = -1; /* characters up to this one are known to agree: those a period has brought along */
    for (int64_t place = 0; place <= last;) {
        int64_t i = (cut > known ? cut : known) + 1;
        while (i < length && at(part, i) == at(text, place + i))
            i++;
        if (i < length) {
            place += i - cut;
            known = -1;
            continue;
        }
        for (i = cut; i > known && at(part, i) == at(text, place + i);)
            i--;
        if (i <= known)
            return place;
        place += period;
        known = periodic ? length - period - 1 : -1;
    }
    return -1;
}

int64_t search_linear(Characters text, Characters part, bool last) {
    Reader in = {text, last}, wanted = {part, last};
    if (part.length > text.length)
        return -1;
    int64_t place = search(&in, &wanted);
    return place < 0 || !last ? place : (int64_t)(text.length - part.length) - place;
}
