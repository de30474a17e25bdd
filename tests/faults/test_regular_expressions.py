"""No pattern of the package runs away, whatever it is held against.

Every compiled pattern of every module, and every `pattern` of the schemas, is searched in texts
that make patterns go back over and over. What runs away is killed by the system's limit.
"""

import subprocess
import sys

import pytest

SECONDS = 60
PROBE = """
import importlib, pkgutil, re, resource, sys
resource.setrlimit(resource.RLIMIT_CPU, (%d, %d))
import khronika
from khronika import schema

patterns = {}
for module in pkgutil.walk_packages(khronika.__path__, "khronika."):
    if module.name == "khronika.__main__":
        continue
    for name, value in vars(importlib.import_module(module.name)).items():
        for one in value if isinstance(value, (tuple, list)) else [value]:
            if isinstance(one, re.Pattern) and isinstance(one.pattern, str):
                patterns[one.pattern] = one

def walk(node):
    if isinstance(node, dict):
        if isinstance(node.get("pattern"), str):
            patterns.setdefault(node["pattern"], re.compile(node["pattern"]))
        for child in node.values():
            walk(child)
    elif isinstance(node, list):
        for child in node:
            walk(child)

walk(schema.files())
assert len(patterns) > 60, len(patterns)
units = [
    "а", "a", "А", "1", " ", "-", ".", "«", '"', "\\u0301", "а ", "1 ", "1, ", "a-", "а-",
    ". ", "1-", "24 ", "24, ", "24–", "сто ", "двадцать ", "тысяча ", "в ", "по ", "и ",
    "<", "&", "/", "a.", "\\\\\\\\", "\\\\n", "x:", "[", "{", "(", "«»", "PT1H", "P1", "X",
    "v1/", "http://", "date ", "\\t", "10.", "1990-е ",
]
for pattern, compiled in patterns.items():
    for unit in units:
        for tail in ("", "!", "\\n", "\\0"):
            print(pattern, repr(unit), file=sys.stderr)
            text = unit * (%d // len(unit)) + tail
            compiled.search(text)
            compiled.fullmatch(text)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
def test_no_pattern_runs_away():
    done = subprocess.run(
        [sys.executable, "-c", PROBE % (SECONDS, SECONDS, 1500)], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()[-400:]
