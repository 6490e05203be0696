r"""Warm up, hold, cool down

Many language models are trained with three phases. Write `learning_rate(t, total, warm, cool,
peak)` for step `t`, counted from 0 to `total - 1`:

- in the first `warm` steps the rate rises linearly: `peak / warm` in step 0, and `peak` in step
  `warm - 1`;
- then it stays at `peak`;
- in the last `cool` steps it falls linearly, from just below the peak to `peak / (cool + 1)` in
  the very last step, so that it would be 0 one step later.

`warm` or `cool` may be 0; together they are at most `total`. Return a float.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def learning_rate(t: int, total: int, warm: int, cool: int, peak: float) -> float:
    """The learning rate of step t."""
    raise NotImplementedError("Replace this line by your code.")


def solution(t: int, total: int, warm: int, cool: int, peak: float) -> float:
    """The learning rate of step t."""
    if t < warm:
        return peak * (t + 1) / warm
    return peak * min(1.0, (total - t) / (cool + 1))


def wrong_from_zero(t: int, total: int, warm: int, cool: int, peak: float) -> float:
    """your first step has the rate 0, so it is wasted; count from t + 1 in the warm-up."""
    if t < warm:
        return float(peak * t / warm)
    return peak * min(1.0, (total - t) / (cool + 1))


def wrong_to_zero(t: int, total: int, warm: int, cool: int, peak: float) -> float:
    """your last step has the rate 0, so it is wasted; the rate is 0 one step after the last."""
    if t >= total - cool:
        return float(peak * (total - 1 - t) / cool)
    if t < warm:
        return peak * (t + 1) / warm
    return peak * min(1.0, (total - t) / (cool + 1))


def wrong_cools_at_once(t: int, total: int, warm: int, cool: int, peak: float) -> float:
    """your rate falls right after the warm-up; it has to stay at the peak in between."""
    if t < warm:
        return peak * (t + 1) / warm
    return float(peak * (total - t) / (total - warm + 1))


def wrong_no_warm_up(t: int, total: int, warm: int, cool: int, peak: float) -> float:
    """you left out the warm-up."""
    return peak * min(1.0, (total - t) / (cool + 1))


def wrong_no_cooling(t: int, total: int, warm: int, cool: int, peak: float) -> float:
    """you left out the last phase."""
    return peak * min(1.0, (t + 1) / warm) if warm else peak


def wrong_late(t: int, total: int, warm: int, cool: int, peak: float) -> float:
    """your fall begins one step late: the first step of the last phase still has the peak."""
    if t >= total - cool:
        return float(peak * (total - t) / cool)
    if t < warm:
        return peak * (t + 1) / warm
    return peak * min(1.0, (total - t) / (cool + 1))


def wrong_peak_lost(t: int, total: int, warm: int, cool: int, peak: float) -> float:
    """you returned a share of the peak; multiply it by the peak."""
    if t < warm:
        return (t + 1) / warm
    return min(1.0, (total - t) / (cool + 1))


def cases() -> Iterator[Case]:
    """All steps of a short schedule, then phases of length 0, then a long one."""
    expected = [0.5, 1.0, 1.5, 2.0, 2.0, 2.0, 1.5, 1.0, 0.5]
    for t, rate in reversed(list(enumerate(expected))):
        yield case(t, 9, 4, 3, 2.0, expected=rate, why="four steps up, three down")
    yield case(0, 5, 0, 2, 1.0, expected=1.0, why="no warm-up")
    yield case(4, 5, 2, 0, 1.0, expected=1.0, why="no cooling")
    yield case(4, 10, 5, 5, 3.0, expected=3.0, why="nothing in between")
    rng = np.random.default_rng(0)
    for t in rng.integers(1000, size=4):
        yield case(int(t), 1000, 100, 300, 0.02, why="a long schedule")


EXERCISE = exercise(
    starter=learning_rate,
    solution=solution,
    wrong=[
        wrong_from_zero,
        wrong_to_zero,
        wrong_cools_at_once,
        wrong_no_warm_up,
        wrong_no_cooling,
        wrong_late,
        wrong_peak_lost,
    ],
    cases=cases,
    difficulty="medium",
    minutes=20,
    hints=[
        "Three cases: `t < warm`, `t >= total - cool`, and the rest.",
        "In the last phase, `total - t` counts down from `cool` to 1.",
        "`min(1, (total - t) / (cool + 1))` is the share of the peak in the last two "
        "phases at once.",
    ],
    afterwards="Unlike a cosine, this schedule need not know its end in advance: branch off "
    "whenever "
    "you want to finish.",
)
