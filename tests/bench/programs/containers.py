"""Dictionaries, lists and strings."""


def run():
    counts = {}
    words = []
    for number in range(3000):
        word = "w" + str(number % 97)
        counts[word] = counts.get(word, 0) + 1
        words.append(word)
    words.sort()
    ",".join(words)
    [word for word in words if word.endswith("7")]
