"""Every fault that the parser can find is found by a vector, and every limit is exceeded by one."""

import ast
from dataclasses import fields
from pathlib import Path

import snsfilter.filtering.parser
from snsfilter import FilterPolicyError, FilterPolicyLimitError, Limits
from snsfilter.filtering.parser import MAX_NESTING, PolicyFault
from tests.conformance.engines import parse
from tests.conformance.test_vectors import ALL

PARSER = Path(snsfilter.filtering.parser.__file__).parent
JSON = "CutOffListError"
"""A fault of the JSON: malformed_policies.jsonl has texts that break off, and the error's context ends before it."""
FOR_CALLERS = {"keys_counted", "policies_per_topic", "policies_per_account"}
DEEP = '{"a":' * (MAX_NESTING + 1) + "[1]" + "}" * (MAX_NESTING + 1)
LONG = '{"a": ["' + "x" * 256 * 1024 + '"]}'
BOUNDS = [{"policy": policy, "scope": "MessageBody", "dialect": "sns"} for policy in (DEEP, LONG)]
"""What no vector says: Event Ruler takes both, and neither is a line that a person reads."""


def errors():
    """Yield what refuses the policy of each vector that has an error, and the policies beyond bounds."""
    for vector in [*(each for each in ALL if "error" in each), *BOUNDS]:
        try:
            parse(vector)
        except FilterPolicyError as error:
            yield error


def raised(error):
    """Return the module and line in which the parser found the fault, if it did."""
    while error is not None and not isinstance(error, PolicyFault):
        error = error.__context__
    found, trace = None, error and error.__traceback__
    while trace is not None:
        found, trace = (Path(trace.tb_frame.f_code.co_filename), trace.tb_lineno), trace.tb_next
    return found


def test_every_fault_is_reached():
    reached = {raised(error) for error in errors()}
    missed = []
    for module in sorted(PARSER.glob("*.py")):
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and ast.unparse(node.exc.func) != JSON:
                lines = {(module, line) for line in range(node.lineno, node.end_lineno + 1)}
                if not lines & reached:
                    missed.append(f"{module.name}, line {node.lineno}")
    assert missed == []


def test_every_limit_is_reached():
    exceeded = {
        each.limit for error in errors() if isinstance(error, FilterPolicyLimitError) for each in error.violations
    }
    assert exceeded - {""} == {field.name for field in fields(Limits)} - FOR_CALLERS
