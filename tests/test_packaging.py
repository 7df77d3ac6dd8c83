"""What the installed distribution says of itself."""

import subprocess
import sys
import tomllib
from importlib import metadata, resources
from pathlib import Path

import snsfilter

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_the_version_is_stated_once():
    assert snsfilter.__version__ == metadata.version("snsfilter") == PROJECT["version"]


def test_nothing_is_required_at_run_time():
    """Whatever the distribution requires belongs to an extra."""
    assert PROJECT["dependencies"] == []
    assert [line for line in metadata.requires("snsfilter") or [] if "extra ==" not in line] == []


SELDOM = (
    "difflib ipaddress textwrap snsfilter.filtering.awstext snsfilter.filtering.canonical snsfilter.filtering.explain "
    "snsfilter.filtering.limits.complexity snsfilter.filtering.limits.violations snsfilter.filtering.schema "
    "random snsfilter.delivery "
    "snsfilter.message.checking snsfilter.message.published snsfilter.message.readers snsfilter.message.requests "
    "snsfilter.message.texts snsfilter.rsa snsfilter.topic"
)


def test_a_policy_and_a_match_load_nothing_that_few_ask_for():
    code = (
        "import sys; from snsfilter import FilterPolicy, Message;"
        "assert FilterPolicy.parse('{\"a\": [1]}').matches(Message({'a': 1}));"
        f"print(*[name for name in {SELDOM.split()} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, capture_output=True, text=True)  # noqa: S603 - our own code
    assert done.stdout.strip() == ""


def test_the_package_is_marked_as_typed():
    assert resources.files("snsfilter").joinpath("py.typed").is_file()
    assert "Typing :: Typed" in metadata.metadata("snsfilter").get_all("Classifier", [])


def test_the_licence_is_named_and_shipped():
    about = metadata.metadata("snsfilter")
    assert about["License-Expression"] == "Apache-2.0"
    assert about.get_all("License-File") == ["LICENSE"]
    licences = [file for file in metadata.files("snsfilter") or [] if file.name == "LICENSE"]
    assert [file.read_text().split()[:2] for file in licences] == [["Apache", "License"]]


def test_the_command_is_installed():
    (command,) = metadata.entry_points(group="console_scripts", name="snsfilter")
    assert command.value == "snsfilter.cli:main"


def test_the_changelog_keeps_a_heading_for_matching_changes():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "## [Unreleased]" in text
    assert "### Matching changes" in text
