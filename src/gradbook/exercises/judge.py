"""Runs a reader's function on an exercise's cases and says, in one sentence, what is wrong.

Whatever the function does (print, exit, raise, recurse, change its input, return an object
whose methods misbehave), it receives a verdict. No method of a returned object is ever called
unless its type is exactly one that is known.
"""

import contextlib
import io
import linecache
import re
import signal
import threading
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from types import FrameType, FunctionType
from typing import Any, Literal

import numpy as np

from gradbook.exercises.kit import FROM_SOLUTION, Case, Exercise, Wrong

SECONDS = 10.0
"""How long all calls of the reader's function may take together."""

INTS = (int, *(np.dtype(code).type for code in "bBhHiIlLqQ"))
FLOATS = (float, np.float16, np.float32, np.float64, np.longdouble)
BOOLS = (bool, np.bool_)
TEXTS = (str,)
NONES = (type(None),)
LISTS = (tuple, list)
LITERAL_SIZE = 8
"""Arrays of at most this many entries are shown in full."""


@dataclass(frozen=True)
class Verdict:
    """What the check found."""

    status: Literal["right", "wrong", "unsolved"]
    message: str
    """One sentence."""
    printed: str = ""
    """What the function printed on the last case, shortened."""
    mistake: str = ""
    """Name of the stored wrong answer that was recognized, if one was."""


@dataclass
class Outcome:
    """What one call did."""

    value: Any = None
    raised: str = ""
    """What was raised, in words."""
    line: str = ""
    """The line of the reader's code that raised it."""
    kind: type | None = None
    """Type of what was raised."""
    changed: str = ""
    """Name of a parameter whose argument was changed in place."""
    warning: str = ""
    """NumPy's first warning."""
    printed: str = ""


class TimeUpError(BaseException):
    """The time limit has passed; not an ``Exception``, so that ``except Exception`` lets it by."""


def judge(exercise: Exercise, function: object, seconds: float = SECONDS) -> Verdict:
    """Check a reader's function; stops at the first case that goes wrong.

    The time limit works in the main thread on POSIX systems; elsewhere a function that never
    returns must be interrupted by hand. A function that catches every ``BaseException`` in a loop
    cannot be stopped from inside its own process: the terminal's ``gradbook check`` ends that, too.

    Args:
        exercise: what to check against.
        function: the reader's function (anything else is answered).
        seconds: time limit for all calls together.

    Raises:
        KeyboardInterrupt: the reader interrupted the check.
    """
    if not callable(function):
        return Verdict(
            "wrong",
            f"The check needs the function {exercise.function} itself, without parentheses "
            f"after its name, but it was given {describe(function)}.",
        )
    deadline = time.monotonic() + seconds
    history: list[tuple[Case, Outcome]] = []
    for case in exercise.cases():
        outcome = call(function, case, exercise.parameters, deadline - time.monotonic())
        if outcome.kind is not None and issubclass(outcome.kind, NotImplementedError):
            return Verdict("unsolved", "not solved yet", outcome.printed)
        if outcome.kind is TimeUpError:
            outcome.raised = f"did not finish within {seconds:g} seconds"
        history.append((case, outcome))
        fault = find_fault(exercise, case, outcome)
        if fault:
            wrong = recognize(exercise, history)
            sentence = f"{fault}: {wrong.diagnosis}." if wrong else f"{fault}."
            name = wrong.name if wrong else ""
            return Verdict("wrong", sentence, outcome.printed, name)
    return Verdict("right", f"{exercise.function} is right in all {len(history)} cases.")


def recognize(exercise: Exercise, history: list[tuple[Case, Outcome]]) -> Wrong | None:
    """The stored wrong answer that behaves as the reader's on every case so far, if one does."""
    for wrong in exercise.wrong:
        if all(
            same(call(wrong.function, case, exercise.parameters, SECONDS), outcome, case)
            for case, outcome in history
        ):
            return wrong
    return None


def same(one: Outcome, other: Outcome, case: Case) -> bool:
    """Whether two calls did the same, apart from what they printed."""
    case = replace(case, verify=None)  # compare values even where many are right
    return (
        one.kind is other.kind
        and one.raised == other.raised
        and one.changed == other.changed
        and bool(one.warning) == bool(other.warning)
        and difference(one.value, other.value, case) is None
    )


# ---------------------------------------------------------------------------------- one call


def call(
    function: Callable[..., Any], case: Case, parameters: list[str], seconds: float
) -> Outcome:
    """Call a function on copies of a case's arguments and note all it does.

    Raises:
        KeyboardInterrupt: the reader interrupted the call.
    """
    outcome = Outcome()
    arguments = deepcopy(case.arguments)
    screen = Screen()
    with (
        contextlib.redirect_stdout(screen),
        contextlib.redirect_stderr(screen),
        warnings.catch_warnings(record=True) as caught,
        np.errstate(all="warn", under="ignore"),
    ):
        warnings.simplefilter("always")
        try:
            with time_limit(seconds):
                outcome.value = function(*arguments)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            outcome.kind = type(error)
            outcome.raised = describe_error(error)
            if type(function) is FunctionType:
                outcome.line = failing_line(error, function.__code__.co_filename)
    outcome.printed = screen.text
    for name, before, after in zip(parameters, case.arguments, arguments, strict=False):
        if supported(before) and difference(after, before, EXACT) is not None:
            outcome.changed = outcome.changed or name
    for warning in caught:
        if issubclass(type(warning.message), RuntimeWarning):
            outcome.warning = outcome.warning or text_of(warning.message) or "RuntimeWarning"
    return outcome


EXACT = Case((), None, "", rtol=0.0, atol=0.0, verify=None)


class Screen(io.TextIOBase):
    """Keeps the first 2,000 characters of what is printed, and forgets the rest."""

    def __init__(self) -> None:
        self.text = ""

    def writable(self) -> bool:
        """It can be written to, as ``print`` asks."""
        return True

    def write(self, text: str) -> int:
        """Keep what there is room for."""
        self.text += clean(str.__getitem__(text, slice(2000 - len(self.text))))
        return str.__len__(text)


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise ``TimeUpError`` in the block after some time, where the system can (see ``judge``)."""
    in_main_thread = threading.current_thread() is threading.main_thread()
    if not hasattr(signal, "setitimer") or not in_main_thread:
        yield
        return

    def ring(number: int, frame: FrameType | None) -> None:
        raise TimeUpError

    started = time.monotonic()
    handler = signal.signal(signal.SIGALRM, ring)
    # Rings again and again, for a function that swallows the first exception.
    remaining, interval = signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.001), 0.1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler)
        if remaining:  # somebody else's alarm, for example a test's
            left = max(remaining - (time.monotonic() - started), 0.001)
            signal.setitimer(signal.ITIMER_REAL, left, interval)


# ------------------------------------------------------------------------------ what is wrong


@dataclass(frozen=True)
class Difference:
    """What came and what was wanted, in words."""

    came: str
    wanted: str


def find_fault(exercise: Exercise, case: Case, outcome: Outcome) -> str:
    """Say what is wrong with one call, without a full stop; an empty string where nothing is."""
    expected = case.expected
    if expected is FROM_SOLUTION:
        expected = call(exercise.reference, case, exercise.parameters, SECONDS).value
    named = zip(exercise.parameters, case.arguments, strict=True)
    what = f"{exercise.function}({', '.join(show_argument(*pair) for pair in named)})"
    if case.why:
        what = f"For {case.why}, {what}"
    if outcome.kind is not None:
        where = f" at `{outcome.line}`" if outcome.line else ""
        return f"{what} {outcome.raised}{where}, expected {show(expected)}"
    if supported(expected) or not case.verify:
        found = difference(outcome.value, expected, case)
        if found:
            missing = " (is a return missing?)" if outcome.value is None else ""
            changed = f", and its argument {outcome.changed} unchanged" if outcome.changed else ""
            return f"{what} gave {found.came}{missing}, expected {found.wanted}{changed}"
    if case.verify:
        complaint = verify(case.verify, outcome.value)
        if complaint:
            return f"{what} gave a result in which {complaint}"
    if outcome.changed:
        return (
            f"{what} gave the right value but changed its argument {outcome.changed} in place, "
            "expected it to be left as it was"
        )
    if outcome.warning:
        return (
            f'{what} gave the right value, but NumPy warned "{outcome.warning}", '
            "expected no warning"
        )
    return ""


def verify(verify: Callable[[Any], str], value: object) -> str:
    """Ask an exercise's own test about a value that may be of any type."""
    try:
        return verify(value)
    except Exception as error:
        return f"something could not be examined ({type_name(error)} in {describe(value)})"


def supported(expected: object) -> bool:
    """Whether ``difference`` can compare with this value."""
    if has_type(expected, LISTS):
        return all(supported(item) for item in expected)  # type: ignore[attr-defined]
    return has_type(expected, (np.ndarray, *INTS, *FLOATS, *BOOLS, *TEXTS, *NONES))


def has_type(value: object, kinds: Iterable[type]) -> bool:
    """Whether a value's type is exactly one of these; ``==`` is the metaclass's, so not asked."""
    return any(type(value) is kind for kind in kinds)


def difference(got: Any, expected: Any, case: Case, where: str = "") -> Difference | None:
    """How a value differs from a supported expected one, or None where it does not.

    Types are compared first, then shapes, then dtypes, then (without ``case.verify``) values.
    """
    if type(got) is np.ndarray and got.shape == () and got.dtype.kind in "fiub":
        got = got[()]
    if has_type(expected, LISTS):
        if not has_type(got, LISTS):
            return Difference(describe(got) + where, describe(expected))
        if len(got) != len(expected):
            return Difference(f"{len(got)} items{where}", f"{len(expected)}")
        for index, (one, other) in enumerate(zip(got, expected, strict=True)):
            found = difference(one, other, case, f" as item {index} of the result{where}")
            if found:
                return found
        return None
    if type(expected) is np.ndarray and expected.shape:
        return array_difference(got, expected, case, where)
    if type(expected) is np.ndarray:
        expected = expected[()]
    for kinds in (BOOLS, INTS, FLOATS, TEXTS, NONES):
        if has_type(expected, kinds):
            if not has_type(got, (*kinds, *INTS) if kinds is FLOATS else kinds):
                return Difference(describe(got) + where, describe(expected))
            if case.verify or equal(got, expected, case):
                return None
            return Difference(*show_apart(got, expected, where))
    return Difference(describe(got) + where, describe(expected))  # an expected type unheard of


def array_difference(got: Any, expected: Any, case: Case, where: str) -> Difference | None:
    """``difference`` for an expected array of one axis or more."""
    if type(got) is not np.ndarray:
        return Difference(describe(got) + where, f"an array of shape {expected.shape}")
    if got.shape != expected.shape:
        return Difference(f"shape {got.shape}{where}", f"shape {expected.shape}")
    kinds = got.dtype.kind, expected.dtype.kind
    both_whole = kinds[0] in "iu" and kinds[1] in "iu"
    if got.dtype != expected.dtype and not both_whole:
        return Difference(f"dtype {got.dtype}{where}", f"dtype {expected.dtype}")
    if case.verify:
        return None
    right = close(got, expected, case) if kinds[1] == "f" else got == expected
    if right.all():
        return None
    if got.size <= LITERAL_SIZE:
        return Difference(*show_apart(got, expected, where))
    index = tuple(int(i) for i in np.argwhere(~right)[0])
    at = f" at index {list(index)}{where}"
    return Difference(*show_apart(got[index], expected[index], at))


def equal(got: Any, expected: Any, case: Case) -> bool:
    """Whether two values of known scalar types are equal, floats within the tolerance."""
    if not has_type(expected, FLOATS):
        return bool(got == expected)
    if has_type(got, INTS):
        if abs(int(got)) > 2**1000:
            return False  # would overflow as a float
        got = float(got)
    return bool(close(got, np.asarray(expected), case))


def close(got: Any, expected: Any, case: Case) -> Any:
    """Entry by entry, whether floats are equal within the case's tolerance; NaN equals NaN."""
    rtol = case.rtol
    if rtol is None:
        rtol = 1e-5 if expected.dtype in (np.float32, np.float16) else 1e-7
    with np.errstate(all="ignore"):
        return np.isclose(got, expected, rtol=rtol, atol=case.atol, equal_nan=True)


# ------------------------------------------------------------------------------------ in words


def show(value: Any, digits: int = 4, depth: int = 3) -> str:
    """A short text of a value; anything but plain numbers, text and containers is only named."""
    if has_type(value, FLOATS):
        text = f"{float(value):.{digits}g}"
        return f"{text}.0" if re.fullmatch(r"-?\d+", text) else text
    if has_type(value, INTS):
        return str(value) if abs(int(value)) < 10**18 else "a huge integer"
    if has_type(value, BOOLS) or value is None:
        return str(value)
    if type(value) is str:
        return repr(value) if len(value) <= 60 else f"{value[:57]!r}..."
    if type(value) is np.ndarray:
        if 0 < value.size <= LITERAL_SIZE and value.dtype.kind in "fiub":
            dtype = "" if value.dtype in (np.float64, np.int64, np.bool_) else f"{value.dtype} "
            return dtype + show(value.tolist(), digits, depth)
        return f"an array of shape {value.shape}"
    if has_type(value, LISTS) and depth:
        items = [show(item, digits, depth - 1) for item in value[:LITERAL_SIZE]]
        more = ["..."] if len(value) > LITERAL_SIZE else []
        inside = ", ".join(items + more)
        if type(value) is list:
            return f"[{inside}]"
        return f"({inside},)" if len(value) == 1 else f"({inside})"
    return f"a {type_name(value)} object"


def show_argument(name: str, argument: Any) -> str:
    """A short text of a case's argument: its value, or what it or its parameter is called."""
    return show(argument) if supported(argument) else str(getattr(argument, "__name__", name))


def show_apart(got: Any, expected: Any, where: str) -> tuple[str, str]:
    """Texts of two different values, with as many digits as it takes to see the difference."""
    for digits in (4, 8, 17):
        came, wanted = show(got, digits), show(expected, digits)
        if came != wanted:
            break
    return came + where, wanted


def describe(value: Any) -> str:
    """A short text of a value with its type, for a value of another type than expected."""
    if type(value) is np.ndarray:
        return f"an array of shape {value.shape}"
    if has_type(value, LISTS):
        return f"the {type_name(value)} {show(value)}"
    if has_type(value, INTS + FLOATS):
        return f"the number {show(value)}"
    return show(value)


def describe_error(error: BaseException) -> str:
    """What was raised, in words."""
    if issubclass(type(error), SystemExit):
        return "called exit()"
    name, text = type_name(error), text_of(error)
    return f"raised {name} ({text})" if text else f"raised {name}"


def failing_line(error: BaseException, file: str) -> str:
    """The last line of the reader's own file that an exception passed, or an empty string."""
    line, trace = "", error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == file:
            line = linecache.getline(file, trace.tb_lineno).strip()
        trace = trace.tb_next
    return line[:80]


def text_of(error: object) -> str:
    """What an exception or warning says, on one short line; its ``__str__`` may do anything."""
    try:
        return clean(" ".join(str(error).split())[:160])
    except BaseException:
        return ""


def type_name(value: object) -> str:
    """The name of a value's type, whatever its metaclass says."""
    return clean(str(type.__dict__["__name__"].__get__(type(value)))[:60])


def clean(text: str) -> str:
    """A text that can be written anywhere: no lone surrogates."""
    return text.encode("utf-8", "backslashreplace").decode()
