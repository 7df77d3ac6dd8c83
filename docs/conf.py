"""How Sphinx builds the documentation."""

from importlib import metadata

project = "snsfilter"
author = "the snsfilter authors"
copyright = author
release = metadata.version("snsfilter")
version = release

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build", "examples"]
html_theme = "furo"
html_title = f"snsfilter {release}"

# Headings of Markdown pages are targets for links, down to this depth.
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
# Names without a module in front of them.
add_module_names = False
python_use_unqualified_type_names = True

nitpick_ignore = [
    # The standard library has no page here to link to: we build without fetching other projects' inventories.
    ("py:class", "collections.abc.Callable"),
    ("py:class", "collections.abc.Iterable"),
    ("py:class", "collections.abc.Iterator"),
    ("py:class", "collections.abc.Mapping"),
    ("py:class", "collections.abc.Sequence"),
    ("py:class", "Random"),
    # The type of an index's keys.
    ("py:class", "K"),
    ("py:class", "snsfilter.filtering.index.policyindex.K"),
    # The alias of two strings; the guide to the dialects says what they mean.
    ("py:class", "Dialect"),
    # Likewise the alias of four strings, for which the page on limits has a table.
    ("py:class", "KeysCounted"),
    # The alias of five strings; the page on explanations lists them.
    ("py:class", "Reason"),
    # The alias of the operations of SNS, in the signature that needs it.
    ("py:class", "Operation"),
    # Aliases that the page on retry schedules explains: a function, answers, endpoints, and three strings.
    ("py:class", "Answer"),
    ("py:class", "Backoff"),
    ("py:class", "Endpoint"),
    ("py:class", "JitterKind"),
    # Aliases of strings that the page on delivery policies explains.
    ("py:class", "Evidence"),
    ("py:class", "Target"),
    # The alias of a tuple of positions.
    ("py:class", "Trail"),
    # The types of a publication's time and of a batch's messages.
    ("py:class", "datetime.datetime"),
    ("py:class", "M"),
    # The key of a signer, of the package cryptography.
    ("py:class", "RSAPrivateKey"),
    # What has its home in a module of its own names these, which are documented as names of the package.
    ("py:class", "Envelope"),
    ("py:class", "PublishError"),
    ("py:class", "Subscription"),
    ("py:exc", "MessageError"),
    ("py:exc", "PublishError"),
    ("py:exc", "SignatureError"),
    # What a topic makes its results with; a caller doesn't.
    ("py:class", "Sending"),
    ("py:class", "Stamp"),
    # The alias of a function without arguments, and pieces of types of which Sphinx makes no whole.
    ("py:class", "Clock"),
    ("py:class", "Callable[[]"),
    ("py:class", "Mapping[str"),
    # What our own code makes errors with; a caller reads it through aws_message.
    ("py:class", "snsfilter.errors.base.AwsText"),
]
