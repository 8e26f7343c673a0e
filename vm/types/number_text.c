/* Text that is to be read as a number: any script's decimal digits and spaces as ASCII's. */
#include "vm/types/characters.h"
#include "vm/types/integer.h"
#include "vm/types/string.h"

/* What no number has, in place of other characters. */
enum { REFUSED = 0x7f };

char *number_text(Isolate *isolate, const String *string, char *room, size_t size) {
    char *text = room;
    if (string->length > size && !(text = (char *)integer_work(isolate, (uint64_t)string->length / 4 + 1)))
        return NULL;
    if (!isolate_charge(isolate, string->length / 16))
        return NULL;
    for (uint32_t i = 0; i < string->length; i++) {
        uint32_t character = string_at(string, i);
        int digit = character < 0x80 ? -1 : character_decimal(character);
        text[i] = character < 0x80                ? (char)character
                  : digit >= 0                    ? (char)('0' + digit)
                  : character_is_space(character) ? ' '
                                                  : REFUSED;
    }
    return text;
}
