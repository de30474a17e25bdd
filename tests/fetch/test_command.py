"""`khronika download`."""

import orjson
import servers
from fetching import VERSION, finished
from fetching import khronika as run
from folders import content

import khronika


def test_the_command_tells_what_it_did(served, published, nowhere, tmp_path):
    arguments = ("download", VERSION, "--from", served.url, "--to", "to")
    status, out, err = finished(run(*arguments, cwd=nowhere))
    size = sum(
        file["size"] for file in orjson.loads((published / "manifest.json").read_bytes())["files"]
    )
    count = len(content(published)) - 1
    assert (status, out) == (
        0,
        f"downloaded to/khronika-{VERSION}\n  {count} files, {size:,} bytes\n",
    )
    assert err == "khronika: no corpus here; using the one that ships with this package\n"
    status, out, _ = finished(run(*arguments, cwd=nowhere))
    assert (status, out.split("\n")[0]) == (0, f"unchanged: to/khronika-{VERSION}")
    status, out, err = finished(run("download", cwd=nowhere))
    assert (status, out, err.splitlines()[-1]) == (
        2, "", "khronika: expected a VERSION such as 0.1.0; --list shows which are known"
    )  # fmt: skip


def test_the_command_lists_what_is_known(published, nowhere):
    assert finished(run("download", VERSION, "--from", published, cwd=nowhere))[0] == 0
    status, out, _ = finished(run("download", "--list", cwd=nowhere))
    shipped = khronika.open_corpus().info.version
    lines = {line.split()[0]: line for line in out.splitlines()}
    assert status == 0
    assert "ships with this package" in lines[shipped]
    assert f"cached: {khronika.download(VERSION).path}" in lines[VERSION]


def test_the_command_is_for_the_corpus_that_it_stands_in(published, keeping, tmp_path):
    status, out, err = finished(run("download", "--list", cwd=keeping))
    assert (status, err) == (0, "")
    assert [line.split()[0] for line in out.splitlines()] == [VERSION, "1.0.0"]
    assert out.splitlines()[1].split(maxsplit=2)[1:] == ["unreleased", "the corpus here"]


def test_a_failure_is_one_line(served, nowhere):
    served.forever = True
    served.tricks["*"] = [servers.sign_in]
    status, out, err = finished(run("download", VERSION, "--from", served.url, cwd=nowhere))
    assert (status, out) == (2, "")
    assert len(err.splitlines()) == 2
    assert err.splitlines()[-1].startswith(
        f"khronika: `{served.url}/manifest.json`: expected a man"
    )
