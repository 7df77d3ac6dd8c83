"""Event Ruler's two compilers as they read: token by token, each refusal with the place that its parser has reached.

A second opinion on the error texts, written from how Event Ruler and Jackson behave and from nothing of snsfilter's.
There is no tree and no grammar here: a compiler asks for the next token and complains about what it gets.
It takes text that is JSON; text that isn't is for ``tests/test_jackson.py``.
"""

import ipaddress
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import NoReturn

LONGEST_NUMBER = 1000
WHOLE_SOURCE = 0x8000
SHOWN = 500
RESERVED = set(
    "exactly equals-ignore-case prefix suffix anything-but exists wildcard numeric cidr = < <= > >= regex not-wildcard "
    "not-equals-ignore-case date-after date-on-or-after date-before date-on-or-before in-date-range "
    "ip-address-in-range ip-address-not-in-range".split()
)


class Refusal(Exception):
    """What a compiler says; ``retried`` if Event Ruler then asks its other compiler."""

    def __init__(self, message: str, *, retried: bool) -> None:
        super().__init__(message)
        self.message = message
        self.retried = retried


def units(text: str) -> int:
    """Count the characters of *text* as Java does."""
    return sum(2 if ord(each) > 0xFFFF else 1 for each in text)


def for_java(text: str) -> str:
    """Return *text* as Java writes it out: halves of a pair joined, a lone half as a question mark."""
    paired = re.sub(
        "([\ud800-\udbff])([\udc00-\udfff])",
        lambda pair: chr(0x10000 + ((ord(pair[1]) & 0x3FF) << 10) + (ord(pair[2]) & 0x3FF)),
        text,
    )
    return re.sub("[\ud800-\udfff]", "?", paired)


def place(text: str, offset: int) -> str:
    """Return how Jackson names the place *offset* in *text*."""
    line, start = 1, 0
    for newline in re.finditer("\r\n|\r|\n", text[:offset]):
        line, start = line + 1, newline.end()
    where = f"; line: {line}, column: {units(text[start:offset]) + 1}]"
    length = units(text)
    if length > WHOLE_SOURCE:
        return f"[Source: (StringReader){where}"
    shown, left = "", SHOWN
    for character in text:
        width = units(character)
        shown += character if width <= left else "?" if left else ""
        left = max(0, left - width)
    escaped = "".join(
        f"\\u{ord(each):04X}" if (each < " " or "\x7f" <= each <= "\x9f") and each not in "\r\n" else each
        for each in shown
    )
    cut = f"[truncated {length - SHOWN} chars]" if length > SHOWN else ""
    return f'[Source: (String)"{escaped}"{cut}{where}'


@dataclass(frozen=True)
class Token:
    """A token: a bracket, or ``name``, ``string``, ``number`` or ``word`` with its text.

    Jackson stands at *reached* when it has read it, and at *end* when it has been asked for the text of a string.
    """

    kind: str
    text: str
    reached: int
    end: int


LEXEMES = re.compile(
    r"""[ \t\r\n]*(?:
        (?P<mark>[\[\]{}:,]) | (?P<string>"(?:[^"\\]|\\.)*")
      | (?P<word>true|false|null) | (?P<number>-?[0-9][-+.0-9eE]*)
    )""",
    re.VERBOSE | re.DOTALL,
)


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of the value at the beginning of *text*."""
    lexemes, at, depth = [], 0, 0
    while not lexemes or depth:
        found = LEXEMES.match(text, at)
        at = found.end()
        token = found[found.lastgroup]
        depth += (token in ("{", "[")) - (token in ("}", "]"))
        lexemes.append(
            (token if found.lastgroup == "mark" else found.lastgroup, token, found.start(found.lastgroup), at)
        )
    for index, (kind, token, start, end) in enumerate(lexemes):
        if kind == "string":
            spelt = for_java(json.loads(token, strict=False))
            if [each[0] for each in lexemes[index + 1 : index + 2]] == [":"]:
                value, _, value_start, value_end = lexemes[index + 2]
                reached = value_start + 1 if value == "string" else value_end
                yield Token("name", spelt, reached, reached)
            else:
                yield Token("string", spelt, start + 1, end)
        elif kind not in (",", ":"):
            yield Token(kind, token, end, end)


class Stream:
    """A parser over the tokens of a text, which knows how far it has read."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.tokens = list(tokens(source))
        self.at = -1
        self.offset = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def next(self) -> str:
        """Go on to the next token and return its kind; a number that is too long is found together with its name."""
        self.at += 1
        seen = self.tokens[self.at : self.at + 2] if self.token.kind == "name" else [self.token]
        for token in seen:
            digits = len(re.findall("[0-9]", token.text)) if token.kind == "number" else 0
            if digits > LONGEST_NUMBER:
                self.offset = token.end
                raise Refusal(
                    f"Number value length ({digits}) exceeds the maximum allowed ({LONGEST_NUMBER}, from "
                    "`StreamReadConstraints.getMaxNumberLength()`)",
                    retried=False,
                )
        self.offset = self.token.reached
        return self.token.kind

    def text(self) -> str:
        """Return the text of the token, which reads a string to its end."""
        self.offset = self.token.end
        return self.token.text

    def bark(self, message: str) -> NoReturn:
        """Refuse, here."""
        raise Refusal(f"{message}\n at {place(self.source, self.offset)}", retried=True)


def refuse_argument(message: str) -> NoReturn:
    """Refuse as a pattern's own class does, which knows of no place and has nobody ask the other compiler."""
    raise Refusal(message, retried=False)


def double(literal: str) -> float:
    """Return the number that *literal* is compared by."""
    value = float(literal)
    if value not in (float("inf"), float("-inf")):
        printed = Decimal(repr(value))
        if len(printed.as_tuple().digits) < 2:  # Java prints two digits at least: 4.9E-324
            printed = Decimal(format(value, ".1e"))
        try:
            if printed == Decimal(literal):
                return value
        except InvalidOperation:
            pass
    refuse_argument(f"Cannot compare number : {literal}")


def check_wildcard(text: str) -> str | None:
    """Return what is wrong with a wildcard."""
    quoted = f'"{text}"'.encode()
    at = 0
    while at < len(quoted):
        two = quoted[at : at + 2]
        if two == b"**":
            return f"Consecutive wildcard characters at pos {at}"
        if two[:1] == b"\\":
            if two not in (b"\\*", b"\\\\"):
                return f"Invalid escape character at pos {at}"
            at += 1
        at += 1
    return None


def address_bits(text: str) -> int:
    """Return how many bits an IP address has, as Java reads it."""
    four = re.fullmatch("[0-9]+([.][0-9]+){3}", text)
    if not four and not re.fullmatch("[0-9a-fA-F]*:[0-9a-fA-F:]*", text):
        refuse_argument(f"Nonstandard IP address: {text}")
    try:
        if four and len(text) > len("255.255.255.255"):
            raise ValueError  # noqa: TRY301 (as the address itself would)
        address = ipaddress.ip_address(re.sub("(?<![0-9a-fA-F])0+(?=[0-9a-fA-F])", "", text))
    except ValueError:
        refuse_argument(f"Invalid IP address: {text}")
    return 32 if address.version == 4 or address.ipv4_mapped else 128


def check_cidr(text: str) -> None:
    """Refuse what isn't a network."""
    parts = text.split("/")
    while len(parts) > 1 and not parts[-1]:
        parts.pop()
    if len(parts) != 2:
        refuse_argument("Malformed CIDR, one '/' required")
    number = re.fullmatch(r"[-+]?(\d+)", parts[1])
    if not number or any(ord(each) > 0xFFFF for each in parts[1]) or not -(2**31) <= int(parts[1]) < 2**31:
        refuse_argument("Malformed CIDR, mask bits must be an integer")
    mask = int(parts[1])
    if mask < 0:
        refuse_argument("Malformed CIDR, mask bits must not be negative")
    bits = address_bits(parts[0])
    if mask >= bits:
        refuse_argument(f"IPv{4 if bits == 32 else 6} mask bits must be < {bits}")


class OlderCompiler:
    """The compiler to which ``$or`` is a key like any other."""

    ignoring_case = "ignore-case"

    def __init__(self, source: str) -> None:
        self.stream = Stream(source)

    def refusal(self) -> Refusal | None:
        """Return why the policy is refused, or ``None``."""
        try:
            if self.stream.next() != "{":
                self.stream.bark("Filter is not an object")
            self.read_object()
        except Refusal as refusal:
            return refusal
        return None

    def expect(self, kind: str, message: str) -> None:
        """Read a token of a *kind*, or complain."""
        if self.stream.next() != kind:
            self.stream.bark(message)

    def read_object(self, *, in_branch: bool = False) -> None:
        stream, empty = self.stream, True
        while stream.next() != "}":
            empty = False
            self.read_member(stream.token.text, in_branch=in_branch)
        if empty:
            stream.bark("Empty objects are not allowed")

    def read_member(self, name: str, *, in_branch: bool) -> None:
        kind = self.stream.next()
        if kind == "{":
            self.read_object(in_branch=in_branch)
        elif kind == "[":
            self.read_values()
        else:
            self.stream.bark(f'"{name}" must be an object or an array')

    def read_values(self) -> None:
        stream, empty = self.stream, True
        while (kind := stream.next()) != "]":
            empty = False
            if kind == "{":
                self.read_expression()
            elif kind == "[":
                stream.bark("Match value must be String, number, true, false, or null")
            else:
                stream.text()
        if empty:
            stream.bark("Empty arrays are not allowed")

    def read_expression(self) -> None:
        stream = self.stream
        self.expect("name", "Match expression name not found")
        name = stream.token.text
        match name:
            case "anything-but":
                self.read_anything_but()
                return
            case "numeric":
                self.expect("[", "Value of numeric must be an array.")
                self.read_numeric()
                self.expect("}", "Too many elements in numeric expression")
                return
            case "exists":
                if stream.next() != "word" or stream.token.text == "null":
                    stream.bark("exists match pattern must be either true or false.")
            case "exactly":
                self.read_string("exact")
            case "prefix" | "suffix":
                if stream.next() == "{":
                    self.read_affix_ignoring_case(name)
                else:
                    self.read_string(name, read=True)
            case "equals-ignore-case":
                self.read_string(name)
            case "cidr":
                check_cidr(self.read_string("prefix"))
            case "wildcard":
                fault = check_wildcard(self.read_string(name))
                if fault:
                    stream.bark(fault)
            case _:
                stream.bark(f"Unrecognized match type {name}")
        self.expect("}", "Only one key allowed in match expression")

    def read_string(self, called: str, *, read: bool = False) -> str:
        """Read the string that an operator takes; its token has been *read* already, perhaps."""
        if (self.stream.token.kind if read else self.stream.next()) != "string":
            self.stream.bark(f"{called} match pattern must be a string")
        return self.stream.text()

    def read_affix_ignoring_case(self, operator: str) -> None:
        self.expect("name", f"{operator.capitalize()} expression name not found")
        if self.stream.token.text != "equals-ignore-case":
            self.stream.bark(f"Unsupported {operator} pattern: {self.stream.token.text}")
        self.read_string("equals-ignore-case")
        self.expect("}", "Only one key allowed in match expression")

    # numeric

    def read_numeric(self) -> None:
        stream = self.stream
        if stream.next() != "string":
            stream.bark(f"Invalid member in numeric match: {stream.text()}")
        sign = stream.text()
        number = stream.next() == "number"
        if sign not in ("=", "<", "<=", ">", ">="):
            stream.bark(f"Unrecognized numeric range operator: {sign}")
        if not number:
            stream.bark(f"Value of {'equals' if sign == '=' else sign} must be numeric")
        bounds = [stream.text()]
        kind = stream.next()
        if kind != "]" and sign in ("=", "<", "<="):
            stream.bark("Too many elements in numeric expression")
        if kind != "]":
            bounds.append(self.read_upper_bound())
        try:
            values = [double(bound) for bound in bounds]
        except Refusal as refusal:
            stream.bark(refusal.message)
        if len(values) == 2 and values[0] >= values[1]:
            stream.bark("Bottom must be less than top")

    def read_upper_bound(self) -> str:
        stream = self.stream
        if stream.token.kind != "string":
            stream.bark(f"Bad value in numeric range: {stream.text()}")
        sign = stream.text()
        if sign not in ("<", "<="):
            stream.bark(f"Bad numeric range operator: {sign}")
        self.expect("number", f"Value of {sign} must be numeric")
        bound = stream.text()
        self.expect("]", "Too many terms in numeric range expression")
        return bound

    # anything-but

    def read_anything_but(self) -> None:
        stream, form = self.stream, ""
        if stream.next() == "{":
            self.expect("name", "Anything-But expression name not found")
            form = stream.token.text
            if self.read_whole_form(form):
                return
            stream.next()
        if stream.token.kind not in ("[", "string", "number"):
            stream.bark("Value of anything-but must be an array or single string/number value.")
        if stream.token.kind == "[":
            self.read_list(form)
        elif not form:
            if stream.token.kind == "number":
                double(stream.text())
        else:
            wildcard = self.read_form(form)
            if wildcard:
                stream.bark(wildcard)
        self.expect("}", "Too many elements in numeric expression")
        if form:
            self.expect("}", "Too many elements in numeric expression")

    def read_whole_form(self, form: str) -> bool:
        """Read a form that needs no more, or tell that it does."""
        if form == "equals-ignore-case":
            return False
        if form not in ("prefix", "suffix"):
            self.stream.bark(f"Unsupported anything-but pattern: {form}")
        self.read_affix(self.stream.next())
        for _ in range(2):
            self.expect("}", "Only one key allowed in match expression")
        return True

    def read_affix(self, kind: str) -> None:
        if kind != "string":
            self.stream.bark("prefix/suffix match pattern must be a string")
        if not self.stream.text():
            self.stream.bark("Null prefix/suffix not allowed")

    def read_list(self, form: str) -> None:
        stream, kinds, wildcards = self.stream, set(), []
        try:
            while (kind := stream.next()) != "]":
                kinds.add(kind)
                if form:
                    wildcards.append(self.read_form(form))
                elif kind == "number":
                    double(stream.text())
                elif kind == "string":
                    stream.text()
                else:
                    stream.bark("Inside anything but list, start|null|boolean is not supported.")
        except Refusal as refusal:
            stream.bark(refusal.message)
        # A form's empty list passes Event Ruler's compilers, and then its machine fails: here the list is at fault.
        if not kinds or (len(kinds) > 1 and not form):
            stream.bark("Inside anything but list, either all values are number or string, mixed type is not supported")
        for wildcard in wildcards:
            if wildcard:
                stream.bark(wildcard)

    def read_form(self, form: str) -> str | None:
        """Read one text of a form; of a wildcard return what is wrong with it, which is looked at later."""
        kind = self.stream.token.kind
        if form in ("prefix", "suffix"):
            self.read_affix(kind)
        elif form == "wildcard":
            return check_wildcard(self.read_string(form, read=True))
        elif kind != "string":
            name = self.ignoring_case
            self.stream.bark(f"Inside anything-but/{name} list, number|start|null|boolean is not supported.")
        else:
            self.stream.text()
        return None


class NewerCompiler(OlderCompiler):
    """The compiler that knows ``$or`` and more forms of ``anything-but``."""

    ignoring_case = "equals-ignore-case"

    def read_member(self, name: str, *, in_branch: bool) -> None:
        stream = self.stream
        if name != "$or":
            if in_branch and name in RESERVED:
                stream.bark(f"{name} is Ruler reserved fieldName which cannot be used inside $or.")
            super().read_member(name, in_branch=in_branch)
            return
        self.expect("[", "It must be an Array followed with $or.")
        branches = 0
        while (kind := stream.next()) != "]":
            branches += 1
            if kind != "{":
                stream.bark("Only JSON object is allowed in array of $or relationship.")
            self.read_object(in_branch=True)
        if branches < 2:
            stream.bark("There must have at least 2 Objects in $or relationship.")

    def read_whole_form(self, form: str) -> bool:
        if form not in ("equals-ignore-case", "prefix", "suffix", "wildcard"):
            self.stream.bark(f"Unsupported anything-but pattern: {form}")
        return False


def refusals(source: str) -> tuple[Refusal | None, Refusal | None]:
    """Return what each of the two compilers says on its own, the newer first."""
    return NewerCompiler(source).refusal(), OlderCompiler(source).refusal()


def said(source: str) -> str | None:
    """Return what the caller of Event Ruler is told, or ``None`` if the policy is accepted."""
    newer, older = refusals(source)
    refusal = older if newer and newer.retried else newer
    return refusal and for_java(refusal.message)


def compact(text: str) -> str:
    """Return the JSON value *text* as Jackson writes it: without white space, strings with the escapes they need."""
    written = ""
    for found in LEXEMES.finditer(text):
        token = found[found.lastgroup]
        if found.lastgroup == "string":
            token = json.dumps(json.loads(token), ensure_ascii=False)
            token = re.sub(r"\\(?:u00(..)|.)", lambda each: f"\\u00{each[1].upper()}" if each[1] else each[0], token)
        written += token
    return written
