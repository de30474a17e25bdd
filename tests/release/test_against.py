"""Comparing with a release: a release folder and a Git revision tell the same."""

import dataclasses
import shutil
import subprocess
from functools import partial

import corpora
import golden
import msgspec
import pytest

from khronika import baseline, canonical, fix
from khronika.checker import check
from khronika.errors import BaselineNotFound, ReleaseUnreadable
from khronika.formatting import format_tree
from khronika.release.builder import build

ARTICLE = corpora.article_path(corpora.BASE_ARTICLE)
TEXT = ARTICLE.removesuffix(".json") + ".txt"
DATES = corpora.layer_path("dates", corpora.BASE_ARTICLE)
QUOTES = corpora.layer_path("quotes", corpora.BASE_ARTICLE)


def edit(root, path, old, new):
    content = (root / path).read_bytes().decode()
    assert content.count(old) == 1
    (root / path).write_bytes(content.replace(old, new).encode())


def codes(report):
    return [finding.code for finding in report.findings]


def withhold(root):
    """Withhold the text of the base article, as a public tree does: no string of it is left."""
    article = corpora.read_json(root, ARTICLE)
    rights = article["rights"] | {"redistribute": False}
    corpora.write_json(root, ARTICLE, "article", article | {"rights": rights, "title": None})
    (root / TEXT).unlink()


@pytest.fixture
def released(base_tree):
    """The base corpus, tagged as a release."""
    golden.release(base_tree)
    return base_tree


@pytest.fixture(params=["git", "folder"])
def against(request, released, tmp_path):
    """The base corpus as a release, both ways."""
    if request.param == "git":
        return golden.RELEASE
    shutil.copytree(released, tmp_path / "copy")
    for name in ("LICENSE", "LICENSE-DATA"):
        (tmp_path / "copy" / name).write_text("", "utf-8")
    return str(build(tmp_path / "copy", out=tmp_path / "out").path)


def comparable(found):
    whole = found.whole
    parts = (found.articles, whole.version, whole.layers, whole.changelog)
    return *parts, whole.records["registry"]


def test_a_release_folder_and_a_revision_tell_the_same(released, against):
    found = baseline.read(against, released)
    assert comparable(found) == comparable(baseline.read("HEAD", released))
    text = (released / TEXT).read_bytes().decode()
    assert found.text_of(corpora.BASE_ARTICLE) == text


def test_so_they_do_for_several_splits_and_missing_values(mixed_release, mixed_tree, tmp_path):
    shutil.copytree(mixed_tree, tmp_path / "tree")
    golden.release(tmp_path / "tree")
    folder, revision = (
        baseline.read(name, tmp_path / "tree") for name in (str(mixed_release), "HEAD")
    )
    assert folder.articles == revision.articles
    assert folder.whole.records["registry"] == revision.whole.records["registry"]


def test_so_they_do_for_a_withheld_text(base_tree, tmp_path):
    withhold(base_tree)
    golden.release(base_tree)
    folder = baseline.read(str(build(base_tree, out=tmp_path / "out").path), base_tree)
    revision = baseline.read("HEAD", base_tree)
    assert folder.articles == revision.articles
    assert folder.text_of(corpora.BASE_ARTICLE) is revision.text_of(corpora.BASE_ARTICLE) is None


def test_our_own_corpus_is_what_its_release_says(release, tree):
    assert codes(check(tree, against=str(release))) == []


def test_what_is_as_released_has_no_findings(released, against):
    assert codes(check(released, against=against)) == []


def test_every_rule_compares_with_both(released, against):
    edit(released, TEXT, "до двадцати судов", "до двадцати лодок")
    edit(released, ARTICLE, '"split": "train"', '"split": "test"')
    edit(released, DATES, '"value": "P1Y"', '"value": "P1Y", "quant": "EACH"')
    edit(released, DATES, '"id": "d1"', '"id": "d9"')
    edit(released, DATES, '"id": "d4"', '"id": "d1"')
    found = set(codes(check(released, against=against)))
    assert {f"K80{n}" for n in range(1, 7)} <= found


def test_an_article_that_is_gone_is_named(released, against):
    for path in list(released.rglob(f"{corpora.BASE_ARTICLE}.*")):
        path.unlink()
    findings = check(released, against=against).findings
    assert [f.article for f in findings if f.code == "K803"] == [corpora.BASE_ARTICLE]


def test_one_path_is_compared_by_itself(released, against):
    edit(released, DATES, '"value": "P1Y"', '"value": "P1Y", "quant": "EACH"')
    assert codes(check(released, only=[DATES], against=against)) == ["K802"]
    assert codes(check(released, only=["annotations/entities"], against=against)) == ["K802"]
    assert "K805" in codes(check(released, against=against))


def test_columns_that_the_release_lacks_ask_for_a_minor(released, tmp_path, monkeypatch):
    release = str(build(released, out=tmp_path / "out").path)
    found = baseline.read(release, released)
    columns = found.whole.columns
    fewer = {config: {*names} - {"genre"} for config, names in columns.items()}
    more = {config: {*names} | {"mood"} for config, names in columns.items()}
    for columns, version, told in (
        (fewer, "0.1.1", "column `articles.genre` added"),
        (more, "0.1.1", "column `articles.mood` removed"),
    ):
        whole = msgspec.structs.replace(found.whole, columns=columns)
        changed = dataclasses.replace(found, whole=whole)
        monkeypatch.setattr(baseline, "read", lambda *_, changed=changed: changed)
        corpora.change_info(released, version=version)
        (finding,) = [f for f in check(released, against=release).findings if f.code == "K806"]
        assert told in finding.message
        assert "set `version` to 0.2.0" in finding.help


def test_a_layer_that_the_corpus_never_had_is_no_change(base_tree, tmp_path):
    corpora.change_info(base_tree, layers={"entities": "v1", "dates": "v1"})
    (base_tree / QUOTES).unlink()
    release = str(build(base_tree, out=tmp_path / "out").path)
    assert codes(check(base_tree, against=release)) == []
    corpora.change_info(base_tree, layers={"dates": "v1"})
    (base_tree / corpora.layer_path("entities", corpora.BASE_ARTICLE)).unlink()
    (finding,) = [f for f in check(base_tree, against=release).findings if f.code == "K806"]
    assert "layer `entities` removed" in finding.message


def test_fix_and_fmt_set_the_same_revision(released, against):
    edit(released, DATES, '"value": "P1Y"', '"value": "P1Y", "quant": "EACH"')
    edit(released, QUOTES, '"revision": 1', '"revision": 7')
    before = {path: (released / path).read_bytes() for path in (DATES, QUOTES)}
    fixed, _ = fix.apply_safe_fixes(released, partial(check, released, against=against))
    assert [finding.code for finding in fixed] == ["K802", "K802"]
    by_fix = {path: (released / path).read_bytes() for path in before}
    for path, data in before.items():
        (released / path).write_bytes(data)
    written, left = format_tree(released, baseline.read(against, released))
    assert (written, left) == ([DATES, QUOTES], [])
    assert {path: (released / path).read_bytes() for path in before} == by_fix
    assert corpora.read_json(released, DATES)["revision"] == 2
    assert corpora.read_json(released, QUOTES)["revision"] == 1


def new_article(root):
    text = "Лёд на реке сошёл 20 октября."
    dates = [{"id": "d1", **corpora.span(text, "20 октября"), "type": "DATE"}]
    dates[0] |= {"value": "2025-10-20", "anchor": "dct"}
    corpora.add(root, corpora.article("ice", text), text, dates=dates)


def test_hashes_of_an_unreleased_article_are_fixed(released, against):
    new_article(released)
    text = released / corpora.article_path("ice").replace(".json", ".txt")
    text.write_text("Лёд на реке наконец сошёл 20 октября.", "utf-8")
    fixed, report = fix.apply_safe_fixes(released, partial(check, released, against=against))
    assert {finding.code for finding in fixed} == {"K003", "K301"}
    assert not {"K003", "K204", "K301"} & set(codes(report))
    for layer in ("entities", "dates", "quotes"):
        stored = corpora.read_json(released, corpora.layer_path(layer, "ice"))
        assert stored["text_sha256"] == corpora.sha256(text.read_text("utf-8"))


def test_those_of_a_released_one_are_not(released, against):
    edit(released, TEXT, "до двадцати судов", "до двадцати лодок")
    before = (released / ARTICLE).read_bytes()
    fixed, report = fix.apply_safe_fixes(released, partial(check, released, against=against))
    assert "K003" not in [finding.code for finding in fixed]
    assert {"K003", "K801"} <= set(codes(report))
    assert (released / ARTICLE).read_bytes() == before


def test_a_stale_layer_of_an_unreleased_article_is_fixed_if_it_fits(released, against):
    new_article(released)
    path = corpora.layer_path("dates", "ice")
    right = (released / path).read_bytes()
    stale = corpora.read_json(released, path) | {"text_sha256": "0" * 64}
    (released / path).write_bytes(canonical.to_bytes(stale, "dates"))
    fixed, _ = fix.apply_safe_fixes(released, partial(check, released, against=against))
    assert [finding.code for finding in fixed] == ["K204"]
    assert (released / path).read_bytes() == right


def git(root, *command):
    identity = ("-c", "user.name=A", "-c", "user.email=a@b")
    subprocess.run(["git", *identity, *command], cwd=root, check=True, capture_output=True)


def test_git_gives_the_bytes_that_it_stores(released):
    """Attributes change what is checked out and archived, not what was committed."""
    (released / ".gitattributes").write_text(
        "*.txt text eol=crlf ident export-subst export-ignore\n"
    )
    git(released, "add", ".gitattributes")
    git(released, "commit", "--quiet", "--message", "B")
    text = (released / TEXT).read_bytes().decode()
    assert baseline.read("HEAD", released).text_of(corpora.BASE_ARTICLE) == text


def test_a_corpus_below_the_root_of_its_repository(base_tree):
    golden.release(base_tree.parent)
    assert list(baseline.read(golden.RELEASE, base_tree).articles) == [corpora.BASE_ARTICLE]


def test_the_variables_of_a_git_hook_do_not_mislead(released, monkeypatch, tmp_path):
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", "no-such-index")
    assert codes(check(released, against="HEAD")) == []


def test_a_link_in_a_revision_is_not_followed(released):
    (released / TEXT).unlink()
    (released / TEXT).symlink_to("/etc/hostname")
    git(released, "add", ".")
    git(released, "commit", "--quiet", "--message", "B")
    assert baseline.read("HEAD", released).text_of(corpora.BASE_ARTICLE) is None


@pytest.mark.parametrize("name", ["v9.9.9", "--all", "", "no/such/folder", "HEAD:corpus", "\n"])
def test_what_names_nothing_is_said(released, name):
    with pytest.raises(BaselineNotFound, match="release folder or a Git revision"):
        baseline.read(name, released)


def test_no_repository(base_tree, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(base_tree.parent))
    with pytest.raises(BaselineNotFound, match="in no Git repository"):
        baseline.read("HEAD", base_tree)


def test_no_git(released, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BaselineNotFound, match="needs Git"):
        baseline.read("HEAD", released)


def test_a_revision_without_a_corpus(released):
    git(released, "checkout", "--quiet", "--orphan", "empty")
    git(released, "rm", "-r", "--quiet", "--cached", ".")
    git(released, "commit", "--quiet", "--allow-empty", "--message", "B")
    with pytest.raises(BaselineNotFound, match=r"found no corpus/corpus\.json"):
        baseline.read("HEAD", released)


@pytest.mark.parametrize(
    ("path", "named"),
    [
        (DATES, corpora.BASE_ARTICLE),
        ("corpus/corpus.json", "corpus/corpus.json"),
        ("annotations/registry/v1/registry.json", "registry.json"),
    ],
)
def test_a_revision_with_errors(released, path, named):
    (released / path).write_text("{", "utf-8")
    git(released, "add", ".")
    git(released, "commit", "--quiet", "--message", "B")
    with pytest.raises(BaselineNotFound, match="has errors at HEAD") as caught:
        baseline.read("HEAD", released)
    assert named in str(caught.value)


def test_a_release_without_articles(released, tmp_path):
    path = build(released, out=tmp_path / "out", configs=["dates"]).path
    with pytest.raises(BaselineNotFound, match="without the config `articles`"):
        baseline.read(str(path), released)


@pytest.mark.parametrize("damage", ["manifest", "table", "missing"])
def test_a_damaged_release(released, tmp_path, damage):
    path = build(released, out=tmp_path / "out").path
    (table,) = (path / "data/articles").glob("*.parquet")
    if damage == "manifest":
        (path / "manifest.json").write_text("<html>", "utf-8")
    elif damage == "table":
        table.write_bytes(table.read_bytes()[:100])
    else:
        table.unlink()
    with pytest.raises(ReleaseUnreadable, match="cannot be read"):
        baseline.read(str(path), released)
