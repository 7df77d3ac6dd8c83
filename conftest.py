"""Runs the Python examples of the docs, of the README and of the docstrings as tests."""

from sybil import Sybil
from sybil.document import PythonDocStringDocument
from sybil.parsers.myst import PythonCodeBlockParser, SkipParser
from sybil.parsers.rest import DocTestParser

pages = Sybil(
    name="pages",
    parsers=[PythonCodeBlockParser(), SkipParser()],
    patterns=["docs/*.md"],
    filenames=["README.md"],
)
docstrings = Sybil(
    name="docstrings",
    parsers=[DocTestParser()],
    patterns=["snsfilter/*.py", "snsfilter/*/*.py", "snsfilter/*/*/*.py"],
    document_types={".py": PythonDocStringDocument},
)

pytest_collect_file = (pages + docstrings).pytest()
