"""The Transformer: equal to those of Keras and PyTorch, and nothing leaks through its masks."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

keras = pytest.importorskip("keras")
torch = pytest.importorskip("torch")

from gradbook import transformer as t  # noqa: E402

# TensorFlow's variables, which Keras turns into arrays
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")

SMALL = t.Config(11, 11, d_model=32, heads=4, layers=1, d_ff=96, max_length=12)
BATCH, QUERIES, KEYS = 5, 6, 7
VISIBLE = np.arange(KEYS) < np.array([7, 3, 1, 5, 6])[:, None]  # (batch, key)
HIDDEN = torch.tensor(~VISIBLE)  # PyTorch: true means "hidden"

Array = NDArray[Any]


def change(base: t.Config, **changes: Any) -> t.Config:
    """The same sizes, but for some."""
    return t.Config(**(asdict(base) | changes))


def shake(layer: Any, rng: np.random.Generator) -> None:
    """Add noise to all weights, so that no bias is 0 and no gain is 1."""
    noisy = [w + 0.3 * rng.standard_normal(w.shape) for w in layer.get_weights()]
    layer.set_weights(noisy)


def array(tensor: Any) -> Array:
    """A tensor as an array."""
    return np.asarray(keras.ops.convert_to_numpy(tensor))


def inputs(rng: np.random.Generator) -> tuple[Array, Array]:
    """What asks, (batch, query, 32), and what answers, (batch, key, 32)."""
    x, memory = rng.standard_normal((2, BATCH, KEYS, SMALL.d_model)).astype("float32")
    return x[:, :QUERIES], memory


def fresh(config: t.Config = SMALL, kind: Any = t.Transformer) -> Any:
    """A model with weights."""
    keras.utils.set_random_seed(0)
    model = kind(config)
    model(sentences())
    return model


def sentences() -> tuple[Array, Array]:
    """Two sources (2, 5) and targets (2, 4); the second source ends in padding."""
    source = np.array([[3, 4, 5, 6, 7], [8, 9, 10, 0, 0]], "int32")
    return source, np.array([[1, 7, 6, 5], [1, 10, 9, 8]], "int32")


def logits(model: Any, source: Array, target: Array) -> Array:
    """Logits in use, not in training."""
    return array(model((source, target), training=False))


# Against the layers of Keras and PyTorch


def test_attention_is_that_of_keras() -> None:
    rng = np.random.default_rng(0)
    x, memory = inputs(rng)
    ours = t.MultiHeadAttention(SMALL)
    visible = VISIBLE[:, None, None]
    ours(x, memory, visible)
    shake(ours, rng)
    theirs = keras.layers.MultiHeadAttention(num_heads=4, key_dim=8)
    theirs(x, memory)
    weights = ours.get_weights()  # query, key, value, project: a kernel and a bias each
    shapes = [(32, 4, 8), (4, 8)] * 3 + [(4, 8, 32), (32,)]
    theirs.set_weights([w.reshape(s) for w, s in zip(weights, shapes, strict=True)])
    expected = theirs(x, memory, attention_mask=VISIBLE[:, None])
    found = ours(x, memory, visible)
    np.testing.assert_allclose(array(found), array(expected), atol=1e-5)


def copy_dense(ours: Any, theirs: Any) -> None:
    """Keras stores (in, out), PyTorch (out, in)."""
    theirs.weight.data = torch.tensor(array(ours.kernel).T.copy())
    theirs.bias.data = torch.tensor(array(ours.bias))


def copy_attention(ours: Any, theirs: Any) -> None:
    parts = ours.query, ours.key, ours.value
    kernel = np.concatenate([array(part.kernel).T for part in parts])
    theirs.in_proj_weight.data = torch.tensor(kernel)
    theirs.in_proj_bias.data = torch.tensor(np.concatenate([array(part.bias) for part in parts]))
    copy_dense(ours.project, theirs.out_proj)


def test_attention_is_that_of_pytorch() -> None:
    rng = np.random.default_rng(0)
    x, memory = inputs(rng)
    ours = t.MultiHeadAttention(SMALL)
    visible = VISIBLE[:, None, None]
    ours(x, memory, visible)
    shake(ours, rng)
    theirs = torch.nn.MultiheadAttention(32, 4, batch_first=True)
    copy_attention(ours, theirs)
    keys = torch.tensor(memory)
    expected, weights = theirs(
        torch.tensor(x), keys, keys, key_padding_mask=HIDDEN, average_attn_weights=False
    )
    np.testing.assert_allclose(
        array(ours(x, memory, visible)), expected.detach().numpy(), atol=1e-5
    )
    found = array(ours.attend(x, memory, visible))
    np.testing.assert_allclose(found, weights.detach().numpy(), atol=1e-6)
    assert found[~np.broadcast_to(visible, found.shape)].max() == 0


@pytest.mark.parametrize("pre_norm", [True, False], ids=["pre-norm", "post-norm"])
def test_layers_are_those_of_pytorch(pre_norm: bool) -> None:
    rng = np.random.default_rng(0)
    x, memory = inputs(rng)
    config = change(SMALL, pre_norm=pre_norm)
    settings = {"dropout": 0.0, "batch_first": True, "norm_first": pre_norm}
    keys, past = VISIBLE[:, None, None], t.causal_mask(QUERIES)
    future = torch.triu(torch.ones(QUERIES, QUERIES, dtype=torch.bool), diagonal=1)
    encoder = torch.nn.TransformerEncoderLayer(32, 4, 96, **settings)
    decoder = torch.nn.TransformerDecoderLayer(32, 4, 96, **settings)
    for ours, theirs, given, other in (
        (t.EncoderLayer(config), encoder, (memory, keys), {"src_key_padding_mask": HIDDEN}),
        (
            t.DecoderLayer(config),
            decoder,
            (x, memory, past, keys),
            {"tgt_mask": future, "memory_key_padding_mask": HIDDEN},
        ),
    ):
        ours(*given)
        shake(ours, rng)
        copy_attention(ours.attention, theirs.self_attn)
        copy_dense(ours.feed_forward.widen, theirs.linear1)
        copy_dense(ours.feed_forward.narrow, theirs.linear2)
        if theirs is decoder:
            copy_attention(ours.cross_attention, theirs.multihead_attn)
        for index, norm in enumerate(ours.norms, 1):
            theirs.get_parameter(f"norm{index}.weight").data = torch.tensor(array(norm.gamma))
            theirs.get_parameter(f"norm{index}.bias").data = torch.tensor(array(norm.beta))
        tensors = [torch.tensor(z) for z in given if z is x or z is memory]
        expected = theirs(*tensors, **other).detach().numpy()
        gap = np.abs(array(ours(*given)) - expected).max() / np.abs(expected).max()
        assert gap < 1e-5


def test_the_loss_is_that_of_pytorch() -> None:
    rng = np.random.default_rng(0)
    scores = 3 * rng.standard_normal((2, 4, 11)).astype("float32")
    y = np.array([[5, 6, 2, 0], [7, 2, 0, 0]])
    expected = torch.nn.functional.cross_entropy(
        torch.tensor(scores.reshape(-1, 11)), torch.tensor(y.reshape(-1)), ignore_index=t.PAD
    )
    assert float(t.masked_loss(y, scores)) == pytest.approx(float(expected), abs=1e-6)
    assert float(t.masked_loss(0 * y, scores)) == 0


def test_positions_are_sines_and_cosines() -> None:
    positions = t.sinusoids(20, 8)
    assert positions.shape == (20, 8)
    assert positions.dtype == np.float32
    for k in range(4):
        angle = 7 / 10_000 ** (2 * k / 8)
        np.testing.assert_allclose(positions[7, 2 * k], np.sin(angle), atol=1e-6)
        np.testing.assert_allclose(positions[7, 2 * k + 1], np.cos(angle), atol=1e-6)


# What may depend on what


@pytest.mark.parametrize("pre_norm", [True, False], ids=["pre-norm", "post-norm"])
def test_structure(pre_norm: bool) -> None:
    model = fresh(change(SMALL, pre_norm=pre_norm))
    source, target = sentences()
    before = logits(model, source, target)
    assert before.shape == (2, 4, 11)
    for time in range(3):  # later target tokens: not at all
        other = target.copy()
        other[:, time + 1 :] = 3 + (other[:, time + 1 :] + 1) % 8
        after = logits(model, source, other)
        assert np.array_equal(after[:, : time + 1], before[:, : time + 1])
        assert np.abs(after - before)[:, time + 1 :].max() > 0.01
    wider = [np.pad(ids, ((0, 0), (0, 3))) for ids in (source, target)]  # more padding: no more
    np.testing.assert_allclose(logits(model, *wider)[:, :4], before, atol=1e-5)
    other = source.copy()
    other[1, :3] = 4  # another sentence of the batch: not at all
    assert np.array_equal(logits(model, other, target)[0], before[0])
    assert np.abs(logits(model, source[:, ::-1], target) - before).max() > 0.01  # the order: much


def test_dropout_is_on_in_training_only() -> None:
    model = fresh(change(SMALL, dropout=0.5))
    again, first = (logits(model, *sentences()) for _ in range(2))
    assert np.array_equal(again, first)
    assert not np.array_equal(array(model(sentences(), training=True)), first)


@pytest.mark.parametrize(
    "changes",
    [{}, {"source_vocab": 13, "shared": False, "pre_norm": False}, {"layers": 2, "d_ff": 5}],
    ids=["shared", "not shared, post-norm", "two layers"],
)
def test_the_number_of_parameters(changes: dict[str, Any]) -> None:
    config = change(SMALL, **changes)
    d, f = config.d_model, config.d_ff
    attention, feed_forward, norm = 4 * (d * d + d), 2 * d * f + f + d, 2 * d
    layers = config.layers * (3 * attention + 2 * feed_forward + 5 * norm)
    tables = (config.target_vocab + (0 if config.shared else config.source_vocab)) * d
    last_norms = 2 * norm if config.pre_norm else 0
    assert fresh(config).count_params() == tables + layers + last_norms


# Training, writing, files


@pytest.fixture(scope="module")
def copier() -> Any:
    """A model that was trained to write two different words in reverse order."""
    keras.utils.set_random_seed(0)
    model = t.Transformer(SMALL)
    pairs = np.array([(a, b) for a in range(3, 11) for b in range(3, 11)], "int32")
    ends = np.ones((len(pairs), 1), "int32")
    target = np.concatenate([t.START * ends, pairs[:, ::-1], t.END * ends], axis=1)
    model.compile(keras.optimizers.Adam(0.01), t.masked_loss)
    for _ in range(80):
        model.train_on_batch((pairs, target[:, :-1]), target[:, 1:])
    return model


def test_it_learns_and_writes(copier: Any) -> None:
    written = t.greedy(copier, np.array([[4, 9], [7, 3]], "int32"), steps=5)
    assert written.tolist() == [[9, 4, t.END, t.PAD, t.PAD], [3, 7, t.END, t.PAD, t.PAD]]


def test_a_file_brings_back_the_model(copier: Any, tmp_path: Path) -> None:
    copier.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras", safe_mode=True)
    assert type(loaded) is t.Transformer
    assert loaded.config == copier.config
    assert np.array_equal(logits(loaded, *sentences()), logits(copier, *sentences()))


# What is refused


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"heads": 5}, "d_model=32 is not a multiple of 5"),
        ({"source_vocab": 12}, "two vocabularies of one size"),
    ],
)
def test_sizes_that_do_not_fit_are_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        change(SMALL, **changes)


def test_what_is_too_long_is_refused(copier: Any) -> None:
    with pytest.raises(ValueError, match="a sequence of 13 tokens, but max_length is 12"):
        copier.encode(np.ones((1, 13), "int32"))
    with pytest.raises(ValueError, match="a sequence of 14 tokens"):
        t.greedy(copier, np.ones((1, 3), "int32"), steps=13)


@pytest.mark.parametrize("token", [-1, 11])
def test_tokens_that_the_table_does_not_have_are_refused(copier: Any, token: int) -> None:
    with pytest.raises(ValueError, match=r"tokens .*; the table has 0 to 10"):
        t.greedy(copier, np.array([[3, token, 5]], "int32"), steps=3)
