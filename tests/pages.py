"""Documentation that is run: what a page of `docs/` tells its reader to do, done.

In tutorials and how-to pages,

- ```` ```console ```` runs the commands after `$ ` (`> ` continues one), one after the other; what
  stands below a command is all that it prints, and `...` stands for anything;
- ```` ```diff ```` is applied with `git apply`;
- any block with `title="PATH"` is written to that file;
- a block of commands that cannot be run here has `<!-- not run: reason -->` above it.

A page starts in a folder that holds `khronika`, a clone of the repository. After a deliberate
change of what a command prints, `python tests/pages.py` writes the outputs anew, apart from those
with `...`; read the diff.
"""

import doctest
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from khronika import bundled
from khronika.source.layout import RELEASES

DOCS = Path(__file__).parents[1] / "docs"
EXAMPLES = DOCS.with_name("examples")
COMMANDS = {"bash", "console", "python", "pycon", "sh", "shell"}
"""Languages of blocks that a reader runs."""

NOT_RUN = "<!-- not run: "
TIMEOUT = 120
"""Seconds that one command may take."""


def pages() -> list[Path]:
    """Return the pages whose blocks are run."""
    return sorted([*DOCS.glob("tutorials/*.md"), *DOCS.glob("how-to/*.md")])


@dataclass(frozen=True)
class Step:
    """A command of a page, its 0-based line there, and what the page says that it prints."""

    line: int
    command: str
    expected: list[str]


def steps(token: Token) -> list[Step]:
    """Return the commands of a console block."""
    found: list[Step] = []
    assert token.map is not None
    for number, line in enumerate(token.content.splitlines(), start=token.map[0] + 1):
        if line.startswith("$ "):
            found.append(Step(number, line[2:], []))
        elif line.startswith("> ") and not found[-1].expected:
            last = found.pop()
            found.append(Step(number, f"{last.command}\n{line[2:]}", []))
        else:
            assert found, f"line {number + 1}: a console block begins with `$ `"
            found[-1].expected.append(line)
    return found


@dataclass
class Reader:
    """Somebody who does what a page says, in the new folder `home`."""

    home: Path
    place: Path = field(init=False)

    def __post_init__(self) -> None:
        self.place = self.home
        tools = self.home / ".tools"
        tools.mkdir()
        for name, arguments in {"python": "", "khronika": "-m khronika", "dask": "-m dask"}.items():
            (tools / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" {arguments} "$@"\n')
            (tools / name).chmod(0o755)
        clone = self.home / "khronika"
        for name in ("corpus", "annotations", "schema", RELEASES):
            if (bundled.root() / name).is_dir():
                shutil.copytree(bundled.root() / name, clone / name)
        shutil.copytree(EXAMPLES, clone / "examples", ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("CHANGELOG.md", "CITATION.cff", "LICENSE", "LICENSE-DATA"):
            shutil.copy(bundled.root() / name, clone)
        (clone / ".gitignore").write_text("/dist/\n")
        self.run("cd khronika && git init -q -b main && git add . && git commit -q -m Clone; cd ..")

    def run(self, command: str) -> list[str]:
        """Run `command` in a shell, as if after the one before, and return what it prints."""
        left = self.home / ".tools" / "place"
        done = subprocess.run(
            ["bash", "-c", f'{command}\npwd > "{left}"'],
            cwd=self.place,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=TIMEOUT,
            check=False,
        )
        self.place = Path(left.read_text("utf-8").rstrip("\n"))
        return [line.rstrip() for line in done.stdout.rstrip().splitlines()]

    def _environment(self) -> dict[str, str]:
        tools = self.home / ".tools"
        names = {"GIT_AUTHOR_NAME": "Reader", "GIT_COMMITTER_NAME": "Reader"}
        mails = {"GIT_AUTHOR_EMAIL": "r@example.org", "GIT_COMMITTER_EMAIL": "r@example.org"}
        apart = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "HOME": str(tools)}
        shown = {"COLUMNS": "80", "LC_ALL": "C.UTF-8", "GIT_PAGER": "cat"}
        shown["HF_DATASETS_DISABLE_PROGRESS_BARS"] = "1"
        path = {"PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"}
        return os.environ | names | mails | apart | shown | path

    def write(self, path: str, content: str) -> None:
        """Write a file, below where the reader is."""
        (self.place / path).parent.mkdir(parents=True, exist_ok=True)
        (self.place / path).write_text(content, encoding="utf-8", newline="\n")

    def apply(self, diff: str) -> None:
        """Apply a diff, below where the reader is."""
        (self.home / ".tools" / "diff").write_text(diff, encoding="utf-8", newline="\n")
        told = self.run(f"git apply --unidiff-zero '{self.home}/.tools/diff'")
        assert told == [], f"{told}\n{diff}"

    def read(self, page: Path) -> Iterator[tuple[Step, list[str]]]:
        """Do what `page` says, and yield each command with what it really prints."""
        above = ""
        for token in MarkdownIt().parse(page.read_text(encoding="utf-8")):
            if token.type == "fence" and not above.startswith(NOT_RUN):
                yield from self._do(token, page)
            if token.type in ("html_block", "fence"):
                above = token.content
            elif token.content:
                above = ""

    def _do(self, token: Token, page: Path) -> Iterator[tuple[Step, list[str]]]:
        language, title = token.info.split(" ")[0], re.search(r'title="(.+?)"', token.info)
        if title:
            self.write(title[1], token.content)
        elif language == "diff":
            self.apply(token.content)
        elif language == "console":
            for step in steps(token):
                yield step, self.run(step.command)
        else:
            assert token.map is not None
            place = f"{page.name}:{token.map[0] + 1}"
            assert language not in COMMANDS, f"{place}: write it as console, or say why not run"


def difference(step: Step, printed: list[str]) -> str | None:
    """Return how what was printed differs from what the page says, or None."""
    checker = doctest.OutputChecker()
    want, got = ("".join(f"{line}\n" for line in lines) for lines in (step.expected, printed))
    example = doctest.Example("", want)
    if checker.check_output(want, got, doctest.ELLIPSIS):
        return None
    return f"{step.line + 1}: $ {step.command}\n" + checker.output_difference(example, got, 0)


def rewrite(page: Path, home: Path) -> None:
    """Write the outputs of `page` anew, apart from those with `...`."""
    lines = page.read_text(encoding="utf-8").split("\n")
    for step, printed in reversed(list(Reader(home).read(page))):
        if difference(step, printed) and not any("..." in line for line in step.expected):
            lines[step.line + 1 : step.line + 1 + len(step.expected)] = printed
    page.write_text("\n".join(lines), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    for chosen in [Path(name).resolve() for name in sys.argv[1:]] or pages():
        with tempfile.TemporaryDirectory() as folder:
            rewrite(chosen, Path(folder))
