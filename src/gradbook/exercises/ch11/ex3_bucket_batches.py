"""Batches by tokens, not by sentences

Write `bucket_batches(lengths, tokens_per_batch)`. `lengths` holds the number of tokens of each
sentence, an array of positive integers of shape (n,). Take the sentences from the shortest to the
longest, those of equal length in the order of their indices. Put each into the current batch if
the batch then keeps to the budget: *its longest length times its number of sentences* must be at
most `tokens_per_batch`. Otherwise the sentence begins a new batch. A sentence that is longer than
the budget is alone in its batch.

Return two things: the list of batches in this order, each an array of indices of `lengths`; and
the share of padding, which is the number of padded places of all batches divided by the number of
all their places, if each batch is padded to its longest sentence. Without a sentence, the list is
empty and the share is 0.0. Leave `lengths` as it is.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, Slip, case, exercise


def bucket_batches(lengths: np.ndarray, tokens_per_batch: int) -> tuple[list[np.ndarray], float]:
    """Batches of indices, and the share of padding in them."""
    raise NotImplementedError("Replace this line by your code.")


def solution(lengths: np.ndarray, tokens_per_batch: int) -> tuple[list[np.ndarray], float]:
    """Batches of indices, and the share of padding in them."""
    order = np.argsort(lengths, kind="stable")
    batches: list[list[int]] = []
    for index in order.tolist():
        if batches and lengths[index] * (len(batches[-1]) + 1) <= tokens_per_batch:
            batches[-1].append(index)
        else:
            batches.append([index])
    places = sum(len(batch) * int(lengths[batch].max()) for batch in batches)
    share = 1 - lengths.sum() / places if batches else 0.0
    return [np.array(batch) for batch in batches], float(share)


def wrong_unsorted(lengths: np.ndarray, tokens_per_batch: int) -> tuple[list[np.ndarray], float]:
    """you took the sentences in the order in which they came; order them by length first."""
    order = np.arange(len(lengths))
    batches: list[list[int]] = []
    for index in order.tolist():
        if (
            batches
            and lengths[batches[-1] + [index]].max() * (len(batches[-1]) + 1) <= tokens_per_batch
        ):
            batches[-1].append(index)
        else:
            batches.append([index])
    places = sum(len(batch) * int(lengths[batch].max()) for batch in batches)
    share = 1 - lengths.sum() / places if batches else 0.0
    return [np.array(batch) for batch in batches], float(share)


def wrong_places_in_order(
    lengths: np.ndarray, tokens_per_batch: int
) -> tuple[list[np.ndarray], float]:
    """your indices count places in the sorted order; return indices of lengths."""
    ordered = np.sort(lengths)
    batches: list[list[int]] = []
    for index, length in enumerate(ordered):
        if batches and length * (len(batches[-1]) + 1) <= tokens_per_batch:
            batches[-1].append(index)
        else:
            batches.append([index])
    places = sum(len(batch) * int(ordered[batch].max()) for batch in batches)
    share = 1 - lengths.sum() / places if batches else 0.0
    return [np.array(batch) for batch in batches], float(share)


def wrong_last_batch(lengths: np.ndarray, tokens_per_batch: int) -> tuple[list[np.ndarray], float]:
    """the last batch is missing; after the loop, one is still open."""
    order = np.argsort(lengths, kind="stable")
    batches: list[list[int]] = []
    batch: list[int] = []
    for index in order.tolist():
        if batch and lengths[index] * (len(batch) + 1) > tokens_per_batch:
            batches.append(batch)
            batch = []
        batch.append(index)
    places = sum(len(batch) * int(lengths[batch].max()) for batch in batches)
    share = 1 - sum(lengths[batch].sum() for batch in batches) / places if batches else 0.0
    return [np.array(batch) for batch in batches], float(share)


def wrong_empty_batch(lengths: np.ndarray, tokens_per_batch: int) -> tuple[list[np.ndarray], float]:
    """a sentence longer than the budget closed a batch in which there was nothing."""
    order = np.argsort(lengths, kind="stable")
    batches: list[list[int]] = []
    batch: list[int] = []
    for index in order.tolist():
        if lengths[index] * (len(batch) + 1) > tokens_per_batch:
            batches.append(batch)
            batch = []
        batch.append(index)
    batches.append(batch)
    places = sum(len(batch) * int(lengths[batch].max()) for batch in batches if batch)
    share = 1 - lengths.sum() / places if places else 0.0
    return [np.array(batch, dtype=int) for batch in batches], float(share)


def by_cuts(lengths: list[int], budget: int) -> tuple[list[np.ndarray], float]:
    """The same in another way: from each first sentence on, find the longest run that fits."""
    order = sorted(range(len(lengths)), key=lambda index: (lengths[index], index))
    batches, padded, places = [], 0, 0
    while order:
        fits = [k for k in range(1, len(order) + 1) if lengths[order[k - 1]] * k <= budget]
        count = max(fits, default=1)
        batch, order = order[:count], order[count:]
        batches.append(np.array(batch))
        padded += sum(lengths[batch[-1]] - lengths[index] for index in batch)
        places += lengths[batch[-1]] * count
    return batches, padded / places


def cases() -> Iterator[Case]:
    """By hand, random, many of equal length, longer than the budget, none."""
    lengths = np.array([5, 2, 3, 2, 7])
    expected = ([np.array([1, 3, 2]), np.array([0]), np.array([4])], 2 / 21)
    yield case(lengths, 9, expected=expected, why="a budget of 9 tokens")
    expected = ([np.array([0, 1]), np.array([2])], 2 / 9)
    yield case(np.array([1, 3, 3]), 7, expected=expected, why="a budget of 7 tokens")
    expected = ([np.array([0, 1]), np.array([2])], 0.0)
    yield case(np.array([2, 2, 5]), 8, expected=expected, why="a budget of 8 tokens")
    rng = np.random.default_rng(0)
    for n, budget in [(30, 60), (100, 250), (400, 2000)]:
        lengths = rng.integers(1, 41, n)
        expected = by_cuts(lengths.tolist(), budget)
        yield case(lengths, budget, expected=expected, why=f"random sentences, {n} of them")
    expected = ([np.array([1, 2]), np.array([0]), np.array([3])], 0.0)
    why = "sentences longer than the budget"
    yield case(np.array([9, 3, 3, 12]), 8, expected=expected, why=why)
    yield case(np.array([6]), 5, expected=([np.array([0])], 0.0), why="one sentence, too long")
    yield case(np.zeros(0, dtype=int), 8, expected=([], 0.0), why="no sentence")


EXERCISE = exercise(
    starter=bucket_batches,
    solution=solution,
    wrong=[
        Slip(
            "sum",
            (
                "you compared the sum of the lengths, or their mean times the count, with the "
                "budget; a batch is padded to its longest sentence"
            ),
            {
                "and lengths[index] * (len(batches[-1]) + 1) <=": (
                    "and lengths[batches[-1] + [index]].sum() <="
                )
            },
        ),
        Slip(
            "longest_before",
            (
                "you checked the batch with its longest sentence so far; the one that joins is "
                "longer, and all others are padded to it"
            ),
            {"and lengths[index] *": "and lengths[batches[-1][-1]] *"},
        ),
        Slip(
            "count_before",
            "you checked the batch before the new sentence was in it; count that one, too",
            {"* (len(batches[-1]) + 1) <=": "* len(batches[-1]) <="},
        ),
        Slip(
            "exact_fit",
            "a batch that fills the budget exactly is allowed; you opened a new one",
            {"1) <= tokens_per_batch:": "1) < tokens_per_batch:"},
        ),
        wrong_unsorted,
        wrong_places_in_order,
        Slip(
            "longest_first",
            "you went from the longest to the shortest; begin with the shortest",
            {
                '= np.argsort(lengths, kind="stable")': '= np.argsort(-lengths, kind="stable")',
                "and lengths[index] *": "and lengths[batches[-1][0]] *",
            },
        ),
        wrong_last_batch,
        Slip(
            "share_of_real",
            "you divided the padding by the real tokens; its share is a part of all places",
            {"= 1 - lengths.sum() / places if": "= places / lengths.sum() - 1 if"},
        ),
        Slip(
            "real_share",
            "you returned the share of the real tokens; padding is the rest",
            {"= 1 - lengths.sum()": "= lengths.sum()"},
        ),
        Slip(
            "share_of_budget",
            (
                "you took the budget for the size of every batch; the places are what the "
                "arrays hold"
            ),
            {
                "= sum(len(batch) * int(lengths[batch].max()) for batch in batches)": (
                    "= tokens_per_batch * len(batches)"
                )
            },
        ),
        Slip(
            "mean_of_shares",
            "you averaged the shares of the batches, which have different sizes; divide the sums",
            {
                (
                    "places = sum(len(batch) * int(lengths[batch].max()) for batch in "
                    "batches)\n"
                    "    share = 1 - lengths.sum() / places if batches else 0.0"
                ): (
                    "shares = [1 - lengths[batch].mean() / lengths[batch].max() for "
                    "batch in batches]\n"
                    "    share = np.mean(shares) if batches else 0.0"
                )
            },
        ),
        Slip(
            "unstable",
            (
                "sentences of equal length lost their order; np.argsort keeps it only with "
                'kind="stable"'
            ),
            {'= np.argsort(lengths, kind="stable")': "= np.argsort(lengths)"},
        ),
        wrong_empty_batch,
        Slip(
            "too_long_left_out",
            "you left out a sentence that is longer than the budget; it gets a batch of its own",
            {
                'order = np.argsort(lengths, kind="stable")': (
                    'order = np.argsort(lengths, kind="stable")\n'
                    "    order = order[lengths[order] <= tokens_per_batch]"
                ),
                "- lengths.sum() /": "- lengths[order].sum() /",
            },
        ),
        Slip(
            "divided_by_nothing",
            "without a sentence there is no place, and you divided by 0; return 0.0 as the share",
            {"places if batches else 0.0": "places"},
        ),
    ],
    cases=cases,
    difficulty="medium",
    minutes=25,
    hints=[
        '`np.argsort(lengths, kind="stable")` gives the indices from the shortest to the longest '
        "and keeps equal ones in order.",
        "In this order the sentence that joins is the longest of its batch. So the batch would "
        "have `lengths[index] * (count + 1)` places.",
        "All places together are the sum of longest times count over the batches. The real tokens "
        "are `lengths.sum()`, and the rest is padding.",
    ],
    afterwards="Training needs the batches in a random order, too: shuffle the list each epoch.",
)
