"""Imports point down only: read from the source with `ast` and held to the layers below."""

import ast
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = "snsfilter"
ROOT = Path(__file__).parent.parent

# From the ground up. A module may import from lower layers only, and nothing of its own layer.
# "a.b" is one module; "a.b.*" is every module of the package a.b and the package itself.
LAYERS: tuple[tuple[str, ...], ...] = (
    ("snsfilter.plaintext", "snsfilter.mappings"),
    ("snsfilter.errors.*",),
    ("snsfilter.charts.*",),
    ("snsfilter.jsontext.*",),
    ("snsfilter.filtering.nodes",),
    ("snsfilter.filtering.numbers", "snsfilter.filtering.addresses", "snsfilter.filtering.values"),
    (
        "snsfilter.filtering.parser.*",
        "snsfilter.filtering.predicates",
        "snsfilter.filtering.paths",
        "snsfilter.filtering.together",
        "snsfilter.message.*",
    ),
    ("snsfilter.filtering.arrays", "snsfilter.filtering.awstext", "snsfilter.filtering.limits.*"),
    ("snsfilter.filtering.attributes", "snsfilter.filtering.source"),
    ("snsfilter.filtering.written",),
    ("snsfilter.filtering.compiler", "snsfilter.filtering.schema"),
    ("snsfilter.filtering.explain.*",),
    ("snsfilter.filtering.policy",),
    ("snsfilter.filtering.canonical", "snsfilter.filtering.index.*"),
    ("snsfilter.filtering",),
    ("snsfilter.delivery.*",),
    ("snsfilter.rsa",),
    ("snsfilter.topic.*",),
    ("snsfilter",),
    ("snsfilter.integrations.*",),
    ("snsfilter.cli.*",),
    ("snsfilter.__main__",),
)

# Entries of LAYERS whose modules may import each other, as long as they make no circle.
FAMILIES = frozenset(
    {
        "snsfilter.charts.*",
        "snsfilter.cli.*",
        "snsfilter.delivery.*",
        "snsfilter.errors.*",
        "snsfilter.filtering.explain.*",
        "snsfilter.filtering.index.*",
        "snsfilter.filtering.limits.*",
        "snsfilter.filtering.parser.*",
        "snsfilter.jsontext.*",
        "snsfilter.message.*",
        "snsfilter.topic.*",
    }
)

# The tools for people, each of which may import what its extra installs.
EXTRAS = {
    "snsfilter.cli.*": frozenset({"click", "rich"}),
    "snsfilter.integrations.*": frozenset({"tenacity"}),
    "snsfilter.rsa": frozenset({"cryptography"}),
}

# Importable for the type checkers, under `if TYPE_CHECKING:`; never at run time.
TYPING_ONLY = frozenset({"typing_extensions"})


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


SOURCES = {module_name(path): path for path in sorted((ROOT / PACKAGE).rglob("*.py"))}


def covers(entry: str, module: str) -> bool:
    package = entry.removesuffix(".*")
    return module == package or (entry.endswith(".*") and module.startswith(f"{package}."))


def place(module: str) -> tuple[int, str] | None:
    """The number of the module's layer and the entry that puts it there."""
    for number, layer in enumerate(LAYERS):
        for entry in layer:
            if covers(entry, module):
                return number, entry
    return None


def imports(source: str, module: str, modules: set[str], *, package: bool = False) -> set[str]:
    """What a module's source imports: our modules by full name, other people's by their first name."""
    parents = module.split(".") if package else module.split(".")[:-1]
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            up = parents[: len(parents) - node.level + 1] if node.level else []
            base = ".".join([*up, *([node.module] if node.module else [])])
            for alias in node.names:
                full = f"{base}.{alias.name}"
                found.add(full if full in modules else base)
    return {name if name.split(".")[0] == PACKAGE else name.split(".")[0] for name in found} - {module}


def imports_of(module: str) -> set[str]:
    path = SOURCES[module]
    return imports(path.read_text(encoding="utf-8"), module, set(SOURCES), package=path.name == "__init__.py")


def complaint(module: str, imported: str) -> str | None:
    """What is wrong with this import among our own modules, or None."""
    here, there = place(module), place(imported)
    if here is None or there is None:
        return f"{module if here is None else imported} has no layer"
    if there[0] < here[0] or (here[1] == there[1] and here[1] in FAMILIES):
        return None
    return f"{module} (layer {here[0]}) imports {imported} (layer {there[0]})"


def test_the_package_has_modules():
    assert SOURCES


def test_every_module_has_exactly_one_layer():
    entries = [entry for layer in LAYERS for entry in layer]
    assert {module: [entry for entry in entries if covers(entry, module)] for module in SOURCES} == {
        module: [place(module)[1]] if place(module) else "a layer in LAYERS" for module in SOURCES
    }


def test_every_layer_names_modules_that_exist():
    assert [entry for layer in LAYERS for entry in layer if not any(covers(entry, module) for module in SOURCES)] == []


@pytest.mark.parametrize("module", SOURCES)
def test_imports_point_down(module):
    own = (name for name in imports_of(module) if name.split(".")[0] == PACKAGE)
    assert [problem for name in sorted(own) if (problem := complaint(module, name))] == []


def test_imports_make_no_circle():
    TopologicalSorter({module: imports_of(module) & set(SOURCES) for module in SOURCES}).prepare()


@pytest.mark.parametrize("module", SOURCES)
def test_others_are_imported_by_the_tools_for_people_only(module):
    others = {name for name in imports_of(module) if name != PACKAGE and not name.startswith(f"{PACKAGE}.")}
    entry = place(module)
    allowed = EXTRAS.get(entry[1], frozenset()) if entry else frozenset()
    assert others - sys.stdlib_module_names - TYPING_ONLY - allowed == set()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import json.decoder", {"json"}),
        ("import snsfilter.errors", {"snsfilter.errors"}),
        ("from snsfilter.errors import SnsFilterError", {"snsfilter.errors"}),
        ("from snsfilter import errors, Message", {"snsfilter.errors", "snsfilter"}),
        ("from . import nodes", {"snsfilter.filtering.nodes"}),
        ("from .nodes import Exact", {"snsfilter.filtering.nodes"}),
        ("from ..errors import SnsFilterError", {"snsfilter.errors"}),
        ("def late():\n    import click", {"click"}),
        ("if TYPE_CHECKING:\n    from snsfilter.message import Message", {"snsfilter.message"}),
    ],
)
def test_every_kind_of_import_is_seen(source, expected):
    modules = {"snsfilter", "snsfilter.errors", "snsfilter.message", "snsfilter.filtering.nodes"}
    assert imports(source, "snsfilter.filtering.parser", modules) == expected


def test_an_import_that_points_up_or_aside_is_refused():
    assert complaint("snsfilter.filtering.parser", "snsfilter.filtering.nodes") is None
    assert complaint("snsfilter.filtering.nodes", "snsfilter.filtering.parser")
    assert complaint("snsfilter.filtering.parser", "snsfilter.filtering.paths")
    assert complaint("snsfilter.filtering.policy", "snsfilter.newcomer") == "snsfilter.newcomer has no layer"
