"""Read a number

Write `number_from_words(words)`, which returns the integer that English number words stand for.
`words` is a text in lower case, from "zero" to just below a thousand trillion, for example
"twelve million three hundred and forty-five thousand". You may rely on it being a number that
is written properly: a group from one to nine hundred and ninety-nine, then a scale word
(trillion, billion, million or thousand, the larger first), then the next group. The last group
has no scale word. Words are separated by single spaces, tens and ones by a hyphen, as in
forty-five. The word "and" may stand anywhere between two words, or be left out; it means nothing.

The values of the small words are given. In this scale, a billion is a thousand million.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, Slip, case, exercise


def number_from_words(words: str) -> int:
    """The number that English number words stand for."""
    names = (
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen"
    )
    tens = "twenty thirty forty fifty sixty seventy eighty ninety"
    value = {name: i for i, name in enumerate(names.split())}
    value |= {name: 10 * i for i, name in enumerate(tens.split(), start=2)}
    raise NotImplementedError("Replace this line by your code, which uses value.")


def solution(words: str) -> int:
    """The number that English number words stand for."""
    names = (
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen"
    )
    tens = "twenty thirty forty fifty sixty seventy eighty ninety"
    value = {name: i for i, name in enumerate(names.split())}
    value |= {name: 10 * i for i, name in enumerate(tens.split(), start=2)}
    scale = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
    total = group = 0
    for word in words.replace("-", " ").split():
        if word == "hundred":
            group *= 100
        elif word in scale:
            total += group * scale[word]
            group = 0
        elif word != "and":
            group += value[word]
    return total + group


def wrong_hundred_of_all(words: str) -> int:
    """hundred multiplied all that came before; it belongs to its own group."""
    names = (
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen"
    )
    tens = "twenty thirty forty fifty sixty seventy eighty ninety"
    value = {name: i for i, name in enumerate(names.split())}
    value |= {name: 10 * i for i, name in enumerate(tens.split(), start=2)}
    scale = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
    total = 0
    for word in words.replace("-", " ").split():
        if word == "hundred":
            total *= 100
        elif word in scale:
            total *= scale[word]
        elif word != "and":
            total += value[word]
    return total


def wrong_last_word(words: str) -> int:
    """a scale word multiplied only the word before it; it multiplies its whole group."""
    names = (
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen"
    )
    tens = "twenty thirty forty fifty sixty seventy eighty ninety"
    value = {name: i for i, name in enumerate(names.split())}
    value |= {name: 10 * i for i, name in enumerate(tens.split(), start=2)}
    scale = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
    total = group = last = 0
    for word in words.replace("-", " ").split():
        if word == "hundred":
            last *= 100
        elif word in scale:
            total += group + last * scale[word]
            group = last = 0
        elif word != "and":
            group, last = group + last, value[word]
    return total + group + last


def in_words(n: int, after_hundred: str) -> str:
    """The words of a number: the other way round, by recursion from the largest scale down."""
    small = (
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen"
    )
    tens = "twenty thirty forty fifty sixty seventy eighty ninety"
    if n < 20:
        return small.split()[n]
    if n < 100:
        ones = f"-{small.split()[n % 10]}" if n % 10 else ""
        return tens.split()[n // 10 - 2] + ones
    sizes = {"trillion": 10**12, "billion": 10**9, "million": 10**6, "thousand": 1000}
    sizes["hundred"] = 100
    name = next(name for name, size in sizes.items() if n >= size)
    first, rest = divmod(n, sizes[name])
    text = f"{in_words(first, after_hundred)} {name}"
    if rest:
        text += after_hundred if name == "hundred" else " "
        text += in_words(rest, after_hundred)
    return text


def cases() -> Iterator[Case]:
    """From one group to many, by hand; random numbers of every length; zero and the largest."""
    yield case("three hundred", expected=300)
    yield case("forty-five", expected=45)
    yield case("six hundred and twelve", expected=612)
    yield case("two thousand five", expected=2_005)
    yield case("two thousand three hundred", expected=2_300)
    yield case("one million two thousand", expected=1_002_000)
    yield case("three hundred and forty-five thousand", expected=345_000)
    yield case("twelve million three hundred and forty-five thousand", expected=12_345_000)
    yield case("one million and one", expected=1_000_001)
    rng = np.random.default_rng(0)
    for digits in range(1, 16):
        n = int(rng.integers(10 ** (digits - 1), 10**digits))
        yield case(in_words(n, " and "), expected=n, why="a random number")
        n = int(rng.integers(10 ** (digits - 1), 10**digits))
        yield case(in_words(n, " "), expected=n, why='a random number without "and"')
    yield case("zero", expected=0, why="the number 0")
    yield case("one trillion", expected=10**12, why="a single scale word")
    most = 10**15 - 1
    yield case(in_words(most, " and "), expected=most, why="the largest number")


EXERCISE = exercise(
    starter=number_from_words,
    solution=solution,
    wrong=[
        Slip(
            "float",
            "your scales are floats, such as 1e3, and so is the sum; 10**3 is an integer",
            {
                (
                    'scale = {"thousand": 10**3, "million": 10**6, "billion": 10**9, '
                    '"trillion": 10**12}\n'
                    "    total = group = 0"
                ): (
                    'scale = {"thousand": 1e3, "million": 1e6, "billion": 1e9, '
                    '"trillion": 1e12}\n'
                    "    total, group = 0.0, 0"
                )
            },
        ),
        Slip(
            "hundred_added",
            "hundred multiplies what its group holds so far; you added 100",
            {"group *= 100": "group += 100"},
        ),
        Slip(
            "last_group_lost",
            "no scale word follows the last group, and you lost it; add it at the end",
            {"return total + group": "return total"},
        ),
        Slip(
            "hyphen",
            "a hyphen joins two words, and your table knows them one by one; split there, too",
            {'in words.replace("-", " ").split():': "in words.split():"},
        ),
        Slip(
            "digits_joined",
            "you wrote the values one behind the other; within a group they are added",
            {"group += value[word]": 'group = int(f"{group}{value[word]}")'},
        ),
        Slip("and", 'the word "and" has no value; pass over it', {'elif word != "and":': "else:"}),
        Slip(
            "group_not_closed",
            "after a scale word the next group starts at 0; you went on with the old one",
            {"\n            group = 0": ""},
        ),
        wrong_hundred_of_all,
        Slip(
            "scale_of_all",
            (
                "a scale word multiplied the groups that were finished before; it multiplies "
                "only its own"
            ),
            {"total += group * scale[word]": "total = (total + group) * scale[word]"},
        ),
        Slip(
            "overwritten",
            "each group replaced the one before; add it to the total",
            {"total += group * scale[word]": "total = group * scale[word]"},
        ),
        wrong_last_word,
    ],
    cases=cases,
    difficulty="easy",
    minutes=15,
    imports="",
    hints=[
        "Replace hyphens by spaces, split at spaces, and go through the words in one loop.",
        "Keep two numbers: the total of the groups that are finished, and the group you are in.",
        "A small word is added to the group, hundred multiplies the group.",
        "A scale word ends the group: add group times scale to the total, and set the group to 0. "
        "At the end, one group is still open.",
    ],
    afterwards="Groups have three digits here, and four in Chinese. Where does 12,345,000 split?",
)
