"""Strings: building, splitting, joining, searching, replacing, formatting, comparing, character by character."""

TEXT = "the policy of a kernel decides which task runs, where it runs and for how long"


def run(count):
    total = 0
    for turn in range(count):
        words = TEXT.split(" ")
        line = "-".join(words)
        total += line.find("kernel") + len(line.replace("-", "  "))
        upper = [word.upper() for word in words if not word.startswith("w")]
        total += len(upper)
        built = ""
        for number in range(20):
            built += str(number * turn)
        total += len(built)
        total += len("%d tasks, %s" % (turn, words[1]))
        total += len(f"{turn:6d} {words[2]:>8}|")
        vowels = 0
        for character in TEXT:
            if character in "aeiou":
                vowels += 1
        total += vowels
        if words[0] + words[1] == "thepolicy" and TEXT[4:10] < "q":
            total += 1
    return total
