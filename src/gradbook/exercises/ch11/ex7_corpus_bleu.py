r"""BLEU of a whole corpus

Write `corpus_bleu(hypotheses, references)`: the score by which papers compare translations. Both
are lists of texts of the same length, one reference for each hypothesis; the words of a text are
separated by spaces. An n-gram is a run of $n$ words. For $n = 1, 2, 3, 4$,

- a hypothesis has as many matches as it shares n-grams with its *own* reference, each counted at
  most as often as the reference has it (clipping);
- $p_n$ is the number of matches in the *whole corpus*, divided by the number of n-grams in all
  hypotheses.

With $c$ words in all hypotheses and $r$ words in all references, return

$$
100 \cdot \min\!\left(1,\, e^{1 - r/c}\right) \cdot (p_1\, p_2\, p_3\, p_4)^{1/4} .
$$

If there is no match for some $n$ (also because no hypothesis has so many words, or none was
given), return 0.0. `Counter` of Python's `collections` and `math` are imported for you.
"""

import math
from collections import Counter
from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, Slip, case, exercise


def corpus_bleu(hypotheses: list[str], references: list[str]) -> float:
    """BLEU of a corpus, from 0 to 100."""
    raise NotImplementedError("Replace this line by your code.")


def solution(hypotheses: list[str], references: list[str]) -> float:
    """BLEU of a corpus, from 0 to 100."""
    matches, total, written, wanted = [0] * 4, [0] * 4, 0, 0
    for hypothesis, reference in zip(hypotheses, references, strict=True):
        ours, theirs = hypothesis.split(), reference.split()
        written, wanted = written + len(ours), wanted + len(theirs)
        for n in range(1, 5):
            grams = Counter(tuple(ours[i : i + n]) for i in range(len(ours) - n + 1))
            known = Counter(tuple(theirs[i : i + n]) for i in range(len(theirs) - n + 1))
            matches[n - 1] += (grams & known).total()
            total[n - 1] += grams.total()
    if 0 in matches:
        return 0.0
    penalty = min(1.0, math.exp(1 - wanted / written))
    logs = [math.log(m / t) for m, t in zip(matches, total, strict=True)]
    return 100 * penalty * math.exp(sum(logs) / 4)


def wrong_mean_of_sentences(hypotheses: list[str], references: list[str]) -> float:
    """you averaged the scores of single sentences; add the counts of all sentences first."""
    scores = []
    for hypothesis, reference in zip(hypotheses, references, strict=True):
        ours, theirs = hypothesis.split(), reference.split()
        precisions = []
        for n in range(1, 5):
            grams = Counter(tuple(ours[i : i + n]) for i in range(len(ours) - n + 1))
            known = Counter(tuple(theirs[i : i + n]) for i in range(len(theirs) - n + 1))
            precisions.append((grams & known).total() / max(grams.total(), 1))
        penalty = min(1.0, math.exp(1 - len(theirs) / max(len(ours), 1)))
        scores.append(penalty * math.prod(precisions) ** 0.25)
    return 100 * sum(scores) / len(scores) if scores else 0.0


def wrong_mean_precisions(hypotheses: list[str], references: list[str]) -> float:
    """you averaged the precisions of the sentences; add matches and totals over all sentences, then
    divide.
    """
    matches, written, wanted = [0.0] * 4, 0, 0
    for hypothesis, reference in zip(hypotheses, references, strict=True):
        ours, theirs = hypothesis.split(), reference.split()
        written, wanted = written + len(ours), wanted + len(theirs)
        for n in range(1, 5):
            grams = Counter(tuple(ours[i : i + n]) for i in range(len(ours) - n + 1))
            known = Counter(tuple(theirs[i : i + n]) for i in range(len(theirs) - n + 1))
            matches[n - 1] += (grams & known).total() / max(grams.total(), 1)
    if 0 in matches:
        return 0.0
    penalty = min(1.0, math.exp(1 - wanted / written))
    logs = [math.log(m / len(hypotheses)) for m in matches]
    return 100 * penalty * math.exp(sum(logs) / 4)


def wrong_pooled(hypotheses: list[str], references: list[str]) -> float:
    """an n-gram matched in the reference of another sentence; clip within a sentence, then add."""
    matches, total, written, wanted = [0] * 4, [0] * 4, 0, 0
    grams: list[Counter[tuple[str, ...]]] = [Counter() for _ in range(4)]
    known: list[Counter[tuple[str, ...]]] = [Counter() for _ in range(4)]
    for hypothesis, reference in zip(hypotheses, references, strict=True):
        ours, theirs = hypothesis.split(), reference.split()
        written, wanted = written + len(ours), wanted + len(theirs)
        for n in range(1, 5):
            grams[n - 1].update(tuple(ours[i : i + n]) for i in range(len(ours) - n + 1))
            known[n - 1].update(tuple(theirs[i : i + n]) for i in range(len(theirs) - n + 1))
    for n in range(4):
        matches[n] = (grams[n] & known[n]).total()
        total[n] = grams[n].total()
    if 0 in matches:
        return 0.0
    penalty = min(1.0, math.exp(1 - wanted / written))
    logs = [math.log(m / t) for m, t in zip(matches, total, strict=True)]
    return 100 * penalty * math.exp(sum(logs) / 4)


def wrong_across_sentences(hypotheses: list[str], references: list[str]) -> float:
    """you joined the sentences, so n-grams reach from one into the next; count within each
    sentence.
    """
    ours, theirs = " ".join(hypotheses).split(), " ".join(references).split()
    matches, total, written, wanted = [0] * 4, [0] * 4, len(ours), len(theirs)
    for n in range(1, 5):
        grams = Counter(tuple(ours[i : i + n]) for i in range(len(ours) - n + 1))
        known = Counter(tuple(theirs[i : i + n]) for i in range(len(theirs) - n + 1))
        matches[n - 1] = (grams & known).total()
        total[n - 1] = grams.total()
    if 0 in matches:
        return 0.0
    penalty = min(1.0, math.exp(1 - wanted / written))
    logs = [math.log(m / t) for m, t in zip(matches, total, strict=True)]
    return 100 * penalty * math.exp(sum(logs) / 4)


def wrong_log_of_zero(hypotheses: list[str], references: list[str]) -> float:
    """there is no logarithm of 0; without a match for some n, BLEU is 0."""
    if not any(hypothesis.split() for hypothesis in hypotheses):
        return 0.0
    matches, total, written, wanted = [0] * 4, [0] * 4, 0, 0
    for hypothesis, reference in zip(hypotheses, references, strict=True):
        ours, theirs = hypothesis.split(), reference.split()
        written, wanted = written + len(ours), wanted + len(theirs)
        for n in range(1, 5):
            grams = Counter(tuple(ours[i : i + n]) for i in range(len(ours) - n + 1))
            known = Counter(tuple(theirs[i : i + n]) for i in range(len(theirs) - n + 1))
            matches[n - 1] += (grams & known).total()
            total[n - 1] += grams.total()
    penalty = min(1.0, math.exp(1 - wanted / written))
    logs = [math.log(m / t) for m, t in zip(matches, total, strict=True)]
    return 100 * penalty * math.exp(sum(logs) / 4)


def wrong_smoothed(hypotheses: list[str], references: list[str]) -> float:
    """you gave a small count to an n without a match; BLEU is 0 then, without smoothing."""
    matches: list[float] = [0] * 4
    total, written, wanted = [0] * 4, 0, 0
    for hypothesis, reference in zip(hypotheses, references, strict=True):
        ours, theirs = hypothesis.split(), reference.split()
        written, wanted = written + len(ours), wanted + len(theirs)
        for n in range(1, 5):
            grams = Counter(tuple(ours[i : i + n]) for i in range(len(ours) - n + 1))
            known = Counter(tuple(theirs[i : i + n]) for i in range(len(theirs) - n + 1))
            matches[n - 1] += (grams & known).total()
            total[n - 1] += grams.total()
    if not matches[0]:
        return 0.0
    matches = [max(m, 0.1) for m in matches]
    total = [max(t, 1) for t in total]
    penalty = min(1.0, math.exp(1 - wanted / written))
    logs = [math.log(m / t) for m, t in zip(matches, total, strict=True)]
    return 100 * penalty * math.exp(sum(logs) / 4)


def wrong_nothing_written(hypotheses: list[str], references: list[str]) -> float:
    """you divided by the number of words written, which can be 0; BLEU is 0 then."""
    matches, total, written, wanted = [0] * 4, [0] * 4, 0, 0
    for hypothesis, reference in zip(hypotheses, references, strict=True):
        ours, theirs = hypothesis.split(), reference.split()
        written, wanted = written + len(ours), wanted + len(theirs)
        for n in range(1, 5):
            grams = Counter(tuple(ours[i : i + n]) for i in range(len(ours) - n + 1))
            known = Counter(tuple(theirs[i : i + n]) for i in range(len(theirs) - n + 1))
            matches[n - 1] += (grams & known).total()
            total[n - 1] += grams.total()
    penalty = min(1.0, math.exp(1 - wanted / written))
    if 0 in matches:
        return 0.0
    logs = [math.log(m / t) for m, t in zip(matches, total, strict=True)]
    return 100 * penalty * math.exp(sum(logs) / 4)


def from_definition(hypotheses: list[str], references: list[str]) -> float:
    """The same in another way: for each n-gram of the corpus, cross out its partner."""
    product, written, wanted = 1.0, 0, 0
    pairs = [
        (one.split(), other.split()) for one, other in zip(hypotheses, references, strict=True)
    ]
    for n in range(1, 5):
        hits = tries = 0
        for ours, theirs in pairs:
            left = [theirs[i : i + n] for i in range(len(theirs) - n + 1)]
            for i in range(len(ours) - n + 1):
                tries += 1
                if ours[i : i + n] in left:
                    left.remove(ours[i : i + n])
                    hits += 1
        product *= hits / tries if tries else 0
    written, wanted = sum(len(ours) for ours, _ in pairs), sum(len(theirs) for _, theirs in pairs)
    short = math.exp(1 - wanted / written) if 0 < written < wanted else 1.0
    return 100 * short * float(np.sqrt(np.sqrt(product)))


def random_corpus(rng: np.random.Generator, n: int) -> tuple[list[str], list[str]]:
    """Sentences of few different words, and copies in which words are lost, changed, doubled."""
    hypotheses, references = [], []
    for _ in range(n):
        words = rng.choice(list("abcdefg"), rng.integers(1, 15)).tolist()
        copy: list[str] = []
        for word in words:
            fate = rng.random()
            copy += [] if fate < 0.1 else ["h"] if fate < 0.2 else [word] * (1 + (fate > 0.9))
        hypotheses.append(" ".join(copy))
        references.append(" ".join(words))
    return hypotheses, references


def cases() -> Iterator[Case]:
    """One sentence by hand, two, random corpora, no match, short or empty hypotheses."""
    mat = "the cat sat on the mat"
    # Matches: 5 of 7 words, 4 of 6 pairs, 3 of 5 runs of three, 2 of 4 runs of four.
    expected = 100 * (1 / 7) ** 0.25
    why = 'a doubled "the" and a wrong word'
    yield case(["the the cat sat on the rug"], [mat], expected=expected, why=why)
    expected = 100 * math.exp(1 - 6 / 5)
    yield case(["the cat sat on the"], [mat], expected=expected, why="a word missing at the end")
    # Of 5 + 8 words 4 + 8 match, of 4 + 7 pairs 3 + 7, then 2 + 6 of 3 + 6, and 1 + 5 of 2 + 5.
    one, two = "a b c d x", "e f g h i j k l"
    expected = 100 * (12 / 13 * 10 / 11 * 8 / 9 * 6 / 7) ** 0.25
    yield case([one, two], ["a b c d e", two], expected=expected, why="two sentences")
    # The lengths are 4 + 6 and 5 + 5: the corpus is not too short, although a sentence is.
    expected = 100 * (9 / 10 * 7 / 8 * 5 / 6 * 3 / 4) ** 0.25
    pair = ["a b c d", "f g h i j k"], ["a b c d e", "f g h i j"]
    yield case(*pair, expected=expected, why="one sentence too short and one too long")
    expected = 100 * (8 / 10 * 6 / 8 * 4 / 6 * 2 / 4) ** 0.25
    pair = ["a b c d x", "f g h i e"], ["a b c d e", "f g h i x"]
    yield case(*pair, expected=expected, why="words of another sentence")
    yield case([mat, "a dog"], [mat, "a dog"], expected=100.0, why="all sentences right")
    rng = np.random.default_rng(0)
    for n in (5, 30, 100):
        pair = random_corpus(rng, n)
        yield case(*pair, expected=from_definition(*pair), why="a random corpus")
    yield case(["a b c x d e f"], ["a b c d e f"], expected=0.0, why="no run of four words right")
    yield case(["a dog"], ["a dog"], expected=0.0, why="two words, so no run of four")
    yield case([""], [mat], expected=0.0, why="an empty hypothesis")
    yield case([], [], expected=0.0, why="no sentence")


EXERCISE = exercise(
    starter=corpus_bleu,
    solution=solution,
    wrong=[
        Slip(
            "fraction",
            "your score lies between 0 and 1; multiply it by 100",
            {"return 100 * penalty": "return penalty"},
        ),
        Slip(
            "no_brevity",
            "a hypothesis that is too short was not punished; multiply by the brevity penalty",
            {
                "\n    penalty = min(1.0, math.exp(1 - wanted / written))": "",
                "* penalty * math.exp(sum(logs)": "* math.exp(sum(logs)",
            },
        ),
        Slip(
            "brevity_turned",
            (
                "the brevity penalty is turned round: it punishes a corpus that is too long; in "
                "the exponent, the length of the references stands above"
            ),
            {"- wanted / written))": "- written / wanted))"},
        ),
        Slip(
            "no_limit",
            "your brevity penalty rewards what is too long; it is never more than 1",
            {"= min(1.0, math.exp(1 - wanted / written))": "= math.exp(1 - wanted / written)"},
        ),
        Slip(
            "ratio",
            "your brevity penalty is the ratio of the lengths; it is exp(1 - r / c)",
            {"min(1.0, math.exp(1 - wanted / written))": "min(1.0, written / wanted)"},
        ),
        Slip(
            "arithmetic_mean",
            "you took the arithmetic mean of the four precisions; BLEU takes the geometric one",
            {
                (
                    "logs = [math.log(m / t) for m, t in zip(matches, total, "
                    "strict=True)]\n"
                    "    return 100 * penalty * math.exp(sum(logs) / 4)"
                ): (
                    "mean = sum(m / t for m, t in zip(matches, total, strict=True)) / "
                    "4\n"
                    "    return 100 * penalty * mean"
                )
            },
        ),
        Slip(
            "no_root",
            (
                "you multiplied the four precisions; a geometric mean is the fourth root of the "
                "product"
            ),
            {"* math.exp(sum(logs) / 4)": "* math.exp(sum(logs))"},
        ),
        Slip(
            "only_four",
            "you used n-grams of four words only; take the mean over one to four words",
            {"* math.exp(sum(logs) / 4)": "* math.exp(logs[-1])"},
        ),
        Slip(
            "only_one",
            (
                "you used single words only, so their order does not count; take the mean over "
                "one to four words"
            ),
            {"* math.exp(sum(logs) / 4)": "* math.exp(logs[0])"},
        ),
        Slip(
            "characters",
            "you counted n-grams of characters; split the sentences into words first",
            {"= hypothesis.split(), reference.split()": "= hypothesis, reference"},
        ),
        Slip(
            "no_clipping",
            (
                "a word that is repeated was counted as right each time; an n-gram matches at "
                "most as often as the reference has it"
            ),
            {
                "+= (grams & known).total()": (
                    "+= sum(count for gram, count in grams.items() if gram in known)"
                )
            },
        ),
        Slip(
            "sets",
            (
                "you counted each different n-gram once; one that the reference has twice can "
                "match twice"
            ),
            {
                (
                    "matches[n - 1] += (grams & known).total()\n"
                    "            total[n - 1] += grams.total()"
                ): (
                    "matches[n - 1] += len(grams.keys() & known.keys())\n"
                    "            total[n - 1] += len(grams)"
                )
            },
        ),
        Slip(
            "recall",
            "you divided by the n-grams of the references; divide by those of the hypotheses",
            {"total[n - 1] += grams.total()": "total[n - 1] += known.total()"},
        ),
        wrong_mean_of_sentences,
        wrong_mean_precisions,
        Slip(
            "brevity_by_sentence",
            (
                "you punished each short sentence; lengths are added over the corpus, where a "
                "long one makes up for it"
            ),
            {
                "written, wanted = [0] * 4, [0] * 4, 0, 0": (
                    "written, wanted, shares = [0] * 4, [0] * 4, 0, 0, 0.0"
                ),
                "written, wanted = written + len(ours), wanted + len(theirs)": (
                    "written, wanted = written + len(ours), wanted + len(theirs)\n"
                    "        shares += min(1.0, math.exp(1 - len(theirs) / "
                    "max(len(ours), 1)))"
                ),
                "= min(1.0, math.exp(1 - wanted / written))": "= shares / len(hypotheses)",
            },
        ),
        wrong_pooled,
        wrong_across_sentences,
        wrong_log_of_zero,
        wrong_smoothed,
        wrong_nothing_written,
    ],
    cases=cases,
    difficulty="hard",
    minutes=45,
    imports="import math\nfrom collections import Counter",
    hints=[
        "Keep four sums of matches, four sums of n-grams, and two sums of words, over all "
        "sentences. Divide only at the end.",
        "`Counter(tuple(words[i : i + n]) for i in range(len(words) - n + 1))` counts the n-grams "
        "of one sentence.",
        "`one & other` is a Counter of the smaller counts: that is the clipping. `.total()` adds "
        "the counts of a Counter.",
        "Return 0.0 as soon as a sum of matches is 0; then no division or logarithm can fail.",
    ],
    afterwards="Compare with sacrebleu.corpus_bleu(hypotheses, [references], tokenize='none'). How "
    "does its default tokenization change the score?",
)
