"""The Transformer of chapter 10: an encoder reads one sequence, a decoder writes another.

After Vaswani et al., "Attention Is All You Need" (NeurIPS 2017), whose sections and equations are
named below; pre-norm is described by Xiong et al., "On Layer Normalization in the Transformer
Architecture" (ICML 2020). Written with ``keras.ops`` and NumPy, so that it runs on every backend of
Keras. Only this module of the package imports Keras.

Chapter 10 shows this file piece by piece and tests it. A change here makes its notebook stale.
"""

import math
import random
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import keras
import numpy as np
from keras import layers, ops
from numpy.typing import NDArray

__all__ = [
    "END",
    "PAD",
    "START",
    "Block",
    "Config",
    "DecoderLayer",
    "EncoderLayer",
    "FeedForward",
    "MultiHeadAttention",
    "Transformer",
    "causal_mask",
    "check_ids",
    "dropout",
    "greedy",
    "layer_norm",
    "masked_loss",
    "padding_mask",
    "sinusoids",
]

PAD, START, END = 0, 1, 2
"""The tokens that every vocabulary begins with: padding, start and end of a target."""

Tensor = Any
"""A tensor of the backend, or an array."""
Ids = NDArray[np.integer[Any]]
"""Token numbers, shape (batch, time); rows are filled with ``PAD`` at the end."""


@dataclass(frozen=True)
class Config:
    """The sizes of a Transformer; the names are those of the paper's section 3.

    Attributes:
        source_vocab: number of different source tokens.
        target_vocab: number of different target tokens.
        d_model: width of the residual stream.
        heads: heads of each attention, which share ``d_model`` among them.
        layers: layers of the encoder, and as many of the decoder.
        d_ff: hidden units of each feed-forward part.
        max_length: the longest sequence, in tokens.
        dropout: how much is dropped of the embeddings and of each part's output.
        pre_norm: layer norm before each part (true) or after each sum (false, as in the paper).
        shared: one table for source, target and logits; else the source has its own.

    Raises:
        ValueError: the heads do not divide ``d_model``, or a shared table has two sizes.
    """

    source_vocab: int
    target_vocab: int
    d_model: int = 64
    heads: int = 4
    layers: int = 2  # in the encoder, and as many in the decoder
    d_ff: int = 256
    max_length: int = 32
    dropout: float = 0.0
    pre_norm: bool = True
    shared: bool = True  # one table for source, target and softmax

    def __post_init__(self) -> None:
        """Refuse sizes that do not fit together."""
        if self.d_model % self.heads:
            raise ValueError(f"d_model={self.d_model} is not a multiple of {self.heads}")
        if self.shared and self.source_vocab != self.target_vocab:
            raise ValueError("shared=True needs two vocabularies of one size")


class MultiHeadAttention(layers.Layer):
    """Scaled dot-product attention with several heads (equation 1 and section 3.2.2).

    ``x`` of shape (batch, query, d_model) asks, ``memory`` of shape (batch, key, d_model) answers.
    ``visible`` is true where a query may see a key; its shape broadcasts to (batch, head, query,
    key). The output has the shape of ``x``. A query that may see nothing gets a mean of all values.
    """

    def __init__(self, config: Config) -> None:
        """Four dense layers of width ``d_model``, with biases."""
        super().__init__()
        self.heads, width = config.heads, config.d_model
        self.query, self.key, self.value = (layers.Dense(width) for _ in range(3))
        self.project = layers.Dense(width)

    def split(self, x: Tensor) -> Tensor:
        """(batch, time, d_model) as (batch, head, time, d_k)."""
        batch, time, d_model = ops.shape(x)
        x = ops.reshape(x, (batch, time, self.heads, d_model // self.heads))
        return ops.transpose(x, (0, 2, 1, 3))  # (batch, head, time, d_k)

    def attend(self, x: Tensor, memory: Tensor, visible: Tensor) -> Tensor:
        """The weights, shape (batch, head, query, key); each row adds up to 1."""
        q, k = self.split(self.query(x)), self.split(self.key(memory))
        scores = ops.matmul(q, ops.transpose(k, (0, 1, 3, 2))) / math.sqrt(q.shape[-1])
        scores = ops.where(visible, scores, -1e9)
        return ops.softmax(scores)  # (batch, head, query, key)

    def call(self, x: Tensor, memory: Tensor, visible: Tensor) -> Tensor:
        """What the queries get, shape (batch, query, d_model)."""
        weights = self.attend(x, memory, visible)
        mixed = ops.matmul(weights, self.split(self.value(memory)))
        mixed = ops.transpose(mixed, (0, 2, 1, 3))  # (batch, time, head, d_k)
        return self.project(ops.reshape(mixed, ops.shape(x)))


class FeedForward(layers.Layer):
    """Two dense layers with a ReLU, applied to every position by itself (equation 2)."""

    def __init__(self, config: Config) -> None:
        """Widen to ``d_ff``, narrow to ``d_model``."""
        super().__init__()
        self.widen = layers.Dense(config.d_ff, activation="relu")
        self.narrow = layers.Dense(config.d_model)

    def call(self, x: Tensor) -> Tensor:  # (batch, time, d_model)
        """From (batch, time, d_model) to the same shape."""
        return self.narrow(self.widen(x))


def layer_norm() -> Any:
    """A layer norm with PyTorch's epsilon, which is smaller than Keras's."""
    return layers.LayerNormalization(epsilon=1e-5)


def dropout(rate: float) -> Any:  # without a seed of its own, it is not reproducible on PyTorch
    """A dropout layer whose seed comes from Python's random numbers."""
    return layers.Dropout(rate, seed=random.randint(1, 10**9) if rate else None)


class Block(layers.Layer):
    """What encoder and decoder layers share: each part is normalized, dropped out and added."""

    def __init__(self, config: Config, parts: int) -> None:
        """A layer norm for each part, and one dropout."""
        super().__init__()
        self.pre_norm = config.pre_norm
        self.norms = [layer_norm() for _ in range(parts)]
        self.dropout = dropout(config.dropout)

    def add(self, index: int, x: Tensor, part: Callable[[Tensor], Tensor]) -> Tensor:
        """Add the output of a part to the residual stream, shape (batch, time, d_model)."""
        norm = self.norms[index]
        if self.pre_norm:
            return x + self.dropout(part(norm(x)))
        return norm(x + self.dropout(part(x)))


class EncoderLayer(Block):
    """Self-attention, then the feed-forward part (section 3.1)."""

    def __init__(self, config: Config) -> None:
        """A layer of the sizes of ``config``."""
        super().__init__(config, parts=2)
        self.attention = MultiHeadAttention(config)
        self.feed_forward = FeedForward(config)

    def call(self, x: Tensor, visible: Tensor) -> Tensor:
        """From (batch, time, d_model) to the same shape; ``visible`` as in the attention."""
        x = self.add(0, x, lambda y: self.attention(y, y, visible))
        return self.add(1, x, self.feed_forward)


class DecoderLayer(Block):
    """Self-attention, cross-attention to the memory, then the feed-forward part (section 3.1)."""

    def __init__(self, config: Config) -> None:
        """A layer of the sizes of ``config``."""
        super().__init__(config, parts=3)
        self.attention = MultiHeadAttention(config)
        self.cross_attention = MultiHeadAttention(config)
        self.feed_forward = FeedForward(config)

    def call(self, x: Tensor, memory: Tensor, visible: Tensor, cross_visible: Tensor) -> Tensor:
        """From (batch, target time, d_model) to the same shape.

        ``memory`` has the shape (batch, source time, d_model). ``visible`` and ``cross_visible``
        are the masks of the two attentions.
        """
        x = self.add(0, x, lambda y: self.attention(y, y, visible))
        x = self.add(1, x, lambda y: self.cross_attention(y, memory, cross_visible))
        return self.add(2, x, self.feed_forward)


def padding_mask(ids: Tensor) -> Tensor:
    """Which keys are no padding, shape (batch, 1, 1, key), from token numbers (batch, key)."""
    return ops.not_equal(ids, PAD)[:, None, None, :]  # (batch, 1, 1, key)


def causal_mask(time: Tensor) -> Tensor:
    """Each query sees itself and what is before it, shape (1, 1, time, time)."""
    steps = ops.arange(time)
    return (steps[None, :] <= steps[:, None])[None, None]  # (1, 1, query, key)


def sinusoids(length: int, d_model: int) -> NDArray[np.float32]:
    """The positions of section 3.5: sines and cosines in turns, shape (length, d_model)."""
    rates = 10_000.0 ** (-np.arange(0, d_model, 2) / d_model)
    angles = np.arange(length)[:, None] * rates  # (length, d_model / 2)
    both = np.stack([np.sin(angles), np.cos(angles)], axis=-1)
    return both.reshape(length, d_model).astype("float32")


@keras.saving.register_keras_serializable("gradbook")
class Transformer(keras.Model):
    """Encoder and decoder (figure 1 of the paper), called on (source, target) for logits.

    Source and target are token numbers of shapes (batch, source time) and (batch, target time),
    the target without its last token. The logits at place t are those of the target's token t + 1;
    their shape is (batch, target time, target_vocab).

    The masks are methods, so that a variant can change one.
    """

    def __init__(self, config: Config) -> None:
        """A fresh model; its weights exist after the first call."""
        super().__init__()
        self.config = config
        self.target_table = self.table(config.target_vocab)
        self.source_table = self.target_table if config.shared else self.table(config.source_vocab)
        self.encoder = [EncoderLayer(config) for _ in range(config.layers)]
        self.decoder = [DecoderLayer(config) for _ in range(config.layers)]
        last_norm = layer_norm if config.pre_norm else layers.Identity
        self.encoder_norm, self.decoder_norm = last_norm(), last_norm()
        self.dropout = dropout(config.dropout)
        self.positions = sinusoids(config.max_length, config.d_model)

    def table(self, size: int) -> Any:
        """Word vectors of variance 1 / d_model, one for each of ``size`` tokens."""
        start = keras.initializers.RandomNormal(stddev=self.config.d_model**-0.5)
        return layers.Embedding(size, self.config.d_model, embeddings_initializer=start)

    def embed(self, table: Any, ids: Tensor, training: bool | None = None) -> Tensor:
        """Word vectors with positions (section 3.4), shape (batch, time, d_model).

        Raises:
            ValueError: there are more than ``max_length`` tokens.
        """
        time, longest = ids.shape[1], self.config.max_length
        if time is not None and time > longest:
            raise ValueError(f"a sequence of {time} tokens, but max_length is {longest}")
        positions = ops.convert_to_tensor(self.positions)[: ops.shape(ids)[1]]
        x = table(ids) * math.sqrt(self.config.d_model)
        x = x + ops.cast(positions, x.dtype)
        return self.dropout(x, training=training)  # (batch, time, d_model)

    def encoder_mask(self, source: Tensor) -> Tensor:
        """What the encoder sees: all but padding."""
        return padding_mask(source)

    def decoder_mask(self, target: Tensor) -> Tensor:
        """What the decoder sees of the target: nothing that comes later."""
        return causal_mask(ops.shape(target)[1])

    def cross_mask(self, source: Tensor, target: Tensor) -> Tensor:
        """What the decoder sees of the source: all but padding."""
        return padding_mask(source)

    def encode(self, source: Tensor, training: bool | None = None) -> Tensor:
        """The memory of a source, shape (batch, source time, d_model)."""
        x = self.embed(self.source_table, source, training)
        for layer in self.encoder:
            x = layer(x, self.encoder_mask(source), training=training)
        return self.encoder_norm(x)  # (batch, source time, d_model)

    def decode(
        self, target: Tensor, memory: Tensor, source: Tensor, training: bool | None = None
    ) -> Tensor:
        """Logits from the target so far and the memory, (batch, target time, target_vocab)."""
        x = self.embed(self.target_table, target, training)
        masks = self.decoder_mask(target), self.cross_mask(source, target)
        for layer in self.decoder:
            x = layer(x, memory, *masks, training=training)
        x = self.decoder_norm(x)  # (batch, target time, d_model)
        return ops.matmul(x, ops.transpose(self.target_table.embeddings))

    def call(self, inputs: tuple[Tensor, Tensor], training: bool | None = None) -> Tensor:
        """Logits of (source, target); without the argument, dropout would never be on."""
        source, target = inputs
        return self.decode(target, self.encode(source, training), source, training)

    def get_config(self) -> dict[str, Any]:
        """What a file needs to make the model anew."""
        return asdict(self.config)

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> "Transformer":
        """A fresh model of stored sizes."""
        return cls(Config(**config))


@keras.saving.register_keras_serializable("gradbook")
def masked_loss(y: Tensor, logits: Tensor) -> Tensor:
    """Mean cross-entropy of the real tokens in nats, a number; 0 where there are none.

    ``y`` are token numbers of shape (batch, time), ``logits`` have one more axis, the vocabulary.
    """
    each = keras.losses.sparse_categorical_crossentropy(y, logits, from_logits=True)
    real = ops.cast(ops.not_equal(y, PAD), each.dtype)  # (batch, time)
    return ops.sum(each * real) / ops.maximum(ops.sum(real), 1.0)


def check_ids(ids: Ids, size: int) -> None:
    """Refuse token numbers that a table of ``size`` rows does not have.

    Raises:
        ValueError: there is such a number; some backends would not notice it.
    """
    if np.min(ids) < 0 or np.max(ids) >= size:
        raise ValueError(f"tokens {np.min(ids)} to {np.max(ids)}; the table has 0 to {size - 1}")


def greedy(model: Transformer, source: Ids, steps: int) -> Ids:
    """Write the most probable token again and again, for each row until its ``END``.

    The whole target so far goes through the decoder for each new token.

    Args:
        model: a trained model.
        source: token numbers, shape (batch, source time).
        steps: how many tokens to write at most.

    Returns:
        Token numbers of shape (batch, steps), without ``START`` and with ``PAD`` after ``END``.

    Raises:
        ValueError: a token is not in the table, or ``steps`` or the source are too long.
    """
    check_ids(source, model.config.source_vocab)
    target = np.full((len(source), steps + 1), PAD, "int32")
    target[:, 0] = START
    memory, done = model.encode(source), np.zeros(len(source), bool)
    for t in range(steps):
        logits = ops.convert_to_numpy(model.decode(target, memory, source))[:, t]
        target[:, t + 1] = np.where(done, PAD, logits.argmax(axis=-1))
        done |= target[:, t + 1] == END
    return target[:, 1:]  # (batch, steps)
