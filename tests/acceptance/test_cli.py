"""What all commands have in common, as a user meets them: in a process of its own."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from commands import run

from khronika.cli import main


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["check", "--formt", "json"], "No such option"),
        (["check", "--format", "xml"], "'xml' is not one of"),
        (["check", "no-such-file"], "khronika: no-such-file: there is no such file or folder"),
        (["check", "."], "found no corpus/corpus.json"),
        (["fmt"], "found no corpus/corpus.json"),
        (["chekc"], "No such command 'chekc'"),
        (["build", "--out", "a-file"], "'a-file' is a file"),
        (["explain", "K30"], "there is no rule 'K30'; did you mean K3"),
        (["explain", "surface-mismach"], "did you mean K301?"),
        (["explain", "зззз"], "`khronika explain` lists them"),
        (["show", "vestikavkaza-2025-10-24-putin-aliyev-cal"], "did you mean `vestikavkaza-2025"),
    ],
)
def test_wrong_usage_is_status_2_with_one_clear_message(arguments, message, nowhere):
    (nowhere / "a-file").touch()
    done = run(*arguments, cwd=nowhere)
    assert done.status == 2
    assert message in done.err
    assert done.out == ""


@pytest.mark.parametrize(
    "code",
    [
        "import khronika",
        "import khronika; khronika.check()",
        "from khronika.cli import main; main(['--help'], standalone_mode=False)",
        "from khronika.cli import main; main(['build', '--help'], standalone_mode=False)",
    ],
)
def test_nothing_heavy_is_imported(code, nowhere):
    """`datasets` takes most of a second to import, and Arrow a tenth of one."""
    told = "import sys; print(sorted({'pyarrow', 'datasets', 'pandas'} & set(sys.modules)))"
    program = f"try:\n    {code}\nexcept SystemExit:\n    pass\n{told}"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=nowhere, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_version_is_that_of_the_package(nowhere):
    checkout = Path(__file__).parents[2]
    project = tomllib.loads((checkout / "pyproject.toml").read_text("utf-8"))["project"]
    assert run("--version", cwd=nowhere).out == f"khronika {project['version']}\n"


def test_help_names_every_command_with_a_sentence(nowhere):
    done = run("--help", cwd=nowhere)
    assert done.status == 0
    listed = [line.split(maxsplit=1) for line in done.out.split("Commands:\n")[1].splitlines()]
    assert {"build", "check", "diff", "verify"} <= main.commands.keys()
    assert [name for name, _ in listed] == sorted(main.commands)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("arguments", [["check"], ["check", "--format", "json"], ["stats"]])
def test_output_that_cannot_be_written_is_said_in_one_line(base_tree, arguments):
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "khronika", *arguments],
            cwd=base_tree,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stderr) == (2, "khronika: No space left on device\n")
