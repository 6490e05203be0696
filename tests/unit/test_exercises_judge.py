"""Whatever an answer does, it is answered: no traceback, no hang, one sentence."""

import os
import re
import signal
import sys
import threading
import time
import warnings
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from gradbook.exercises import get
from gradbook.exercises.judge import Verdict, difference, judge, show, time_limit
from gradbook.exercises.kit import Case, Exercise, case

ONES = {"01.2": "softplus", "01.5": "swish_backward", "05.1": "parameters", "05.6": "split"}
EXERCISES = [get(id) for id in ONES]  # an array, a tuple, a number, several right answers


class Hostile:
    """Every way of looking at it goes wrong."""

    def _fail(self, *arguments: object, **options: object) -> Any:
        raise SystemExit("hostile")

    __eq__ = __ne__ = __repr__ = __str__ = __len__ = __iter__ = __bool__ = __hash__ = _fail
    __array__ = __float__ = __int__ = __index__ = __getattr__ = __format__ = _fail
    __class__ = property(_fail)  # type: ignore[assignment]
    __deepcopy__ = __reduce_ex__ = __call__ = __lt__ = __abs__ = __sub__ = __getitem__ = _fail


class HostileType(type):
    """A type whose own name goes wrong."""

    __name__ = property(lambda cls: 1 / 0)  # type: ignore[assignment]

    def __eq__(cls, other: object) -> bool:
        raise RuntimeError

    def __hash__(cls) -> int:
        raise RuntimeError

    __instancecheck__ = __subclasscheck__ = __len__ = __eq__  # type: ignore[assignment]


class NamelessThing(metaclass=HostileType):
    """An instance of a type whose name goes wrong."""


class HostileError(Exception):
    """An exception that cannot be shown."""

    def __str__(self) -> str:
        raise SystemExit

    __repr__ = __str__


class HostileArray(np.ndarray):
    """An array that compares, converts and shows itself wrongly."""

    def __array_finalize__(self, other: object) -> None:
        pass

    __eq__ = __repr__ = __array_wrap__ = __array_ufunc__ = Hostile._fail


class HostileFloat(float):
    """A float that cannot be computed with."""

    __sub__ = __rsub__ = __eq__ = __repr__ = __format__ = __float__ = __abs__ = Hostile._fail


class HostileText(str):
    """A text that cannot be printed or cut."""

    __getitem__ = __len__ = __str__ = __repr__ = __eq__ = Hostile._fail


endless: list[Any] = []
endless.append(endless)


def array_of_objects() -> Any:
    array = np.empty(2, dtype=object)
    array[0] = array[1] = Hostile()
    return array


HOSTILE: dict[str, Callable[[], Any]] = {
    "object": Hostile,
    "object of a nameless type": NamelessThing,
    "type": lambda: Hostile,
    "nameless type": lambda: NamelessThing,
    "error": HostileError,
    "array": lambda: np.zeros(1).view(HostileArray),
    "matrix": lambda: np.zeros((2, 3)).view(HostileArray),
    "float": lambda: HostileFloat(0.5),
    "text": lambda: HostileText("x"),
    "endless list": lambda: endless,
    "huge integer": lambda: 10**5000,
    "array of objects": array_of_objects,
    "array of an object": lambda: np.array(None, dtype=object),
    "masked array": lambda: np.ma.masked_array([1.0, 2.0], [True, False]),
    "structured array": lambda: np.zeros(2, dtype=[("a", float), ("b", int)]),
    "dates": lambda: np.zeros(2, dtype="M8[D]"),
    "long double": lambda: np.longdouble("1e4000"),
    "NotImplemented": lambda: NotImplemented,
    "Ellipsis": lambda: ...,
    "module": lambda: sys,
    "function": lambda: lambda: None,
    "generator": lambda: (number for number in range(3)),
    "memory": lambda: memoryview(b"x"),
}


class Make(str):
    """Names one of these; it is made in the answer, because hypothesis looks at what it draws."""


def made(value: Any) -> Any:
    """A drawn answer with everything hostile in it made."""
    if isinstance(value, Make):
        return HOSTILE[value]()
    if isinstance(value, list | tuple):
        return type(value)(made(item) for item in value)
    if isinstance(value, dict):
        return {key: made(item) for key, item in value.items()}
    return value


hostile_objects = st.sampled_from([Make(name) for name in HOSTILE])
leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.complex_numbers(),
    st.text(alphabet=st.characters()),  # surrogates, too
    st.binary(),
    hostile_objects,
    hnp.arrays(hnp.scalar_dtypes(), hnp.array_shapes(min_dims=0, min_side=0, max_side=3)),
)
answers = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, min_size=2, max_size=3).map(tuple),
        st.dictionaries(st.text(max_size=2), inner, max_size=2),
    ),
    max_leaves=6,
)
ERRORS: dict[str, Callable[[], BaseException]] = {
    "hostile": HostileError,
    "text that cannot be encoded": lambda: ValueError("\ud800 \x00"),
    "exit": lambda: SystemExit(Hostile()),
    "generator": GeneratorExit,
    "recursion": RecursionError,
    "memory": MemoryError,
    "stop": lambda: StopIteration(Hostile()),
    "unicode": lambda: UnicodeDecodeError("utf-8", b"x", 0, 1, "\ud800"),
    "group": lambda: ExceptionGroup("several", [HostileError()]),
    "base": BaseException,
}


def is_answered(verdict: Verdict) -> None:
    """It is a plain wrong, said in one line that can be written anywhere."""
    assert verdict.status == "wrong"
    assert verdict.message.endswith(".")
    assert "\n" not in verdict.message
    assert len(verdict.message) < 1500
    (verdict.message + verdict.printed).encode("utf-8")


@pytest.mark.parametrize("name", HOSTILE)
def test_each_hostile_object_is_answered(name: str) -> None:
    for one in EXERCISES:
        is_answered(judge(one, lambda *arguments: HOSTILE[name]()))
        is_answered(judge(one, lambda *arguments: [HOSTILE[name]()] * 2))
        is_answered(judge(one, lambda *arguments: (HOSTILE[name](),) * 3))
        is_answered(judge(one, HOSTILE[name]()))


@settings(max_examples=150, deadline=None)
@given(one=st.sampled_from(EXERCISES), answer=answers)
def test_any_returned_object_is_answered(one: Exercise, answer: object) -> None:
    is_answered(judge(one, lambda *arguments: made(answer)))


@settings(max_examples=60, deadline=None)
@given(
    one=st.sampled_from(EXERCISES),
    name=st.sampled_from(list(ERRORS)),
    text=st.text(alphabet=st.characters()),
)
def test_any_exception_and_print_is_answered(one: Exercise, name: str, text: str) -> None:
    def answer(*arguments: object) -> None:
        print(text)
        print(text, file=sys.stderr)
        warnings.warn(RuntimeWarning(HostileText("x")), stacklevel=1)
        raise ERRORS[name]()

    is_answered(judge(one, answer))


@settings(max_examples=60, deadline=None)
@given(one=st.sampled_from(EXERCISES), value=leaves, after=answers)
def test_any_change_of_the_arguments_is_answered(one: Exercise, value: Any, after: object) -> None:
    def answer(*arguments: Any) -> object:
        for argument in arguments:
            if isinstance(argument, list):
                argument[:] = [made(value), argument]
            elif isinstance(argument, np.ndarray):
                argument.resize((7,), refcheck=False)
        return made(after)

    is_answered(judge(one, answer))


@settings(max_examples=60, deadline=None)
@given(function=answers)
def test_anything_in_place_of_the_function_is_answered(function: object) -> None:
    is_answered(judge(EXERCISES[0], made(function)))


# ----------------------------------------------------------------------- what the messages say


def exit_early(x: np.ndarray) -> np.ndarray:
    sys.exit()


def recurse(x: np.ndarray) -> np.ndarray:
    return recurse(x)


def misspell(x: np.ndarray) -> np.ndarray:
    return np.logp(x)  # type: ignore[attr-defined, no-any-return]


def print_only(x: np.ndarray) -> None:
    print("x is", x)


def take_none() -> None:
    pass


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (exit_early, r"softplus\(\[-1.099, 1.099\]\) called exit\(\) at `sys.exit\(\)`, expected"),
        (recurse, r"raised RecursionError \(maximum recursion depth .*\) at `return recurse"),
        (misspell, r"raised AttributeError \(.*logp.*\) at `return np.logp\(x\)"),
        (print_only, r"gave None \(is a return missing\?\), expected an array of shape \(2,\)"),
        (take_none, r"raised TypeError \(take_none\(\) takes 0 positional arguments"),
        (lambda x: 0.28, r"gave the number 0.28, expected an array of shape \(2,\)"),
        (lambda x: [0.28], r"gave the list \[0.28\], expected an array of shape \(2,\)"),
        (lambda x: (x, x), r"gave the tuple \(\[-1.099, 1.099\], \[.*\]\), expected an array"),
        (lambda x: x[None], r"gave shape \(1, 2\), expected shape \(2,\)"),
        (lambda x: x > 0, r"gave dtype bool, expected dtype float64"),
        (lambda x: x * np.nan, r"gave \[nan, nan\], expected \[0.2877, 1.386\]"),
        (lambda x: x.astype(object), r"gave dtype object, expected dtype float64"),
        (lambda x: np.log1p(np.exp(x)) + 1e-6, r"gave \[0.28768307, .*\], expected \[0.28768207, "),
        (lambda x: np.matrix(x), r"gave a matrix object, expected an array"),
        (lambda x: (i for i in x), r"gave a generator object, expected an array"),
        (3, r"needs the function softplus itself, .* but it was given the number 3"),
    ],
)
@pytest.mark.filterwarnings("ignore:the matrix subclass")
def test_message_names_input_what_came_and_what_was_expected(answer: Any, message: str) -> None:
    verdict = judge(get("01.2"), answer)
    is_answered(verdict)
    assert re.search(message, verdict.message), verdict.message


def test_a_changed_argument_is_named_beside_a_wrong_value() -> None:
    one = get("01.5")
    in_place = next(wrong for wrong in one.wrong if wrong.name == "in_place")
    message = judge(one, in_place.function).message
    assert re.search(r"gave .* expected .*, and its argument s unchanged: `s \*= 1 - s`", message)


def test_what_the_answer_prints_is_kept_and_cut() -> None:
    assert judge(get("01.2"), print_only).printed == "x is [-1.09861229  1.09861229]\n"
    verdict = judge(get("01.2"), lambda x: print("x" * 10**6))
    assert len(verdict.printed) == 2000


def test_numpy_settings_of_the_reader_change_nothing() -> None:
    one = get("01.2")
    textbook = next(wrong for wrong in one.wrong if wrong.name == "both_branches")
    with np.errstate(all="ignore"):
        assert judge(one, textbook.function).mistake == "both_branches"
    with np.errstate(all="raise"):
        assert judge(one, one.reference).status == "right"


def test_a_difference_in_a_large_array_names_its_place() -> None:
    got, expected = np.zeros((10, 10)), np.zeros((10, 10))
    got[3, 4] = 0.5
    found = difference(got, expected, case())
    assert found is not None
    assert (found.came, found.wanted) == ("0.5 at index [3, 4]", "0.0")


@pytest.mark.parametrize(
    ("got", "expected", "same"),
    [
        (1, 1.0, True),  # a whole number where a float is expected
        (1.0, 1, False),
        (True, 1, False),
        (np.int32(3), 3, True),
        (np.array(3), 3, True),
        (np.array([3], dtype=np.int32), np.array([3]), True),
        (np.array([1.0], dtype=np.float32), np.array([1.0]), False),
        ([1, 2.0], (1, 2.0), True),
        ([1], (1, 2), False),
        (np.nan, np.nan, True),
        (np.inf, -np.inf, False),
        (1e308, -1e308, False),
        (10**400, 1.0, False),
        ("a", "a", True),
        (None, None, True),
        (0.0, None, False),
    ],
)
def test_what_counts_as_equal(got: object, expected: object, same: bool) -> None:
    assert (difference(got, expected, case()) is None) == same


def test_values_are_shown_short_and_plain() -> None:
    assert show(np.arange(3, dtype=np.float32)) == "float32 [0.0, 1.0, 2.0]"
    assert show(np.zeros((4, 5))) == "an array of shape (4, 5)"
    assert show(list(range(20))) == "[0, 1, 2, 3, 4, 5, 6, 7, ...]"
    assert show((1,)) == "(1,)"
    assert show(endless) == "[[[a list object]]]"
    assert show("x" * 100).endswith("...")


def test_a_verification_that_fails_is_answered() -> None:
    def one_case() -> Any:
        yield Case((1,), ModuleType("anything"), "", None, 0.0, verify=lambda value: value.missing)

    one = get("05.1")
    changed = Exercise(**{**vars(one), "cases": one_case})
    verdict = judge(changed, lambda sizes: 3)
    assert "something could not be examined (AttributeError in the number 3)" in verdict.message


# ---------------------------------------------------------------------------------- time limit


def loop(x: np.ndarray) -> None:
    while True:
        pass


def loop_and_swallow(x: np.ndarray) -> None:
    for _ in range(3):
        try:
            while True:
                pass
        except BaseException:
            pass
    while True:
        pass


@pytest.mark.parametrize("answer", [loop, loop_and_swallow])
def test_an_endless_loop_is_stopped(answer: Callable[..., Any]) -> None:
    verdict = judge(get("01.2"), answer, seconds=0.1)
    is_answered(verdict)
    assert "did not finish within 0.1 seconds" in verdict.message


def test_somebody_elses_alarm_still_rings() -> None:
    rung = []
    handler = signal.signal(signal.SIGALRM, lambda *arguments: rung.append(True))
    signal.setitimer(signal.ITIMER_REAL, 0.2)
    try:
        with time_limit(5):
            pass
        deadline = time.monotonic() + 5
        while not rung and time.monotonic() < deadline:
            time.sleep(0.02)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler)
    assert rung


def test_outside_the_main_thread_there_is_no_limit_but_a_verdict() -> None:
    verdicts: list[Verdict] = []
    one = get("01.2")
    thread = threading.Thread(target=lambda: verdicts.append(judge(one, one.reference)))
    thread.start()
    thread.join()
    assert verdicts[0].status == "right"


def test_the_reader_can_interrupt() -> None:
    def interrupted(x: np.ndarray) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(5)

    with pytest.raises(KeyboardInterrupt):
        judge(get("01.2"), interrupted)
