"""Solutions of exercises beside other people's implementations, or the way back."""

import numpy as np
import pytest
import sacrebleu

from gradbook import exercises
from gradbook.exercises.ch11.ex2_chinese_numeral import by_tidying
from gradbook.exercises.ch11.ex7_corpus_bleu import from_definition, random_corpus


def read_chinese(numeral: str) -> int:
    """The value of a Chinese numeral: split at the largest unit, again and again."""
    for unit, size in [("亿", 10**8), ("万", 10**4), ("千", 1000), ("百", 100), ("十", 10)]:
        if unit in numeral:
            before, after = numeral.split(unit, 1)
            return (read_chinese(before) if before else 1) * size + read_chinese(after)
    value = 0
    for digit in numeral:
        value = 10 * value + "零一二三四五六七八九".index(digit)
    return value


def test_chinese_numerals_can_be_read_back() -> None:
    numeral = exercises.get("11.2").reference
    rng = np.random.default_rng(1)
    thinned = rng.integers(1, 10, (3000, 12)) * (rng.random((3000, 12)) < 0.4)
    numbers = [*range(11_000), *(int("".join(map(str, row))) for row in thinned.tolist())]
    for n in numbers:
        text = numeral(n)
        assert read_chinese(text) == n
        assert text == by_tidying(n)
        assert "零零" not in text
        assert not text.startswith("一十")
        assert n == 0 or not (text.startswith("零") or text.endswith("零"))


def test_bleu_is_that_of_sacrebleu() -> None:
    ours = exercises.get("11.7").reference
    rng = np.random.default_rng(1)
    for n in (1, 2, 5, 50):
        for _ in range(10):
            hypotheses, references = random_corpus(rng, n)
            known = sacrebleu.corpus_bleu(
                hypotheses, [references], tokenize="none", smooth_method="none", force=True
            ).score
            assert ours(hypotheses, references) == pytest.approx(known, abs=1e-9)
            assert from_definition(hypotheses, references) == pytest.approx(known, abs=1e-9)


def test_the_smoothed_loss_is_that_of_pytorch() -> None:
    torch = pytest.importorskip("torch")
    ours = exercises.get("11.4").reference
    rng = np.random.default_rng(1)
    for pad, smoothing in [(-100, 0.1), (0, 0.3), (2, 0.0)]:
        logits, targets = 5 * rng.normal(size=(6, 7, 9)), rng.integers(0, 9, (6, 7))
        targets[:, 5:] = pad
        known = torch.nn.functional.cross_entropy(
            torch.tensor(logits.reshape(-1, 9)),
            torch.tensor(targets.ravel()),
            ignore_index=pad,
            label_smoothing=smoothing,
        )
        assert ours(logits, targets, smoothing, pad) == pytest.approx(float(known), abs=1e-12)
