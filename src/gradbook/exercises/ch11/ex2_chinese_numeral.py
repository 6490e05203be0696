"""Write a Chinese numeral

Write `chinese_numeral(n)`: the Chinese numeral, a text, of an integer from 0 to $10^{12} - 1$.
Split the number into groups of four digits, counted from the right. Then:

- The digits are 一二三四五六七八九. Within its group, a digit is followed by 千 (thousand), 百
  (hundred), 十 (ten) or nothing.
- After the last digit of a group stands the group's name: 亿 ($10^8$), 万 ($10^4$), or nothing for
  the last group. A group of four zeros is passed over, with its name.
- One 零 is written before a digit other than 0, however many zeros there are, if zeros stand
  directly before the digit in its own group, or if it is the first digit of its group and the
  group before was passed over. But no numeral begins with 零, except that of 0, which is 零.
- Zeros at the end of a group that has digits are silent.
- A numeral that would begin with 一十 begins with 十. Everywhere else, 一十 stays. The digit 2 is
  always 二 here, although speakers often say 两.

So 15 is 十五, 110 is 一百一十, 1,005 is 一千零五, 120,000 is 十二万, 501,234 is
五十万一千二百三十四, and 100,001,234 is 一亿零一千二百三十四.
"""

import re
from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, Slip, case, exercise


def chinese_numeral(n: int) -> str:
    """The Chinese numeral of an integer."""
    raise NotImplementedError("Replace this line by your code.")


def solution(n: int) -> str:
    """The Chinese numeral of an integer."""
    digits, units, names = "零一二三四五六七八九", ["", "十", "百", "千"], ["", "万", "亿"]
    text, zeros = "", False
    for place in range(11, -1, -1):
        digit = n // 10**place % 10
        if digit:
            text += ("零" if zeros else "") + digits[digit] + units[place % 4]
        zeros = digit == 0 and text != ""
        if place % 4 == 0 and n // 10**place % 10_000:
            text, zeros = text + names[place // 4], False
    return text.removeprefix("一") if text.startswith("一十") else text or "零"


def wrong_ten_in_each_group(n: int) -> str:
    """you left out 一 before 十 at the beginning of a later group; only the first one loses it."""
    digits, units, names = "零一二三四五六七八九", ["", "十", "百", "千"], ["", "万", "亿"]
    parts: list[str] = []
    for group in (2, 1, 0):
        number = n // 10_000**group % 10_000
        part, zero = "", False
        for place in (3, 2, 1, 0):
            digit = number // 10**place % 10
            if digit:
                part += ("零" if zero and part else "") + digits[digit] + units[place]
            zero = digit == 0
        if part.startswith("一十"):
            part = part.removeprefix("一")
        if part:
            middle_empty = group == 0 and n // 10_000 % 10_000 == 0
            link = "零" if parts and (number < 1000 or middle_empty) else ""
            parts.append(link + part + names[group])
    return "".join(parts) or "零"


def wrong_no_zero(n: int) -> str:
    """zeros in front of a digit are written, as one 零."""
    digits, units, names = "零一二三四五六七八九", ["", "十", "百", "千"], ["", "万", "亿"]
    text = ""
    for place in range(11, -1, -1):
        digit = n // 10**place % 10
        if digit:
            text += digits[digit] + units[place % 4]
        if place % 4 == 0 and n // 10**place % 10_000:
            text += names[place // 4]
    return text.removeprefix("一") if text.startswith("一十") else text or "零"


def wrong_every_zero(n: int) -> str:
    """several zeros that follow each other are one 零."""
    digits, units, names = "零一二三四五六七八九", ["", "十", "百", "千"], ["", "万", "亿"]
    text, zeros = "", 0
    for place in range(11, -1, -1):
        digit = n // 10**place % 10
        if digit:
            text += "零" * zeros + digits[digit] + units[place % 4]
        zeros = 0 if digit else zeros + (text != "")
        if place % 4 == 0 and n // 10**place % 10_000:
            text, zeros = text + names[place // 4], 0
    return text.removeprefix("一") if text.startswith("一十") else text or "零"


def wrong_groups_of_three(n: int) -> str:
    """you grouped by three digits, as English does; Chinese groups have four."""
    digits, units, names = "零一二三四五六七八九", ["", "十", "百"], ["", "千", "百万", "十亿"]
    text, zeros = "", False
    for place in range(11, -1, -1):
        digit = n // 10**place % 10
        if digit:
            text += ("零" if zeros else "") + digits[digit] + units[place % 3]
        zeros = digit == 0 and text != ""
        if place % 3 == 0 and n // 10**place % 1000:
            text, zeros = text + names[place // 3], False
    return text.removeprefix("一") if text.startswith("一十") else text or "零"


def wrong_passed_over_silently(n: int) -> str:
    """after a group of zeros that was passed over, one 零 is needed."""
    digits, units, names = "零一二三四五六七八九", ["", "十", "百", "千"], ["", "万", "亿"]
    parts: list[str] = []
    for group in (2, 1, 0):
        number = n // 10_000**group % 10_000
        part, zero = "", False
        for place in (3, 2, 1, 0):
            digit = number // 10**place % 10
            if digit:
                part += ("零" if zero and part else "") + digits[digit] + units[place]
            zero = digit == 0
        if part:
            parts.append(("零" if parts and number < 1000 else "") + part + names[group])
    text = "".join(parts)
    return text.removeprefix("一") if text.startswith("一十") else text or "零"


def wrong_two_zeros(n: int) -> str:
    """you wrote 零 for the group that was passed over and again for the zeros after it; a run of
    zeros is one 零.
    """
    digits, units, names = "零一二三四五六七八九", ["", "十", "百", "千"], ["", "万", "亿"]
    parts: list[str] = []
    for group in (2, 1, 0):
        number = n // 10_000**group % 10_000
        part, zero = "", False
        for place in (3, 2, 1, 0):
            digit = number // 10**place % 10
            if digit:
                part += ("零" if zero and part else "") + digits[digit] + units[place]
            zero = digit == 0
        if part:
            parts.append(("零" if parts and number < 1000 else "") + part + names[group])
        elif parts and n % 10_000**group:
            parts.append("零")
    text = "".join(parts)
    return text.removeprefix("一") if text.startswith("一十") else text or "零"


def by_tidying(n: int) -> str:
    """The numeral in another way: write all twelve digits and units, then tidy up the zeros."""
    units = ["千", "百", "十", "亿", "千", "百", "十", "万", "千", "百", "十", ""]
    digits = ("零一二三四五六七八九"[int(digit)] for digit in f"{n:012}")
    text = "".join(digit + unit for digit, unit in zip(digits, units, strict=True))
    text = re.sub("(零[千百十]?)+", "零", text)  # 一千零百零十五 becomes 一千零五
    text = re.sub("零([万亿])", r"\1", text)  # 五十零万 becomes 五十万
    text = text.replace("亿万", "亿零")  # no digit in the group of 万
    text = re.sub("零+", "零", text).lstrip("零亿万").rstrip("零")
    return re.sub("^一十", "十", text) or "零"


def cases() -> Iterator[Case]:
    """One group, two, three, by hand; random numbers with many zeros; zero and the largest."""
    yield case(12, expected="十二")
    yield case(345, expected="三百四十五")
    yield case(6_210, expected="六千二百一十")
    yield case(208, expected="二百零八")
    yield case(3_009, expected="三千零九")
    yield case(50_000, expected="五万")
    yield case(120_000, expected="十二万")
    yield case(42_345, expected="四万二千三百四十五")
    yield case(10_200, expected="一万零二百")
    yield case(501_234, expected="五十万一千二百三十四")
    yield case(300_000_000, expected="三亿")
    yield case(100_001_234, expected="一亿零一千二百三十四")
    yield case(100_000_005, expected="一亿零五")
    yield case(2_000_140_000, expected="二十亿零一十四万")
    yield case(20_300_405_060, expected="二百零三亿零四十万五千零六十")
    rng = np.random.default_rng(0)
    for size in range(1, 13):
        for kept in (0.5, 0.9):
            digits = rng.integers(1, 10, size) * (rng.random(size) < kept)
            n = int("".join(map(str, [rng.integers(1, 10), *digits[1:]])))
            yield case(n, expected=by_tidying(n), why="a random number")
    yield case(0, expected="零", why="the number 0")
    yield case(10, expected="十", why="the smallest number of two digits")
    yield case(100_000_000_000, expected="一千亿", why="a single digit and its zeros")
    most = "九千九百九十九亿九千九百九十九万九千九百九十九"
    yield case(10**12 - 1, expected=most, why="the largest number")


EXERCISE = exercise(
    starter=chinese_numeral,
    solution=solution,
    wrong=[
        Slip(
            "ten_always",
            "a number from 10 to 19 has no 一 before its first 十",
            {
                'return text.removeprefix("一") if text.startswith("一十") else text': (
                    "return text"
                )
            },
        ),
        Slip(
            "ten_never",
            "一 is left out before 十 only at the very beginning; here 一十 stands inside",
            {
                'return text.removeprefix("一") if text.startswith("一十") else text or': (
                    'return text.replace("一十", "十") or'
                )
            },
        ),
        wrong_ten_in_each_group,
        Slip(
            "zero_at_end",
            "zeros after the last digit of the number are not written",
            {
                'return text.removeprefix("一") if text.startswith("一十") else text or "零"': (
                    'text = text.removeprefix("一") if text.startswith("一十") else text\n'
                    '    return text + "零" if n % 10 == 0 else text'
                )
            },
        ),
        wrong_no_zero,
        Slip(
            "no_zero_between_groups",
            (
                "you wrote 零 only inside a group; one is also needed where a later group begins "
                "with zeros or a group of zeros was passed over"
            ),
            {'!= ""': '!= "" and text[-1] not in "万亿"'},
        ),
        wrong_every_zero,
        wrong_groups_of_three,
        Slip(
            "zero_after_name",
            "zeros at the end of a group whose name is written are silent",
            {"text, zeros = text + names[place // 4], False": "text = text + names[place // 4]"},
        ),
        Slip(
            "empty_group_named",
            "a group of four zeros has no name: it is passed over",
            {"and n // 10**place % 10_000:": 'and text != "":'},
        ),
        wrong_passed_over_silently,
        wrong_two_zeros,
        Slip(
            "nothing_for_zero",
            "the number 0 has no digit but zeros, and your numeral is empty; it is 零",
            {'text or "零"': "text"},
        ),
    ],
    cases=cases,
    difficulty="hard",
    minutes=45,
    imports="",
    hints=[
        "Go through the twelve places from the left: `for place in range(11, -1, -1)`. The digit "
        "is `n // 10**place % 10`, and its unit depends on `place % 4`.",
        "Remember whether zeros are waiting. Write 零 only when a digit comes that is not 0, and "
        "only if zeros are waiting and something has been written already.",
        "Where `place % 4 == 0`, a group ends. If `n // 10**place % 10_000` is not 0, add the "
        "group's name, and no zeros are waiting any longer.",
        "Repair 一十 at the beginning, and the empty text, when all is done.",
    ],
    afterwards="Twelve million begins with 一千二百万: how far must a translator read before it "
    "can write the first digit's unit?",
)
