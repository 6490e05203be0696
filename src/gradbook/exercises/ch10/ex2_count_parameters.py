r"""How many parameters?

Write `count_parameters(vocab, d_model, d_ff, encoder_layers, decoder_layers)` for a *post-norm*
Transformer with biases everywhere, whose two stacks may have different depths. Source and target
share one table of `vocab` word vectors. The softmax does **not** share it: it has a dense layer of
its own, with a bias. Post-norm has no norm after the last layer. Return an integer.
"""

from collections.abc import Iterator

from gradbook.exercises.kit import Case, case, exercise


def count_parameters(
    vocab: int, d_model: int, d_ff: int, encoder_layers: int, decoder_layers: int
) -> int:
    """Number of weights of the whole model."""
    raise NotImplementedError("Replace this line by your code.")


def solution(vocab: int, d_model: int, d_ff: int, encoder_layers: int, decoder_layers: int) -> int:
    """Number of weights of the whole model."""
    attention = 4 * (d_model * d_model + d_model)
    feed_forward = 2 * d_model * d_ff + d_ff + d_model
    norm = 2 * d_model
    encoder = encoder_layers * (attention + feed_forward + 2 * norm)
    decoder = decoder_layers * (2 * attention + feed_forward + 3 * norm)
    table, logits = vocab * d_model, d_model * vocab + vocab
    return table + encoder + decoder + logits


def wrong_one_attention(
    vocab: int, d_model: int, d_ff: int, encoder_layers: int, decoder_layers: int
) -> int:
    """a decoder layer has two attentions and three norms, and you counted it like an encoder
    layer.
    """
    attention = 4 * (d_model * d_model + d_model)
    feed_forward = 2 * d_model * d_ff + d_ff + d_model
    layer = attention + feed_forward + 4 * d_model
    table, logits = vocab * d_model, d_model * vocab + vocab
    return table + (encoder_layers + decoder_layers) * layer + logits


def wrong_two_norms(
    vocab: int, d_model: int, d_ff: int, encoder_layers: int, decoder_layers: int
) -> int:
    """a decoder layer has three parts, and each part has its own norm."""
    attention = 4 * (d_model * d_model + d_model)
    feed_forward = 2 * d_model * d_ff + d_ff + d_model
    norm = 2 * d_model
    encoder = encoder_layers * (attention + feed_forward + 2 * norm)
    decoder = decoder_layers * (2 * attention + feed_forward + 2 * norm)
    table, logits = vocab * d_model, d_model * vocab + vocab
    return table + encoder + decoder + logits


def wrong_no_biases(
    vocab: int, d_model: int, d_ff: int, encoder_layers: int, decoder_layers: int
) -> int:
    """you left out the biases of the dense layers."""
    attention, feed_forward, norm = 4 * d_model * d_model, 2 * d_model * d_ff, 2 * d_model
    encoder = encoder_layers * (attention + feed_forward + 2 * norm)
    decoder = decoder_layers * (2 * attention + feed_forward + 3 * norm)
    return 2 * vocab * d_model + encoder + decoder


def wrong_no_output(
    vocab: int, d_model: int, d_ff: int, encoder_layers: int, decoder_layers: int
) -> int:
    """each attention has four matrices; the last one, after the heads are joined, is missing."""
    attention = 3 * (d_model * d_model + d_model)
    feed_forward = 2 * d_model * d_ff + d_ff + d_model
    norm = 2 * d_model
    encoder = encoder_layers * (attention + feed_forward + 2 * norm)
    decoder = decoder_layers * (2 * attention + feed_forward + 3 * norm)
    table, logits = vocab * d_model, d_model * vocab + vocab
    return table + encoder + decoder + logits


def wrong_shared(
    vocab: int, d_model: int, d_ff: int, encoder_layers: int, decoder_layers: int
) -> int:
    """the softmax does not share the table here; its dense layer has a matrix and a bias."""
    attention = 4 * (d_model * d_model + d_model)
    feed_forward = 2 * d_model * d_ff + d_ff + d_model
    norm = 2 * d_model
    encoder = encoder_layers * (attention + feed_forward + 2 * norm)
    decoder = decoder_layers * (2 * attention + feed_forward + 3 * norm)
    return vocab * d_model + encoder + decoder


def wrong_last_norms(
    vocab: int, d_model: int, d_ff: int, encoder_layers: int, decoder_layers: int
) -> int:
    """only pre-norm needs a norm after the last layer of each stack."""
    attention = 4 * (d_model * d_model + d_model)
    feed_forward = 2 * d_model * d_ff + d_ff + d_model
    norm = 2 * d_model
    encoder = encoder_layers * (attention + feed_forward + 2 * norm) + norm
    decoder = decoder_layers * (2 * attention + feed_forward + 3 * norm) + norm
    table, logits = vocab * d_model, d_model * vocab + vocab
    return table + encoder + decoder + logits


def cases() -> Iterator[Case]:
    """A model small enough to count by hand, a large one, no layers."""
    # Table 6, logits 6 + 3; encoder layer: 24 + 17 + 8 = 49; decoder layer: 48 + 17 + 12 = 77.
    yield case(3, 2, 3, 1, 1, expected=15 + 49 + 77, why="d_model 2 and d_ff 3")
    yield case(37_000, 512, 2048, 6, 6, why="the base model of the paper, untied")
    yield case(100, 16, 32, 6, 2, why="a deep encoder and a shallow decoder")
    yield case(3, 2, 3, 0, 0, expected=15, why="no layers")


EXERCISE = exercise(
    starter=count_parameters,
    solution=solution,
    wrong=[
        wrong_one_attention,
        wrong_two_norms,
        wrong_no_biases,
        wrong_no_output,
        wrong_shared,
        wrong_last_norms,
    ],
    cases=cases,
    difficulty="easy",
    minutes=15,
    imports="",
    hints=[
        "Write one line a part: attention, feed-forward, norm. Then one line a layer.",
        "A dense layer from a to b numbers has a * b + b parameters. An attention has four of "
        "them, from d_model to d_model.",
        "The first matrix has d_ff biases, the second d_model. A norm has a gain and an offset.",
    ],
    afterwards="How large is the share of the table and the softmax in the paper's base model?",
)
