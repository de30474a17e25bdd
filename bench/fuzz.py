"""Coverage-guided fuzzing of everything that reads what others wrote.

    python bench/fuzz.py --seconds 60                  each target in turn
    python bench/fuzz.py --seconds 60 --target timex   one of them

A target gets bytes and may refuse them in the ways its documentation names; any other exception,
and any input that takes longer than `PATIENCE`, is a crash. The input is then kept under
`bench/crashes/`, the exit status is 1, and `python bench/fuzz.py --target NAME FILE` runs it again.
The seeds are the files of the golden cases.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import atheris

HERE = Path(__file__).parent
CASES = HERE.parent / "tests" / "cases"
CRASHES = HERE / "crashes"
PATIENCE = 5
"""Seconds for one input, of `LONGEST` bytes at most."""

LONGEST = 8192

with atheris.instrument_imports(include=["khronika"]):
    from khronika import gathering, intake, jsontext, parsed, records, schema, text, timex
    from khronika.calendar_days import ImpossibleDate
    from khronika.corpus_files import CorpusFiles, parse_corpus_files
    from khronika.diagnostics import Finding, Location, Report, Severity
    from khronika.excerpt import Excerpt
    from khronika.marks import pair_marks
    from khronika.reporters import github
    from khronika.reporters import json as json_reporter
    from khronika.reporters import text as text_reporter
    from khronika.source import RawDocument, RawFile, RawLayer
    from khronika.source.tree import Tree


def fuzz_json(data: bytes) -> None:
    """Read JSON, and find each value again where the map says it is."""
    try:
        value = jsontext.parse(data)
        jsontext.reject_duplicate_keys(data)
    except jsontext.InvalidJson as refusal:
        assert 0 <= refusal.offset <= len(data)
        return
    written = data.decode()
    places = jsontext.SourceMap(written)
    pending: list[tuple[tuple[str | int, ...], object]] = [((), value)]
    while pending:
        path, found = pending.pop()
        start, end = places.extent(path)
        assert jsontext.parse(written[start:end].encode()) == found, path
        if isinstance(found, dict):
            pending += [((*path, key), child) for key, child in found.items()]
        elif isinstance(found, list):
            pending += [((*path, index), child) for index, child in enumerate(found)]


def fuzz_parsed(data: bytes) -> None:
    """Read a file as one of the kinds that there are, chosen by the first byte."""
    kinds = [kind for kind in schema.KINDS if kind in records.RECORDS]
    kind = kinds[data[0] % len(kinds)] if data else "article"
    file = parsed.parse(RawFile("x.json", data[1:]), kind)
    assert (file.record is None) == bool(file.invalid or file.violations or file.major == "v0") or (
        file.major not in (None, schema.MAJOR)
    )


def fuzz_report(data: bytes) -> None:
    """Render a finding in every format; no command, escape or line of the data comes through."""
    provider = atheris.FuzzedDataProvider(data)
    said = [provider.ConsumeUnicode(200) for _ in range(4)]
    body = provider.ConsumeUnicode(2000)
    start = provider.ConsumeIntInRange(0, len(body))
    end = provider.ConsumeIntInRange(0, len(body) + 5)
    excerpt = Excerpt.of(body, start, end)
    place = Location(said[0] or "x", 1, 1)
    finding = Finding(
        "K301", "some-name", Severity.ERROR, said[1], place, said[2] or None, excerpt=excerpt
    )
    report = Report((finding,), 1, 1)
    rendered = [module.render(report) for module in (github, json_reporter, text_reporter)]
    for told in (*rendered, text_reporter.render(report, width=provider.ConsumeIntInRange(0, 300))):
        told.encode()
        lines = told.split("\n")
        assert all(line.isprintable() or not set(line) & _COMMANDS for line in lines)
    assert rendered[0].count("\n") == 2


_COMMANDS = {chr(code) for code in range(32)} | {"\x7f", "\x9b", "\u2028", "\u2029", "\u202e"}


def fuzz_timex(data: bytes) -> None:
    """Read a TIMEX3 value, and work out its days."""
    provider = atheris.FuzzedDataProvider(data)
    type_ = provider.PickValueInList(["DATE", "TIME", "DURATION", "SET"])
    try:
        value = timex.parse(provider.ConsumeUnicode(64), type_)
    except (timex.MalformedValue, ImpossibleDate):
        return
    earliest, latest = value.interval
    assert earliest is None or latest is None or earliest <= latest


def fuzz_text(data: bytes) -> None:
    """Cut a text into paragraphs, sentences and tokens, and pair its quotation marks."""
    body = data.decode("utf-8", "ignore")
    parts = text.paragraphs(body, ())
    assert "\n".join(line for line in body.split("\n") if line) == "\n".join(
        body[part.start : part.end] for part in parts
    )
    marks = pair_marks(body, parts)
    assert all(pair.opening < pair.closing for pair in marks.pairs)
    for start, end in text.sentences(body, parts):
        assert start < end
        text.tokens(body, start, end)
    composed = text.normal_form(body)
    assert composed == text.normal_form(composed)


def fuzz_intake(data: bytes) -> None:
    """Take a raw text in, with a file name of its own."""
    provider = atheris.FuzzedDataProvider(data)
    stem = provider.ConsumeUnicode(40)
    received = provider.ConsumeBytes(LONGEST)
    try:
        body = intake.normalised(intake._decoded(received, None))
        id_ = intake.proposed_id(stem)
    except intake.NotTaken:
        return
    dct, _ = intake.creation_time(stem, body)
    info = _base()[1].info
    assert info is not None
    article = intake._article(id_, body, received, dct, intake.Choices(publisher="А"), info)
    path = "corpus/articles/2025/x.json"
    file = parsed.parse(RawFile(path, intake._bytes(path, "article", article)), "article")
    assert file.record is not None or not body.strip(), file.violations


def fuzz_check(data: bytes) -> None:
    """Check a document in which one file was changed."""
    base, corpus = _base()
    provider = atheris.FuzzedDataProvider(data)
    which = provider.ConsumeIntInRange(0, len(base.layers) + 1)
    changed = provider.ConsumeBytes(LONGEST)
    article, body, layers = base.article, base.text, list(base.layers)
    if which == 0:
        body = RawFile(base.text.path, changed) if base.text else None
    elif which == 1:
        article = RawFile(base.article.path, changed) if base.article else None
    else:
        old = layers[which - 2]
        layers[which - 2] = RawLayer(old.layer, RawFile(old.file.path, changed))
    raw = RawDocument(base.year, base.id, article, body, layers)
    report = gathering.conclude(gathering.gather([raw], corpus), corpus)
    for reporter in (github, json_reporter, text_reporter):
        reporter.render(report)


def _base(kept: list[tuple[RawDocument, CorpusFiles]] = []) -> tuple[RawDocument, CorpusFiles]:  # noqa: B006
    if not kept:
        tree = Tree(CASES / "base")
        (document,) = tree.documents()
        kept.append((document, parse_corpus_files(tree.corpus_files(), [])))
    return kept[0]


TARGETS: dict[str, Callable[[bytes], None]] = {
    "json": fuzz_json,
    "parsed": fuzz_parsed,
    "report": fuzz_report,
    "timex": fuzz_timex,
    "text": fuzz_text,
    "intake": fuzz_intake,
    "check": fuzz_check,
}


def seeds(target: str, folder: Path) -> None:
    """Write the seeds of one target: files of the golden cases, shaped as the target reads them.

    What `FuzzedDataProvider` picks, it takes from the end of the bytes.
    """
    paths = [path for path in CASES.rglob("*") if path.suffix in (".json", ".txt")]
    for number, path in enumerate(sorted(paths)):
        data = path.read_bytes()[:LONGEST]
        if target == "check":
            data += bytes([number % 5])
        elif target == "parsed":
            data = bytes([number % 10]) + data
        (folder / f"{number}").write_bytes(data)
    if target == "timex":
        values = (
            "2025-10-24",
            "XXXX-WXX-5",
            "P3Y",
            "PT2H",
            "2025-W43",
            "PRESENT_REF",
            "199",
            "T12:30",
        )
        for number, value in enumerate(values):
            (folder / f"value-{number}").write_bytes(b"\x01" + value.encode() + bytes([number]))


def run(target: str, seconds: int) -> bool:
    """Fuzz one target in a process of its own; tell whether it came through."""
    with tempfile.TemporaryDirectory() as corpus:
        seeds(target, Path(corpus))
        CRASHES.mkdir(exist_ok=True)
        command = [sys.executable, __file__, "--target", target, "--inside", corpus]
        options = [
            f"-max_total_time={seconds}",
            f"-timeout={PATIENCE}",
            f"-max_len={LONGEST}",
            "-rss_limit_mb=2048",
            f"-artifact_prefix={CRASHES}/{target}-",
            "-print_final_stats=1",
        ]
        done = subprocess.run([*command, *options], check=False)
    print(f"{target}: {'came through' if done.returncode == 0 else 'CRASHED'}", flush=True)
    return done.returncode == 0


def main() -> None:
    """Read the options; fuzz, or run a kept input again."""
    parser = argparse.ArgumentParser(description="Fuzz what reads input.")
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    parser.add_argument("--target", choices=sorted(TARGETS))
    parser.add_argument("--inside", metavar="FOLDER", help=argparse.SUPPRESS)
    parser.add_argument("file", nargs="?", type=Path, help="a kept input, to run again")
    options, for_fuzzer = parser.parse_known_args()
    if options.inside:
        atheris.Setup([sys.argv[0], options.inside, *for_fuzzer], TARGETS[options.target])
        atheris.Fuzz()
    elif options.file and options.target:
        TARGETS[options.target](options.file.read_bytes())
    else:
        names = [options.target] if options.target else list(TARGETS)
        came_through = [run(name, options.seconds) for name in names]
        sys.exit(0 if all(came_through) else 1)


if __name__ == "__main__":
    main()
