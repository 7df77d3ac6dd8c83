"""What the README shows is what the commands print."""

import re
from pathlib import Path

from click.testing import CliRunner

from snsfilter.cli.app import app

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_table_is_what_the_command_prints(monkeypatch):
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "100")
    (arguments,) = re.findall(r"^python3 -m venv .* && \.venv/bin/snsfilter (.*)$", README, re.MULTILINE)
    (shown,) = re.findall(r"^```text\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    done = CliRunner().invoke(app, [*arguments.split(), "--table"])
    assert (done.exit_code, done.output) == (0, shown)


def test_both_commands_are_one_line_each():
    """`.ci/run` runs the first line that it finds for either."""
    assert len(re.findall(r"^python3 -m venv .*snsfilter route", README, re.MULTILINE)) == 1
    assert len(re.findall(r"^python3 -m venv .*pytest", README, re.MULTILINE)) == 1


def test_the_pages_that_it_links_to_exist():
    links = re.findall(r"\]\((?!https?://)([^)#]+)", README)
    assert links
    assert [link for link in links if not (ROOT / link).is_file()] == []
