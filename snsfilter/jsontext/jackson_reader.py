"""What Jackson, the JSON parser of Event Ruler and of SNS, reads of a text, and where it stops.

It is asked about texts that ``loading`` and ``placing`` refuse, for the words in which AWS refuses them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from snsfilter.jsontext.jackson import JacksonFault
from snsfilter.jsontext.jackson_numbers import read_number
from snsfilter.jsontext.jackson_tokens import Source, Stop, stop, too_long
from snsfilter.jsontext.values import MAX_DEPTH, Members, NumberLiteral

__all__ = ["Broken", "Reader", "jackson_fault", "truncated"]


@dataclass(frozen=True, slots=True)
class Broken:
    """Stands in a decoded text for what Jackson can't read: the last child of every container that isn't closed.

    Jackson reads a token at a time, and a fault shows when the token that holds it is asked for.
    With a member's name it reads the colon and the start of the value, too: a bracket, the opening quote of a string,
    or the whole of a number or word.  So three kinds of place can be broken:

    * The next token: an element, or a member that hasn't got as far as its value, or the closing bracket, or the comma
      before them.  In an object it is a member whose name is ``""`` and means nothing (*named* is false).
    * A string value (*is_string*) whose content is at fault.  That it is a string is known.  Jackson stops when its
      content is asked for or, at the latest, with the next token; both say the same.
    * The value of a member (*named*) that starts as it should but opens one level too many.

    Attributes:
        fault: what Jackson says; ``None`` for a text without any value, where it says that there are no more tokens.
        named: whether it is the value of a member whose name was read.
        is_string: whether the token is known to be a string.
    """

    fault: JacksonFault | None
    named: bool = False
    is_string: bool = False


def jackson_fault(text: str, *, sns: bool = False) -> JacksonFault | None:
    """Return the first fault that Jackson meets when it reads *text*, or ``None`` when it meets none.

    Text behind the first complete value isn't read: Event Ruler doesn't ask for it, and neither does an
    ``ObjectMapper`` by default, which is what SNS is taken to use (inferred).
    A number that is the whole document is an exception, as Jackson wants white space behind it.
    A text without any value is no fault of JSON: Jackson answers that there are no more tokens, and it is for the
    policy's parser to say that the policy isn't an object.

    Args:
        text: any text.
        sns: whether to answer as SNS does when it reads a policy, rather than Event Ruler.  Recorded answers of SNS
            fit an ``ObjectMapper`` of Jackson 2.16 to 2.20, and none tells these apart; 2.18 speaks here (inferred).
            Event Ruler brings Jackson 2.21 or newer.  They differ in the place of an unknown word, and in the words
            for a closing bracket that nothing opens, for a record separator (U+001E), and for ``{"key":}``.
    """
    return truncated(text, sns=sns)[1]


def truncated(text: str, *, sns: bool = False) -> tuple[object, JacksonFault | None]:
    """Return what Jackson reads of *text* before it meets a fault, and the fault.

    The value is as :func:`~snsfilter.jsontext.load_policy` returns it, with :class:`Broken` where reading stops.

    Args:
        text: any text.
        sns: see :func:`jackson_fault`.
    """
    source = Source.of(text, sns=sns)
    reader = Reader(source)
    try:
        reader.read()
    except Stop as stopped:
        fault = source.outward(stopped.fault)
        return reader.broken(fault), fault
    return reader.root, None


@dataclass(slots=True)
class _Open:
    """A container that isn't closed yet, and the unit at which it opens."""

    children: Members | list[object]
    start: int

    @property
    def kind(self) -> str:
        """What Jackson calls it."""
        return "Object" if isinstance(self.children, Members) else "Array"

    @property
    def closing(self) -> str:
        """The mark that closes it."""
        return "}" if isinstance(self.children, Members) else "]"


_WORDS = {"t": ("true", True), "f": ("false", False), "n": ("null", None)}


@dataclass(slots=True)
class Reader:
    """The state of a reading: where it is, what is open, and what is known of the value that is being read."""

    source: Source
    at: int = 0
    root: object = field(default_factory=lambda: Broken(None))
    opened: list[_Open] = field(default_factory=list)
    name: str | None = None
    """The name of the member whose value is being read, once Jackson has read the start of the value."""
    in_string: bool = False

    def read(self) -> None:
        """Read the first value of the text.

        Raises:
            Stop: Jackson stops here.
        """
        self._read_next()
        while self.opened:
            self._read_next()

    def broken(self, fault: JacksonFault) -> object:
        """Return the value so far, with a mark on every container that isn't closed."""
        if not self.opened:
            return Broken(fault, is_string=self.in_string)
        self._add(Broken(fault, named=self.name is not None, is_string=self.in_string))
        self.name = None
        del self.opened[-1]
        while self.opened:
            self._add(Broken(fault))
            del self.opened[-1]
        return self.root

    def _add(self, value: object) -> None:
        if not self.opened:
            self.root = value
        elif isinstance(children := self.opened[-1].children, Members):
            children.append((self.name or "", value))
        else:
            children.append(value)

    def _read_next(self) -> None:
        """Read a member, an element, a closing bracket, or as much of them as comes before the next opening one."""
        self.at = self.source.space(self.at)
        mark = self.source.units[self.at : self.at + 1]
        if mark == "":
            self._end()
        elif mark in "]}":
            self._close(mark)
        else:
            name = self._read_ahead(self.opened[-1], mark) if self.opened else None
            self._read_value(name)

    def _end(self) -> None:
        if self.opened:
            container = self.opened[-1]
            words = f"Unexpected end-of-input: expected close marker for {container.kind} (start marker at "
            raise Stop(JacksonFault(words, self.at, container.start, ")"))

    def _close(self, mark: str) -> None:
        if not self.opened:
            raise self._nothing_open(mark)
        container = self.opened[-1]
        if mark != container.closing:
            words = (
                f"Unexpected close marker '{mark}': expected '{container.closing}' (for {container.kind} starting at "
            )
            raise Stop(JacksonFault(words, self.at, container.start, ")"))
        del self.opened[-1]
        self.at += 1

    def _nothing_open(self, mark: str) -> Stop:
        if self.source.sns:
            other = "]" if mark == "}" else "}"
            words = f"Unexpected close marker '{mark}': expected '{other}' (for root starting at "
            return Stop(JacksonFault(words, self.at, -1, ")"))
        kind = "Object" if mark == "}" else "Array"
        return stop(f"Unexpected close marker '{mark}': no open {kind} to close", self.at)

    def _read_ahead(self, container: _Open, mark: str) -> str | None:
        """Read what stands before the value, the comma, the name and the colon, and return the name if there is one."""
        if container.children:
            if mark != ",":
                raise self.source.unexpected(self.at, f": was expecting comma to separate {container.kind} entries")
            mark = self._skip(self.at + 1, container)
        if not isinstance(container.children, Members):
            return None
        if mark != '"':
            raise self.source.unexpected(self.at, ": was expecting double-quote to start field name")
        name, self.at = self.source.name(self.at + 1)
        if self._skip(self.at, container) != ":":
            raise self.source.unexpected(self.at, ": was expecting a colon to separate field name and value")
        self._skip(self.at + 1, container)
        return name

    def _skip(self, at: int, container: _Open) -> str:
        self.at = self.source.space(at)
        if self.at == len(self.source.units):
            raise stop(f"Unexpected end-of-input within/between {container.kind} entries", self.at)
        return self.source.units[self.at]

    def _read_value(self, name: str | None) -> None:
        """Read a scalar or an opening bracket."""
        start, mark = self.at, self.source.units[self.at]
        if mark in "[{":
            self.name = name
            self._open(mark, start)
        elif mark == '"':
            self.name, self.in_string = name, True
            content, self.at = self.source.string(start + 1)
            self._add(content)
            self.in_string = False
        else:
            value = self._scalar(mark, start)
            self.name = name
            self._add(value)
        self.name = None

    def _open(self, mark: str, start: int) -> None:
        depth = len(self.opened) + 1
        if depth > MAX_DEPTH:
            raise too_long("Document nesting depth", depth, MAX_DEPTH, "getMaxNestingDepth", start)
        children: Members | list[object] = Members() if mark == "{" else []
        self._add(children)
        self.opened.append(_Open(children, start))
        self.at = start + 1

    def _scalar(self, mark: str, start: int) -> object:
        if mark in _WORDS:
            word, value = _WORDS[mark]
            self.at = self.source.word(word, start, start + 1)
            return value
        if mark in "-0123456789":
            self.at = read_number(self.source, start, root=not self.opened)
            return NumberLiteral(self.source.units[start : self.at])
        asked_for_name = self.source.sns and self.opened and isinstance(self.opened[-1].children, Members)
        if mark == "}" and not asked_for_name:
            raise self.source.unexpected(start, ": expected a value")
        raise self.source.odd(start)
