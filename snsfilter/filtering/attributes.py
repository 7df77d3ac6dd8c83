"""One key to the test of one attribute, which hands the message on to the test of the next key.

Each test takes attributes as most are, plain String and Number, and leaves all others to :func:`_whole`, which asks
:func:`snsfilter.message.attribute_value`.  What a key accepts says which of three tests it gets, for what needn't be
asked costs nothing.  Each reads the attribute itself: a call would cost more than it saves lines.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from snsfilter.filtering.arrays import Key, search
from snsfilter.filtering.numbers import NUMERALS, SURE_LENGTH
from snsfilter.jsontext import is_verbatim
from snsfilter.message import IGNORED, attribute_value

if TYPE_CHECKING:
    from snsfilter.filtering.predicates import Accepts

__all__ = ["AttributesTest", "attribute_test"]

AttributesTest: TypeAlias = Callable[[Mapping[str, object]], bool]
_Whole: TypeAlias = Callable[[object], bool]


def attribute_test(key: Key, then: AttributesTest | None) -> AttributesTest:
    """Return the test of the attribute that *key* names, and then of what follows; it may raise any exception."""
    name, accept = key
    strings, _, text, number, span, _, absence = accept
    if number is None:
        return _strings_test(name, accept, then)
    if span is not None and text is None and not strings and not absence:
        return _span_test(name, accept, span, then)
    return _any_test(name, accept, then)


def _whole(accept: Accepts) -> _Whole:
    """Return the whole test of an attribute that is there, whatever its spelling."""
    any_value = search([Key("", accept)])

    def whole(attribute: object) -> bool:
        value = attribute_value(attribute)
        return accept.absence if value is IGNORED else any_value({"": value})

    return whole


# To read an attribute, ask for a method first: what is no mapping then says so at once, where an iterator asked for a
# member might never end.  To the type checkers it is Any, for whatever it lacks is caught.  What needs an escape in
# JSON can't be compared with the text of an attribute as it stands.


def _strings_test(name: str, accept: Accepts, then: AttributesTest | None) -> AttributesTest:
    """Test a key that accepts no number."""
    strings, _, text, _, _, _, absence = accept
    strings, whole = frozenset(filter(is_verbatim, strings)), _whole(accept)

    def test(attributes: Mapping[str, Any]) -> bool:
        attribute = attributes.get(name)
        if attribute is None:
            if not absence or name in attributes:
                return False
            return True if then is None else then(attributes)
        try:
            kind = attribute.get("Type")
            if kind is not None:
                value = attribute["Value"]
            else:
                kind = attribute["DataType"]
                value = attribute["StringValue"]
        except (AttributeError, KeyError, TypeError):
            kind, value = None, ""
        if kind == "String":
            if value not in strings:
                if text is None:
                    if "\\" not in value or not whole(attribute):
                        return False
                elif value.isprintable() and '"' not in value and "\\" not in value:
                    if not text(value):
                        return False
                elif not whole(attribute):
                    return False
        elif kind == "Number" or not whole(attribute):
            return False
        return True if then is None else then(attributes)

    return test


def _any_test(name: str, accept: Accepts, then: AttributesTest | None) -> AttributesTest:
    """Test any key."""
    strings, others, text, number, _, _, absence = accept
    strings, whole = frozenset(filter(is_verbatim, strings)), _whole(accept)

    def test(attributes: Mapping[str, Any]) -> bool:
        attribute = attributes.get(name)
        if attribute is None:
            if not absence or name in attributes:
                return False
            return True if then is None else then(attributes)
        try:
            kind = attribute.get("Type")
            if kind is not None:
                value = attribute["Value"]
            else:
                kind = attribute["DataType"]
                value = attribute["StringValue"]
        except (AttributeError, KeyError, TypeError):
            kind, value = None, ""
        if kind == "String":
            if value in strings:
                if others and (text is None or not text(value)):
                    return False
            elif value.isprintable() and '"' not in value and "\\" not in value:
                if not others and (text is None or not text(value)):
                    return False
            elif not whole(attribute):
                return False
        elif kind == "Number" and len(value) <= SURE_LENGTH and not value.strip(NUMERALS):
            if number is None or not number(float(value)):
                return False
        elif not whole(attribute):
            return False
        return True if then is None else then(attributes)

    return test


def _span_test(name: str, accept: Accepts, span: tuple[float, float], then: AttributesTest | None) -> AttributesTest:
    """Test a key that accepts the numbers from one to another, and nothing else."""
    (lowest, highest), whole = span, _whole(accept)

    def test(attributes: Mapping[str, Any]) -> bool:
        attribute = attributes.get(name)
        if attribute is None:
            return False
        try:
            kind = attribute.get("Type")
            if kind is not None:
                value = attribute["Value"]
            else:
                kind = attribute["DataType"]
                value = attribute["StringValue"]
        except (AttributeError, KeyError, TypeError):
            kind, value = None, ""
        if kind == "Number" and len(value) <= SURE_LENGTH and not value.strip(NUMERALS):
            if not lowest <= float(value) <= highest:
                return False
        elif kind == "String" or not whole(attribute):
            return False
        return True if then is None else then(attributes)

    return test
