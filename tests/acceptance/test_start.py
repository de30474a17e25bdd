"""What a command does not load, for it would be paid for each time."""

import subprocess
import sys

import corpora

HEAVY = ("razdel", "datasets", "pyarrow", "rich.progress", "importlib.metadata", "jsonschema")


def loaded_after(*words: str) -> set[str]:
    """Return the modules that a command has loaded when it is done, without an error."""
    code = (
        "import atexit, sys\n"
        "atexit.register(lambda: print(*sys.modules, file=sys.stderr))\n"
        "from khronika.cli import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, check=True
    )
    return set(done.stderr.split())


def test_a_check_of_our_own_article_needs_no_language_work(root):
    loaded = loaded_after("check", str(root))
    assert "khronika.checker" in loaded
    assert loaded.isdisjoint(HEAVY)


def test_a_check_of_a_clean_minimal_document_needs_no_language_work(base_tree):
    for path in base_tree.rglob(f"{corpora.BASE_ARTICLE}.*"):
        path.unlink()
    text = "Лёд на реке сошёл."
    corpora.add(base_tree, corpora.article("ice-on-the-river", text), text)
    assert loaded_after("check", str(base_tree)).isdisjoint(HEAVY)


def test_help_loads_next_to_nothing():
    loaded = loaded_after("--help")
    assert loaded.isdisjoint((*HEAVY, "khronika.checker", "khronika.rules", "jsonschema_rs"))
