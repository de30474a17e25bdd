"""Writes the reference pages that are derived from the code, into `docs/reference/`.

`python docs/generate.py` writes them; with `--check` it only tells whether they are as they
would be written, and fails if not.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import click
import schema_pages
import tei_page

import khronika
from khronika import schema
from khronika.cli import main as cli
from khronika.release.columns import COLUMNS, ROW_OF, Column
from khronika.rules import RULES

REFERENCE = Path(__file__).parent / "reference"
NOTE = "<!-- Written by docs/generate.py; do not edit. -->"


def pages() -> Iterator[tuple[str, str]]:
    """Yield the path, below `docs/reference/`, and the content of every page.

    The note stands below the title, which the site takes from a page's first line.
    """
    for name, content in _contents():
        title, rest = content.split("\n\n", maxsplit=1)
        yield name, f"{title}\n\n{NOTE}\n\n{rest}"


def _contents() -> Iterator[tuple[str, str]]:
    yield "columns.md", _columns()
    yield "cli.md", _cli()
    yield "codes/README.md", _codes()
    yield "tei.md", tei_page.page()
    for rule in RULES:
        title = f"# {rule.code} {rule.name}\n\n"
        yield f"codes/{rule.code}.md", f"{title}{rule.facts}\n\n{rule.page}"
    yield "files/README.md", schema_pages.index()
    for kind in schema.KINDS:
        yield f"files/{kind}.md", schema_pages.page(kind)
    yield "python.md", _python()


def _columns() -> str:
    parts = [
        "# Columns\n\nThe tables of a release. Every column may hold null in Parquet; *nullable* "
        "here says which ones do. Labels are strings in Parquet and `ClassLabel` in `datasets`. "
        "Offsets count Unicode code points of the article's text, 0-based and half-open.\n"
    ]
    for config, columns in COLUMNS.items():
        parts.append(f"\n## {config}\n\nOne row per {ROW_OF[config]}.\n")
        parts.append("\n| column | type | nullable | meaning |\n| --- | --- | --- | --- |")
        for column in columns:
            parts.extend(_rows(column, ""))
        parts.append("")
    return "\n".join(parts)


def _rows(column: Column, prefix: str) -> Iterator[str]:
    one = "struct" if column.fields else "label" if column.labels else column.type
    type_ = f"list of {one}" if column.many else one
    name = f"{prefix}{column.name}"
    yield f"| `{name}` | {type_} | {'yes' if column.nullable else ''} | {column.meaning} |"
    for field in column.fields:
        yield from _rows(field, f"{name}.")


def _cli() -> str:
    context = cli.make_context("khronika", [], resilient_parsing=True, terminal_width=80)
    parts = ["# Commands\n", f"```text\n{cli.get_help(context)}\n```"]
    parts += _commands(cli, context)
    return "\n".join(parts) + "\n"


def _commands(group: click.Group, context: click.Context) -> Iterator[str]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        inner = click.Context(command, info_name=name, parent=context, terminal_width=80)
        if isinstance(command, click.Group):
            yield from _commands(command, inner)
        else:
            yield f"\n## {inner.command_path}\n\n```text\n{command.get_help(inner)}\n```"


def _codes() -> str:
    rows = [
        f"| [{rule.code}]({rule.code}.md) | {rule.name} | {rule.severity} | {rule.sentence} |"
        for rule in RULES
    ]
    return (
        "# Rules\n\nThe same pages as `khronika explain CODE`.\n\n"
        "| code | name | severity | demands |\n| --- | --- | --- | --- |\n" + "\n".join(rows) + "\n"
    )


def _python() -> str:
    """Name the public objects; mkdocstrings puts their docstrings there when the site is built."""
    groups: dict[str, list[str]] = {"Functions": [], "Classes": [], "Errors": []}
    for name in khronika.__all__:
        public = getattr(khronika, name)
        if isinstance(public, str):
            continue
        is_error = isinstance(public, type) and issubclass(public, Exception)
        kind = "Errors" if is_error else "Classes" if isinstance(public, type) else "Functions"
        groups[kind].append(f"::: khronika.{name}\n")
    parts = ["# Python\n\nThe public names of the package `khronika`.\n"]
    for kind, entries in groups.items():
        parts.append(f"## {kind}\n\n" + "\n".join(entries))
    return "\n".join(parts)


def _written() -> dict[str, str]:
    """Return the pages of `docs/reference/` that this script wrote; others are written by hand."""
    found = {
        path.relative_to(REFERENCE).as_posix(): path.read_text(encoding="utf-8")
        for path in REFERENCE.rglob("*.md")
    }
    return {name: content for name, content in found.items() if NOTE in content}


def main() -> int:
    expected = dict(pages())
    if "--check" in sys.argv[1:]:
        found = _written()
        stale = sorted(name for name in expected | found if expected.get(name) != found.get(name))
        for name in stale:
            print(f"docs/reference/{name} is not as the code has it: run python docs/generate.py")
        return 1 if stale else 0
    for old in _written():
        (REFERENCE / old).unlink()
    for name, content in expected.items():
        path = REFERENCE / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
