"""The pages of `docs/` do what they say: every command, every output, every edit."""

import pages
import pytest


@pytest.mark.parametrize("page", pages.pages(), ids=lambda page: f"{page.parent.name}/{page.stem}")
def test_what_a_page_shows_is_what_happens(page, tmp_path):
    read = [pages.difference(*read) for read in pages.Reader(tmp_path).read(page)]
    assert [told for told in read if told] == []


def test_the_pages_are_found():
    names = {page.stem for page in pages.pages()}
    assert {"first-correction", "first-article", "own-corpus"} <= names


def read_text(tmp_path, text):
    page = tmp_path / "page.md"
    page.write_text(text, encoding="utf-8")
    (tmp_path / "home").mkdir()
    return [pages.difference(*read) for read in pages.Reader(tmp_path / "home").read(page)]


def test_a_wrong_output_is_found(tmp_path):
    told = read_text(tmp_path, "```console\n$ echo a; echo b\na\n$ echo c\n...\n```\n")
    assert [one is None for one in told] == [False, True]
    assert told[0].startswith("2: $ echo a; echo b\nExpected:\n")


def test_an_unsaid_output_is_found(tmp_path):
    assert read_text(tmp_path, "```console\n$ echo a\n```\n") != [None]


def test_an_edit_that_does_not_fit_is_found(tmp_path):
    diff = "```diff\n--- a/a.txt\n+++ b/a.txt\n@@ -1 +1 @@\n-no\n+yes\n```\n"
    with pytest.raises(AssertionError, match=r"a\.txt"):
        read_text(tmp_path, diff)
    (tmp_path / "again").mkdir()
    assert read_text(tmp_path / "again", f'```text title="a.txt"\nno\n```\n\n{diff}') == []


def test_commands_are_run_or_said_not_to_be(tmp_path):
    with pytest.raises(AssertionError, match=r"page\.md:1: .*not run"):
        read_text(tmp_path, "```sh\npip install a\n```\n")
    (tmp_path / "again").mkdir()
    text = "<!-- not run: network -->\n\n```sh\npip install a\n```\n\n```console\n$ cd .\n```\n"
    assert read_text(tmp_path / "again", text) == [None]
