r"""One step of beam search

Beam search keeps the best few hypotheses, the beginnings of a translation, and makes all of them
longer by one token at a time. Write `beam_step(scores, finished, log_p, width, end, pad)`. For $h$
hypotheses and $V$ tokens,

- `scores`, shape ($h$,), holds the logarithm of the probability of each hypothesis so far;
- `finished`, boolean, shape ($h$,), says which of them have written `end`;
- `log_p`, shape ($h$, $V$), holds the logarithms of the probabilities of the next token.

An unfinished hypothesis can continue with every token; the logarithms are added. A finished one
has a single continuation: `pad`, with an unchanged score, whatever its row of `log_p` says.

Return the best `width` of *all* continuations, best first, as four arrays of shape (width,): the
index of the hypothesis that each continues (its parent), its token, its score, and whether it is
finished now. Of equal scores, the one with the lower parent comes first, then the one with the
lower token. `log_p` may hold $-\infty$, and `scores`, too, where a beam is not full yet; but at
least `width` continuations have a finite score. Leave the arguments as they are. NumPy must not
warn.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def beam_step(
    scores: np.ndarray, finished: np.ndarray, log_p: np.ndarray, width: int, end: int, pad: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Parents, tokens, scores and finished flags of the best continuations, best first."""
    raise NotImplementedError("Replace this line by your code.")


def solution(
    scores: np.ndarray, finished: np.ndarray, log_p: np.ndarray, width: int, end: int, pad: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Parents, tokens, scores and finished flags of the best continuations, best first."""
    candidates = scores[:, None] + log_p
    candidates[finished] = -np.inf
    candidates[finished, pad] = scores[finished]
    flat = candidates.ravel()
    best = np.argsort(-flat, kind="stable")[:width]
    parents, tokens = np.divmod(best, log_p.shape[1])
    return parents, tokens, flat[best], finished[parents] | (tokens == end)


def wrong_logs_multiplied(
    scores: np.ndarray, finished: np.ndarray, log_p: np.ndarray, width: int, end: int, pad: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """you multiplied logarithms; probabilities are multiplied, so their logarithms are added."""
    candidates = scores[:, None] * log_p
    candidates[finished] = -np.inf
    candidates[finished, pad] = scores[finished]
    flat = candidates.ravel()
    best = np.argsort(-flat, kind="stable")[:width]
    parents, tokens = np.divmod(best, log_p.shape[1])
    return parents, tokens, flat[best], finished[parents] | (tokens == end)


def wrong_probabilities(
    scores: np.ndarray, finished: np.ndarray, log_p: np.ndarray, width: int, end: int, pad: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """your scores are probabilities; return logarithms, which never round to 0."""
    candidates = np.exp(scores[:, None] + log_p)
    candidates[finished] = 0.0
    candidates[finished, pad] = np.exp(scores[finished])
    flat = candidates.ravel()
    best = np.argsort(-flat, kind="stable")[:width]
    parents, tokens = np.divmod(best, log_p.shape[1])
    return parents, tokens, flat[best], finished[parents] | (tokens == end)


def wrong_parent_forgotten(
    scores: np.ndarray, finished: np.ndarray, log_p: np.ndarray, width: int, end: int, pad: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """you ranked by the next token alone; a continuation has the score of its parent plus that of
    the token.
    """
    candidates = log_p.copy()
    candidates[finished] = -np.inf
    candidates[finished, pad] = scores[finished]
    flat = candidates.ravel()
    best = np.argsort(-flat, kind="stable")[:width]
    parents, tokens = np.divmod(best, log_p.shape[1])
    return parents, tokens, flat[best], finished[parents] | (tokens == end)


def wrong_one_for_each(
    scores: np.ndarray, finished: np.ndarray, log_p: np.ndarray, width: int, end: int, pad: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """you kept the best continuation of each hypothesis; all continuations compete, so one parent
    may have two and another none.
    """
    candidates = scores[:, None] + log_p
    candidates[finished] = -np.inf
    candidates[finished, pad] = scores[finished]
    parents = np.arange(len(scores))
    tokens = candidates.argmax(axis=1)
    kept = candidates[parents, tokens]
    order = np.argsort(-kept, kind="stable")[:width]
    parents, tokens = parents[order], tokens[order]
    return parents, tokens, kept[order], finished[parents] | (tokens == end)


def wrong_worst_first(
    scores: np.ndarray, finished: np.ndarray, log_p: np.ndarray, width: int, end: int, pad: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """the order is turned round; the best comes first."""
    candidates = scores[:, None] + log_p
    candidates[finished] = -np.inf
    candidates[finished, pad] = scores[finished]
    flat = candidates.ravel()
    best = np.argsort(-flat, kind="stable")[:width][::-1]
    parents, tokens = np.divmod(best, log_p.shape[1])
    return parents, tokens, flat[best], finished[parents] | (tokens == end)


def wrong_divided_by_width(
    scores: np.ndarray, finished: np.ndarray, log_p: np.ndarray, width: int, end: int, pad: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """you divided the place in the flat array by width; a row has as many places as there are
    tokens.
    """
    candidates = scores[:, None] + log_p
    candidates[finished] = -np.inf
    candidates[finished, pad] = scores[finished]
    flat = candidates.ravel()
    best = np.argsort(-flat, kind="stable")[:width]
    parents, tokens = best // width, best % log_p.shape[1]
    return parents, tokens, flat[best], finished[parents] | (tokens == end)


def wrong_swapped(
    scores: np.ndarray, finished: np.ndarray, log_p: np.ndarray, width: int, end: int, pad: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """parents and tokens are exchanged: the quotient is the row, the remainder the token."""
    candidates = scores[:, None] + log_p
    candidates[finished] = -np.inf
    candidates[finished, pad] = scores[finished]
    flat = candidates.ravel()
    best = np.argsort(-flat, kind="stable")[:width]
    tokens, parents = np.divmod(best, log_p.shape[1])
    return parents, tokens, flat[best], finished[parents % len(finished)] | (tokens == end)


def wrong_extended(
    scores: np.ndarray, finished: np.ndarray, log_p: np.ndarray, width: int, end: int, pad: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """a finished hypothesis was continued like the others; it keeps its score, and pad is its only
    continuation.
    """
    candidates = scores[:, None] + log_p
    flat = candidates.ravel()
    best = np.argsort(-flat, kind="stable")[:width]
    parents, tokens = np.divmod(best, log_p.shape[1])
    return parents, tokens, flat[best], finished[parents] | (tokens == end)


def wrong_pays_for_padding(
    scores: np.ndarray, finished: np.ndarray, log_p: np.ndarray, width: int, end: int, pad: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """a finished hypothesis paid for its padding; it keeps its score unchanged."""
    candidates = scores[:, None] + log_p
    candidates[finished] = -np.inf
    candidates[finished, pad] = scores[finished] + log_p[finished, pad]
    flat = candidates.ravel()
    best = np.argsort(-flat, kind="stable")[:width]
    parents, tokens = np.divmod(best, log_p.shape[1])
    return parents, tokens, flat[best], finished[parents] | (tokens == end)


def wrong_copies(
    scores: np.ndarray, finished: np.ndarray, log_p: np.ndarray, width: int, end: int, pad: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """a finished hypothesis came back several times, once for each token; it has one continuation,
    pad.
    """
    candidates = scores[:, None] + log_p
    candidates[finished] = scores[finished, None]
    flat = candidates.ravel()
    best = np.argsort(-flat, kind="stable")[:width]
    parents, tokens = np.divmod(best, log_p.shape[1])
    return parents, tokens, flat[best], finished[parents] | (tokens == end)


def wrong_finished_left_out(
    scores: np.ndarray, finished: np.ndarray, log_p: np.ndarray, width: int, end: int, pad: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """a finished hypothesis vanished; it stays in the race with the score it has."""
    candidates = scores[:, None] + log_p
    candidates[finished] = -np.inf
    flat = candidates.ravel()
    best = np.argsort(-flat, kind="stable")[:width]
    parents, tokens = np.divmod(best, log_p.shape[1])
    return parents, tokens, flat[best], finished[parents] | (tokens == end)


def wrong_flags_of_end_only(
    scores: np.ndarray, finished: np.ndarray, log_p: np.ndarray, width: int, end: int, pad: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """the flag of a finished hypothesis was lost; a child of a finished parent is finished, too."""
    candidates = scores[:, None] + log_p
    candidates[finished] = -np.inf
    candidates[finished, pad] = scores[finished]
    flat = candidates.ravel()
    best = np.argsort(-flat, kind="stable")[:width]
    parents, tokens = np.divmod(best, log_p.shape[1])
    return parents, tokens, flat[best], tokens == end


def wrong_flags_in_old_order(
    scores: np.ndarray, finished: np.ndarray, log_p: np.ndarray, width: int, end: int, pad: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """you combined the new tokens with the old flags, which are in the old order; take
    finished[parents].
    """
    candidates = scores[:, None] + log_p
    candidates[finished] = -np.inf
    candidates[finished, pad] = scores[finished]
    flat = candidates.ravel()
    best = np.argsort(-flat, kind="stable")[:width]
    parents, tokens = np.divmod(best, log_p.shape[1])
    old = np.resize(finished, len(best))
    return parents, tokens, flat[best], old | (tokens == end)


def wrong_end_not_flagged(
    scores: np.ndarray, finished: np.ndarray, log_p: np.ndarray, width: int, end: int, pad: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """a hypothesis that has just written end is finished, too."""
    candidates = scores[:, None] + log_p
    candidates[finished] = -np.inf
    candidates[finished, pad] = scores[finished]
    flat = candidates.ravel()
    best = np.argsort(-flat, kind="stable")[:width]
    parents, tokens = np.divmod(best, log_p.shape[1])
    return parents, tokens, flat[best], finished[parents]


def wrong_ties_backwards(
    scores: np.ndarray, finished: np.ndarray, log_p: np.ndarray, width: int, end: int, pad: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """equal scores came in the wrong order: turning an ascending order round turns ties round, too;
    sort the negative scores, with kind="stable".
    """
    candidates = scores[:, None] + log_p
    candidates[finished] = -np.inf
    candidates[finished, pad] = scores[finished]
    flat = candidates.ravel()
    best = np.argsort(flat, kind="stable")[::-1][:width]
    parents, tokens = np.divmod(best, log_p.shape[1])
    return parents, tokens, flat[best], finished[parents] | (tokens == end)


def wrong_unstable(
    scores: np.ndarray, finished: np.ndarray, log_p: np.ndarray, width: int, end: int, pad: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """equal scores came in an arbitrary order; only a sort with kind="stable" keeps them as they
    are.
    """
    candidates = scores[:, None] + log_p
    candidates[finished] = -np.inf
    candidates[finished, pad] = scores[finished]
    flat = candidates.ravel()
    best = np.argsort(-flat)[:width]
    parents, tokens = np.divmod(best, log_p.shape[1])
    return parents, tokens, flat[best], finished[parents] | (tokens == end)


def wrong_per_token(
    scores: np.ndarray, finished: np.ndarray, log_p: np.ndarray, width: int, end: int, pad: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """equal scores came in the wrong order: the lower parent comes first, then the lower token."""
    candidates = scores[:, None] + log_p
    candidates[finished] = -np.inf
    candidates[finished, pad] = scores[finished]
    flat = candidates.T.ravel()
    best = np.argsort(-flat, kind="stable")[:width]
    tokens, parents = np.divmod(best, len(scores))
    return parents, tokens, flat[best], finished[parents] | (tokens == end)


def wrong_times_flag(
    scores: np.ndarray, finished: np.ndarray, log_p: np.ndarray, width: int, end: int, pad: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """0 times minus infinity is nan: do not multiply log_p by a flag, choose with an index or
    np.where.
    """
    candidates = scores[:, None] + log_p * ~finished[:, None]
    others = np.arange(log_p.shape[1]) != pad
    candidates[finished[:, None] & others] = -np.inf
    flat = candidates.ravel()
    best = np.argsort(-flat, kind="stable")[:width]
    parents, tokens = np.divmod(best, log_p.shape[1])
    return parents, tokens, flat[best], finished[parents] | (tokens == end)


def wrong_in_place(
    scores: np.ndarray, finished: np.ndarray, log_p: np.ndarray, width: int, end: int, pad: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """you changed the caller's array; make a new one."""
    log_p[finished] = -np.inf
    log_p[finished, pad] = 0.0
    candidates = scores[:, None] + log_p
    flat = candidates.ravel()
    best = np.argsort(-flat, kind="stable")[:width]
    parents, tokens = np.divmod(best, log_p.shape[1])
    return parents, tokens, flat[best], finished[parents] | (tokens == end)


def by_sorting(
    scores: np.ndarray, finished: np.ndarray, log_p: np.ndarray, width: int, end: int, pad: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """The same in another way: list all continuations as tuples, and sort them."""
    found = []
    for parent, score in enumerate(scores.tolist()):
        if finished[parent]:
            found.append((-score, parent, pad))
        else:
            found += [(-score - p, parent, token) for token, p in enumerate(log_p[parent].tolist())]
    found = sorted(found)[:width]
    parents, tokens = np.array([row[1] for row in found]), np.array([row[2] for row in found])
    flags = np.array([bool(finished[row[1]]) or row[2] == end for row in found])
    return parents, tokens, -np.array([row[0] for row in found]), flags


def cases() -> Iterator[Case]:
    """By hand, random, ties, a beam that is not full, minus infinity, all finished."""
    # Token 0 is padding and token 1 the end. All probabilities are products to check by hand.
    p = np.array([[0.05, 0.05, 0.5, 0.4], [0.1, 0.2, 0.3, 0.4]])
    expected = (np.array([0, 0]), np.array([2, 3]), np.log([0.25, 0.2]), np.array([False, False]))
    none = np.array([False, False])
    why = "two hypotheses of probability 0.5 and 0.3"
    yield case(np.log([0.5, 0.3]), none, np.log(p), 2, 1, 0, expected=expected, why=why)
    p = np.array([[0.1, 0.3, 0.4, 0.2], [0.3, 0.5, 0.1, 0.1], [0.1, 0.1, 0.4, 0.4]])
    scores, finished = np.log([0.4, 0.35, 0.1]), np.array([False, True, False])
    flags = np.array([True, False, True])
    expected = (np.array([1, 0, 0]), np.array([0, 2, 1]), np.log([0.35, 0.16, 0.12]), flags)
    why = "a second hypothesis that is finished"
    yield case(scores, finished, np.log(p), 3, 1, 0, expected=expected, why=why)
    rng = np.random.default_rng(0)
    for width, why in [(4, "random hypotheses"), (6, "a beam of six")]:
        scores, finished = -rng.exponential(size=width), rng.random(width) < 0.3
        log_p = np.log(rng.dirichlet(np.ones(9), width))
        expected = by_sorting(scores, finished, log_p, width, 3, 7)
        yield case(scores, finished, log_p, width, 3, 7, expected=expected, why=why)
    scores, log_p = np.array([-1.0, -1.0]), np.array([[-3.0, -2.0, -1.0, -2.0] * 10] * 2)
    expected = by_sorting(scores, none, log_p, 8, 1, 0)
    yield case(scores, none, log_p, 8, 1, 0, expected=expected, why="many equal scores")
    log_p = np.array([[-3.0, -1.0, -0.5], [-0.5, -3.0, -1.0]])
    parents, tokens = np.array([0, 1, 0]), np.array([2, 0, 1])
    expected = (parents, tokens, np.array([-1.5, -1.5, -2.0]), np.array([False, False, True]))
    yield case(scores, none, log_p, 3, 1, 0, expected=expected, why="equal scores")
    log_p, scores = np.log([[0.1, 0.2, 0.4, 0.3]]), np.array([0.0])
    parents, tokens = np.array([0, 0, 0]), np.array([2, 3, 1])
    expected = (parents, tokens, np.log([0.4, 0.3, 0.2]), np.array([False, False, True]))
    why = "the first token"
    yield case(scores, np.array([False]), log_p, 3, 1, 0, expected=expected, why=why)
    scores, finished = np.array([-0.5, -2.0, -np.inf]), np.array([True, False, False])
    log_p = np.array([[-np.inf, -1.0, -0.5], [-np.inf, -1.5, -0.25], [-1.0, -1.0, -1.0]])
    parents, tokens, flags = np.array([0, 1, 1]), np.array([0, 2, 1]), np.array([True, False, True])
    expected = (parents, tokens, np.array([-0.5, -2.25, -3.5]), flags)
    why = "minus infinity for padding and for a third hypothesis"
    yield case(scores, finished, log_p, 3, 1, 0, expected=expected, why=why)
    both = np.array([True, True])
    expected = (np.array([1, 0]), np.array([2, 2]), np.array([-1.0, -3.0]), both)
    log_p = np.log(np.full((2, 4), 0.25))
    why = "two hypotheses that are finished"
    yield case(np.array([-3.0, -1.0]), both, log_p, 2, 1, 2, expected=expected, why=why)


EXERCISE = exercise(
    starter=beam_step,
    solution=solution,
    wrong=[
        wrong_logs_multiplied,
        wrong_probabilities,
        wrong_parent_forgotten,
        wrong_one_for_each,
        wrong_worst_first,
        wrong_divided_by_width,
        wrong_swapped,
        wrong_extended,
        wrong_pays_for_padding,
        wrong_copies,
        wrong_finished_left_out,
        wrong_flags_of_end_only,
        wrong_flags_in_old_order,
        wrong_end_not_flagged,
        wrong_ties_backwards,
        wrong_unstable,
        wrong_per_token,
        wrong_times_flag,
        wrong_in_place,
    ],
    cases=cases,
    difficulty="hard",
    minutes=40,
    hints=[
        "`scores[:, None] + log_p` is a new array of shape (h, V), one entry a continuation.",
        "In the rows of finished hypotheses, write minus infinity everywhere, then the old score "
        "at `pad`.",
        'Sort all entries at once: `np.argsort(-flat, kind="stable")[:width]`, where `flat` is the '
        "array with its rows behind each other. A stable sort keeps ties in this order.",
        "Place $i$ of the flat array lies in row `i // V` and column `i % V`. A continuation is "
        "finished if its *parent* is, or if its token is `end`.",
    ],
    afterwards="After each step the cache of keys and values must be reordered by parents, too.",
)
