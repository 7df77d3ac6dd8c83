"""What Jackson, the JSON parser of Event Ruler and of SNS, reads of a text, and where it stops.

It is asked about texts that the other readers refuse, for the words in which AWS refuses them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from snsfilter.jsontext.jackson.cut import CutOffError, CutString, break_off
from snsfilter.jsontext.jackson.numbers import read_number
from snsfilter.jsontext.jackson.tokens import Source, Stop, stop, too_long
from snsfilter.jsontext.jackson.words import JacksonFault
from snsfilter.jsontext.placing import DEEPEST_PLACE, Document
from snsfilter.jsontext.values import MAX_DEPTH, Members, NumberLiteral

__all__ = ["cut_off", "jackson_fault"]


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
    return _Reader(Source.of(text, sns=sns), deepest=0).read()


def cut_off(text: str) -> Document:
    """Return what Jackson reads of *text* until a fault stops it, with the places of what was read.

    Jackson reads a token at a time, and a fault shows when the token that holds it is asked for.
    With a member's name it reads the colon and the start of the value, too: a bracket, the opening quote of a string,
    or the whole of a number or word.  So the value is as :func:`~snsfilter.jsontext.load_policy` returns it, except:

    * Containers that aren't closed are :class:`CutMembers` and :class:`CutList`.  A member of which Jackson hasn't read
      the start of the value, or whose value opens one level too many, is left out.
    * A string whose content is at fault is a :class:`CutString`.  That it is a string is known.  Jackson stops when its
      content is asked for or, at the latest, with the next token; both say the same.
    * Of a text without any value, the value is ``None`` at its end.

    What breaks off ends, by its place, behind its opening bracket or quote.

    Raises:
        CutOffError: Jackson can't read the first token.
    """
    source = Source.of(text, sns=False)
    reader = _Reader(source, DEEPEST_PLACE)
    fault = reader.read()
    if fault is not None:
        reader.cut(fault)
    end = len(source.units)
    places = reader.places or {(): (end, end, end)}
    if source.wide:
        offset = source.offset
        places = {trail: (offset(name), offset(start), offset(end)) for trail, (name, start, end) in places.items()}
    return Document(text, reader.root, places)


@dataclass(slots=True)
class _Open:
    """A container that isn't closed yet: its trail, the units at which its name and it start, its children so far."""

    children: Members | list[object]
    trail: tuple[int, ...]
    name_start: int
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
class _Reader:
    """The state of a reading: where it is, what it has read, and what is open."""

    source: Source
    deepest: int  # how deep places are kept
    at: int = 0
    root: object = None
    opened: list[_Open] = field(default_factory=list)
    places: dict[tuple[int, ...], tuple[int, int, int]] = field(default_factory=dict)
    """As a :class:`Document` has them, in UTF-16 units; the root's is there as soon as Jackson has a first token."""

    def read(self) -> JacksonFault | None:
        """Read the first value of the text, and return the fault at which Jackson stops, if it does."""
        try:
            self._read_next()
            while self.opened:
                self._read_next()
        except Stop as stopped:
            return self.source.outward(stopped.fault)
        return None

    def cut(self, fault: JacksonFault) -> None:
        """Let the containers that are open break off with *fault*.

        Raises:
            CutOffError: nothing was read.
        """
        if not self.places:
            raise CutOffError(fault)
        if self.opened:
            self.root = break_off([container.children for container in self.opened], fault)

    def _add(self, name: str | None, value: object) -> None:
        if not self.opened:
            self.root = value
        else:
            children = self.opened[-1].children
            children.append((name, value) if isinstance(children, Members) else value)  # type: ignore[arg-type]  # as its type says

    def _place(self, trail: tuple[int, ...], name_start: int, start: int) -> None:
        """Keep the place of the value that ends here; *trail* counts only where it isn't too deep."""
        if len(self.opened) <= self.deepest:
            self.places[trail] = (name_start, start, self.at)

    def _trail(self) -> tuple[int, ...]:
        """Return the trail of the next value; deep down none is kept, for it would cost more than the text."""
        if 0 < len(self.opened) <= self.deepest:
            return (*self.opened[-1].trail, len(self.opened[-1].children))
        return ()

    def _read_next(self) -> None:
        """Read a member, an element, a closing bracket, or as much of them as comes before the next opening one."""
        self.at = self.source.space(self.at)
        mark = self.source.units[self.at : self.at + 1]
        if mark == "":
            self._end()
        elif mark in "]}":
            self._close(mark)
        else:
            name, name_start = self._read_ahead(self.opened[-1], mark) if self.opened else (None, self.at)
            self._read_value(name, name_start)

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
        self._place(container.trail, container.name_start, container.start)

    def _nothing_open(self, mark: str) -> Stop:
        if self.source.sns:
            other = "]" if mark == "}" else "}"
            words = f"Unexpected close marker '{mark}': expected '{other}' (for root starting at "
            return Stop(JacksonFault(words, self.at, -1, ")"))
        kind = "Object" if mark == "}" else "Array"
        return stop(f"Unexpected close marker '{mark}': no open {kind} to close", self.at)

    def _read_ahead(self, container: _Open, mark: str) -> tuple[str | None, int]:
        """Read the comma, the name and the colon before the value; return the name, if any, and where they start."""
        if container.children:
            if mark != ",":
                raise self.source.unexpected(self.at, f": was expecting comma to separate {container.kind} entries")
            mark = self._skip(self.at + 1, container)
        if not isinstance(container.children, Members):
            return None, self.at
        if mark != '"':
            raise self.source.unexpected(self.at, ": was expecting double-quote to start field name")
        name_start = self.at
        name, self.at = self.source.name(name_start + 1)
        if self._skip(self.at, container) != ":":
            raise self.source.unexpected(self.at, ": was expecting a colon to separate field name and value")
        self._skip(self.at + 1, container)
        return name, name_start

    def _skip(self, at: int, container: _Open) -> str:
        self.at = self.source.space(at)
        if self.at == len(self.source.units):
            raise stop(f"Unexpected end-of-input within/between {container.kind} entries", self.at)
        return self.source.units[self.at]

    def _read_value(self, name: str | None, name_start: int) -> None:
        """Read a scalar or an opening bracket."""
        trail, start, mark = self._trail(), self.at, self.source.units[self.at]
        if mark in "[{":
            children = self._open(mark)
            self._add(name, children)
            self._place(trail, name_start, start)
            self.opened.append(_Open(children, trail, name_start, start))
            return
        if mark == '"':
            self.at = start + 1
            self._place(trail, name_start, start)
            self._add(name, self._string(name))
        else:
            self._add(name, self._scalar(mark, start))
        self._place(trail, name_start, start)

    def _open(self, mark: str) -> Members | list[object]:
        depth = len(self.opened) + 1
        if depth > MAX_DEPTH:
            raise too_long("Document nesting depth", depth, MAX_DEPTH, "getMaxNestingDepth", self.at)
        self.at += 1
        return Members() if mark == "{" else []

    def _string(self, name: str | None) -> str:
        try:
            content, self.at = self.source.string(self.at)
        except Stop as stopped:
            self._add(name, CutString(self.source.outward(stopped.fault)))
            raise
        return content

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
