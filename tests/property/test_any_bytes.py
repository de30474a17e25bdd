"""Whatever stands in the files of a corpus, a check ends in a report."""

import itertools
import json

import corpora
from breakages import CORPORA
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from thoroughness import examples

from khronika.cli import main
from khronika.reporters import github
from khronika.reporters import json as json_reporter
from khronika.reporters import text as text_reporter


@st.composite
def damages(draw, data: bytes) -> bytes:
    """Return `data` with some bytes changed, cut out, put in, said twice, or its end cut off."""
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = draw(st.integers(start, min(start + 40, len(data))))
        middle = draw(
            st.binary(max_size=8)
            | st.just(data[start:end] * 2)
            | st.sampled_from([b"", b"\0", b'"', b"[" * 200, b"\xd0", b"1e999", b"-1", b"\\ud800"])
        )
        data = data[:start] + middle + (b"" if draw(st.integers(0, 9)) == 0 else data[end:])
    return data


def damaged(data: st.DataObject) -> dict[str, bytes]:
    files, _ = CORPORA[data.draw(st.sampled_from(sorted(CORPORA)))]
    path = data.draw(st.sampled_from(sorted(files)))
    return files | {path: data.draw(damages(files[path]))}


@given(st.data())
@settings(max_examples=examples(300))
def test_any_damage_ends_in_a_report(data):
    report = corpora.check_files(damaged(data))
    assert report.ok == (report.errors == 0)
    for render in (text_reporter.render, json_reporter.render, github.render):
        assert render(report)


_folders = itertools.count()


@given(st.data())
@settings(max_examples=examples(25))
def test_the_exit_status_says_whether_there_are_errors(tmp_path_factory, data):
    files = damaged(data)
    root = tmp_path_factory.mktemp(f"damaged-{next(_folders)}")
    for path, content in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)
    result = CliRunner().invoke(main, ["check", "--format", "json", str(root)])
    errors = json.loads(result.stdout)["summary"]["errors"]
    assert result.exit_code == (1 if errors else 0)
    assert errors == corpora.check_files(files).errors
