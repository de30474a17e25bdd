"""What measures keeps working; what it measured is asserted nowhere."""

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import jsonschema_rs
import msgspec
import orjson
import pytest
import referencing.jsonschema
from bench import growth, growth_page, jobs, line_schema, peers, record
from bench.generate import generate
from bench.memory import measured
from bench.timing import alternate

ROOT = Path(__file__).parents[2]
TINY = 3


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bench") / "bundle"
    generate(folder, TINY)
    return folder


def test_whole_run_writes_the_page_and_the_record(tmp_path: Path) -> None:
    page, kept = tmp_path / "benchmarks.md", tmp_path / "record.json"
    only = ("orjson", "check", "ajv", "commands")
    command = [sys.executable, "-m", "bench", "--documents", f"{TINY}", "--rounds", "1"]
    options = ["--offline", "--write", "--page", page, "--record", kept, "--only", *only]
    subprocess.run([*command, *options], check=True, cwd=ROOT, capture_output=True)
    written = page.read_text(encoding="utf-8")
    assert "check to `orjson.loads`, one core; all rules | ≤ 4 |" in written
    assert "`khronika build`, nothing changed | ≤ 1 s |" in written
    ratios = orjson.loads(kept.read_bytes())["ratios"]
    assert all(one["low"] <= one["median"] <= one["high"] for one in ratios.values())


@pytest.mark.parametrize("job", sorted(set(jobs.JOBS) - {"check-2", "build-2"}))
def test_each_job_does_every_document(job: str, bundle: Path) -> None:
    documents, seconds = jobs.JOBS[job](bundle)
    assert documents == TINY
    assert seconds > 0


def test_every_job_is_told() -> None:
    assert set(jobs.JOBS) == set(peers.JOBS)


def test_rules_of_errors_only_can_be_had() -> None:
    command = "import bench.jobs, khronika.examining as e; print({r.severity for r in e.RULES})"
    environment = {jobs.RULES_VARIABLE: "errors", "PYTHONPATH": ":".join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", command], cwd=ROOT, env=environment, check=True, capture_output=True
    )
    assert b"error" in done.stdout.lower()
    assert b"warning" not in done.stdout.lower()


def test_validators_say_no_where_a_label_is_none(bundle: Path) -> None:
    schemas = line_schema.schemas()
    drafts = referencing.jsonschema.DRAFT202012
    registry = referencing.Registry().with_contents(schemas.items(), default_specification=drafts)
    whole = {"$ref": line_schema.NAME}
    slow = jsonschema.Draft202012Validator(whole, registry=registry)
    resources = jsonschema_rs.Registry(list(schemas.items()), draft=jsonschema_rs.Draft202012)
    fast = jsonschema_rs.Draft202012Validator(whole, registry=resources)
    value = orjson.loads(next(jobs.lines(bundle)))
    assert slow.is_valid(value)
    assert fast.is_valid(value)
    value["layers"]["entities"]["annotations"][0]["label"] = "CASTLE"
    assert not slow.is_valid(value)
    assert not fast.is_valid(value)


def test_runs_take_turns_and_the_first_round_does_not_count() -> None:
    order: list[str] = []

    def run(name: str) -> float:
        order.append(name)
        return float(len(order))

    samples = alternate({"a": lambda: run("a"), "b": lambda: run("b")}, 2)
    assert order == ["a", "b"] * 3
    assert samples == {"a": [3, 5], "b": [4, 6]}


def recorded(tmp_path: Path, check: float) -> dict[str, object]:
    path = tmp_path / "record.json"
    record.keep(samples(check), "a machine", path)
    kept: dict[str, object] = orjson.loads(path.read_bytes())
    return kept


def samples(check: float) -> dict[str, list[float]]:
    return {peers.JOBS["orjson"]: [1.0, 1.0, 1.0], peers.JOBS["check"]: [check] * 3}


@pytest.mark.parametrize(
    ("now", "changes"), [(4.0, []), (4.5, []), (5.0, ["worse"]), (3.0, ["better"])]
)
def test_guard_tells_what_left_its_band(now: float, changes: list[str], tmp_path: Path) -> None:
    kept = recorded(tmp_path, check=4.0)
    assert [one.change for one in record.left(samples(now), kept)] == changes


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc")
def test_memory_of_a_command_and_what_it_starts() -> None:
    needs = "held = b'x' * 90_000_000; import time; time.sleep(0.5)"
    starts = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {needs!r}])"
    run = measured([sys.executable, "-c", starts])
    assert run.worker_bytes > 90_000_000 > run.parent_bytes > 1_000_000
    assert run.seconds > 0.5


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc")
def test_growth_is_kept_and_drawn(tmp_path: Path) -> None:
    path = tmp_path / "growth.json"
    growth.grow(
        [4],
        workers=1,
        pieces=2,
        configs=["articles"],
        with_check=False,
        machine="a machine",
        tell=lambda line: None,
        path=path,
    )
    found = msgspec.json.decode(path.read_bytes(), type=growth.Growth)
    (size,) = found.sizes
    assert (size.documents, size.pieces) == (4, 2)
    growth_page.draw(found, tmp_path)
    for name in (growth_page.TIME, growth_page.MEMORY):
        drawn = (tmp_path / name).read_bytes()
        assert ElementTree.fromstring(drawn).tag.endswith("svg")
    first = (tmp_path / growth_page.TIME).read_bytes()
    growth_page.draw(found, tmp_path)
    assert (tmp_path / growth_page.TIME).read_bytes() == first
    assert "4 in 2 pieces" in "\n".join(growth_page.parts(path))
