"""The pictures in the docs are what their scripts draw."""

import importlib.util
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from benchmarks import plot_index

DOCS = Path(__file__).parent.parent / "docs"


def script(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


PICTURES = {file.name: svg for file, svg in script(DOCS / "pictures.py").drawn()} | {
    "index-times.svg": plot_index.drawn()
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_what_its_script_draws(name):
    assert (DOCS / name).read_text(encoding="utf-8") == PICTURES[name]


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_shown_on_a_page_with_words_for_it(name):
    pages = [page.read_text(encoding="utf-8") for page in DOCS.glob("*.md")]
    (shown,) = [page.partition(f"]({name})")[0].rpartition("![")[2] for page in pages if f"]({name})" in page]
    assert len(shown) > 20


def test_no_picture_in_the_docs_is_drawn_otherwise():
    assert {file.name for file in DOCS.glob("*.svg")} == set(PICTURES)
    assert all(ET.fromstring(svg).attrib["role"] == "img" for svg in PICTURES.values())  # noqa: S314 - our own text
