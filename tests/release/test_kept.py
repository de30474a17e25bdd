"""Releases kept under `releases/`: written once, compared with by default, trusted by hash."""

import json
import shutil
import subprocess
import sys

import corpora
import differences
import golden
import orjson
import pytest

from khronika import baseline, bundled, kept, schema
from khronika.checker import check
from khronika.diff.compare import diff
from khronika.errors import BaselineNotFound, BuildRefused
from khronika.formatting import format_tree
from khronika.keeping import keep
from khronika.release.builder import build

TEXT = corpora.article_path(corpora.BASE_ARTICLE).removesuffix(".json") + ".txt"
DATES = corpora.layer_path("dates", corpora.BASE_ARTICLE)
FOLDER = "releases/0.1.0"


def git(root, *command):
    identity = ("-c", "user.name=A", "-c", "user.email=a@b")
    subprocess.run(["git", *identity, *command], cwd=root, check=True, capture_output=True)


def commit(root, message="B"):
    git(root, "add", ".")
    git(root, "commit", "--quiet", "--message", message)


def edit(root, path, old, new):
    content = (root / path).read_bytes().decode()
    assert content.count(old) == 1
    (root / path).write_bytes(content.replace(old, new).encode())


def codes(report):
    return [finding.code for finding in report.findings]


@pytest.fixture
def kept_tree(base_tree, tmp_path):
    """The base corpus in Git, whose release is kept in the commit after."""
    golden.release(base_tree)
    git(base_tree, "tag", "--delete", golden.RELEASE)
    assert keep(base_tree, build(base_tree, out=tmp_path / "out"))
    commit(base_tree)
    return base_tree


def without_git(root):
    shutil.rmtree(root / ".git")
    return root


def test_what_is_kept(kept_tree, tmp_path):
    assert sorted(path.name for path in (kept_tree / "releases").iterdir()) == ["0.1.0"]
    manifest = (kept_tree / FOLDER / "manifest.json").read_bytes()
    (release,) = (tmp_path / "out").glob("*-0.1.0")
    assert manifest == (release / "manifest.json").read_bytes()
    data = (kept_tree / FOLDER / "articles.json").read_bytes()
    value = orjson.loads(data)
    assert schema.is_valid("kept", value)
    lines = [line for line in data.decode().split("\n") if line.startswith('    {"id": "')]
    assert len(lines) == len(value["articles"]) == 1
    assert codes(check(kept_tree)) == []


def test_it_tells_what_the_corpus_was(kept_tree):
    found = baseline.read("0.1.0", kept_tree)
    now = differences.snapshot(kept_tree, "now")
    assert (found.articles, found.whole) == (now.articles, now.whole)
    by_path = baseline.read(str(kept_tree / FOLDER), kept_tree)
    assert (by_path.articles, by_path.whole) == (now.articles, now.whole)


def test_a_released_text_that_changed_is_found_without_a_flag(kept_tree):
    edit(kept_tree, TEXT, "до двадцати судов", "до двадцати лодок")
    found = check(kept_tree).findings
    (finding,) = [finding for finding in found if finding.code == "K801"]
    assert "which goes on with `судов" in finding.message
    without_git(kept_tree)
    (finding,) = [finding for finding in check(kept_tree).findings if finding.code == "K801"]
    assert finding.message == "the text is not the one in release 0.1.0"
    assert "K801" not in codes(check(kept_tree, against=False))


def test_every_rule_of_history_compares_with_it(kept_tree):
    edit(kept_tree, TEXT, "до двадцати судов", "до двадцати лодок")
    article = corpora.article_path(corpora.BASE_ARTICLE)
    edit(kept_tree, article, '"split": "train"', '"split": "test"')
    edit(kept_tree, DATES, '"value": "P1Y"', '"value": "P1Y", "quant": "EACH"')
    edit(kept_tree, DATES, '"id": "d1"', '"id": "d9"')
    edit(kept_tree, DATES, '"id": "d4"', '"id": "d1"')
    edit(kept_tree, "CHANGELOG.md", "## 0.1.0", "## Unreleased\n\n## 0.1.0")
    assert {f"K80{n}" for n in range(1, 7)} - {"K803"} <= set(codes(check(kept_tree)))
    shutil.copyfile(golden.CASES / "base" / TEXT, kept_tree / TEXT)
    assert "K803" in codes(check(kept_tree))


def test_one_path_is_compared_by_itself(kept_tree):
    edit(kept_tree, DATES, '"value": "P1Y"', '"value": "P1Y", "quant": "EACH"')
    assert codes(check(kept_tree, only=[DATES])) == ["K802"]


def test_fmt_raises_the_revision_by_it(kept_tree):
    edit(kept_tree, DATES, '"value": "P1Y"', '"value": "P1Y", "quant": "EACH"')
    format_tree(kept_tree, baseline.chosen(None, kept_tree))
    assert corpora.read_json(kept_tree, DATES)["revision"] == 2


def test_the_newest_is_compared_with(kept_tree, tmp_path):
    corpora.change_info(kept_tree, version="0.10.0")
    keep(kept_tree, build(kept_tree, out=tmp_path / "out"))
    (kept_tree / "releases/0.9.0").mkdir()
    assert kept.versions(kept_tree) == ["0.1.0", "0.10.0"]
    assert baseline.chosen(None, kept_tree).name == "release 0.10.0"


def test_git_gives_the_fields(kept_tree):
    edit(kept_tree, DATES, '"value": "P1Y"', '"value": "P1Y", "quant": "EACH"')
    commit(kept_tree, "C")
    found = diff(baseline.read("0.1.0", kept_tree), differences.snapshot(kept_tree, "now"))
    (article,) = found.articles.changed
    assert article.in_full
    (change,) = article.layers["dates"].changed
    assert [(one.field, one.after) for one in change.fields] == [("quant", "EACH")]
    assert found.notes == []


def differing(root):
    """Change, add and remove a date, a registry entry and a field of the article."""
    path = root / DATES
    value = json.loads(path.read_text("utf-8"))
    value["annotations"][3]["quant"] = "EACH"
    value["annotations"].append(value["annotations"][1] | {"id": "d9"})
    del value["annotations"][0]
    corpora.write_json(root, DATES, "dates", value)
    edit(root, differences.REGISTRY, "Марк Лужин", "Марк Озёрский")
    edit(root, corpora.article_path(corpora.BASE_ARTICLE), '"genre": "news"', '"genre": "report"')


def test_without_git_hashes_name_what_differs(kept_tree):
    differing(kept_tree)
    full = diff(baseline.read("0.1.0", kept_tree), differences.snapshot(kept_tree, "now"))
    without_git(kept_tree)
    found = diff(baseline.read("0.1.0", kept_tree), differences.snapshot(kept_tree, "now"))
    assert found.bump == full.bump
    assert [one.id for one in found.records["registry"]] == ["mark-luzhin"]
    named, in_full = (d.articles.changed[0].layers["dates"] for d in (found, full))
    for side in ("added", "removed", "changed"):
        ids = [one.id for one in getattr(named, side)]
        assert ids == [one.id for one in getattr(in_full, side)]
        assert ids
    assert found.articles.changed[0].other_fields
    assert "can be had by hashes alone" in found.notes[0]


def test_a_shallow_clone_has_what_is_the_same_and_says_what_it_has_not(kept_tree, tmp_path):
    differing(kept_tree)
    commit(kept_tree, "C")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--depth", "1", f"file://{kept_tree}", str(clone))
    found = diff(baseline.read("0.1.0", clone), differences.snapshot(clone, "now"))
    assert not found.articles.changed[0].in_full
    assert len(found.notes) == 1


def test_what_git_has_is_used_only_if_it_fits(base_tree, tmp_path):
    """The commit that keeps a release also changes the corpus: its content is not the release's."""
    golden.release(base_tree)
    git(base_tree, "tag", "--delete", golden.RELEASE)
    release = build(base_tree, out=tmp_path / "out")
    keep(base_tree, release)
    differing(base_tree)
    commit(base_tree)
    before = baseline.read("0.1.0", base_tree)
    assert list(before.documents([corpora.BASE_ARTICLE])) == []
    assert "mark-luzhin" not in before.records()["registry"]
    assert "anna-vereskova" in before.records()["registry"]
    git(base_tree, "tag", golden.RELEASE, "HEAD^")
    assert [one.id for one in before.documents([corpora.BASE_ARTICLE])] == [corpora.BASE_ARTICLE]


def test_keeping_twice_is_no_change_and_another_is_refused(kept_tree, tmp_path):
    release = build(kept_tree, out=tmp_path / "out")
    assert not keep(kept_tree, release)
    edit(kept_tree, DATES, '"value": "P1Y"', '"value": "P1Y", "quant": "EACH"')
    with pytest.raises(BuildRefused, match="not a release of the corpus as it is now"):
        keep(kept_tree, release)
    other = build(kept_tree, out=tmp_path / "other")
    before = (kept_tree / FOLDER / "articles.json").read_bytes()
    with pytest.raises(BuildRefused, match=r"another release 0\.1\.0 is kept"):
        keep(kept_tree, other)
    assert (kept_tree / FOLDER / "articles.json").read_bytes() == before
    assert keep(kept_tree, other, force=True)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"{", "it is no JSON"),
        (b"\xff", "it is no JSON"),
        (b"{}", "is missing"),
        (b"[1]", "expected an object"),
    ],
)
def test_a_damaged_one_is_said(kept_tree, content, told):
    (kept_tree / FOLDER / "articles.json").write_bytes(content)
    with pytest.raises(BaselineNotFound, match=told) as caught:
        check(kept_tree)
    assert "restore it" in str(caught.value)


def test_one_in_the_wrong_folder_is_said(kept_tree):
    (kept_tree / FOLDER).rename(kept_tree / "releases/0.3.0")
    with pytest.raises(BaselineNotFound, match=r"its version is 0\.1\.0"):
        check(kept_tree)


def test_a_link_is_not_followed(kept_tree, tmp_path):
    path = kept_tree / FOLDER / "articles.json"
    path.rename(tmp_path / "elsewhere.json")
    path.symlink_to(tmp_path / "elsewhere.json")
    with pytest.raises(BaselineNotFound, match="symbolic link"):
        baseline.read("0.1.0", kept_tree)


@pytest.mark.parametrize(
    "path", ["releases/notes.txt", "releases/v0.1.0/manifest.json", "releases/0.1.0/data.parquet"]
)
def test_what_does_not_belong_there_is_found(kept_tree, path):
    (kept_tree / path).parent.mkdir(exist_ok=True)
    (kept_tree / path).write_text("", "utf-8")
    assert [f.location.path for f in check(kept_tree).findings if f.code == "K013"] == [path]


def test_a_version_that_is_not_kept(kept_tree):
    with pytest.raises(BaselineNotFound, match=r"0\.2\.0.*kept here: 0\.1\.0"):
        baseline.read("0.2.0", kept_tree)


def run(root, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "khronika", *arguments],
        cwd=root, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip


def test_the_commands(base_tree, tmp_path):
    for name in ("LICENSE", "LICENSE-DATA"):
        (base_tree / name).write_text("", "utf-8")
    built = run(base_tree, "build", "--keep", "--out", str(tmp_path / "out"))
    assert built.returncode == 0, built.stderr
    assert built.stdout.endswith("kept releases/0.1.0\n")
    again = run(base_tree, "build", "--keep", "--out", str(tmp_path / "out"))
    assert again.stdout.endswith("unchanged: releases/0.1.0\n")
    refused = run(base_tree, "build", "--keep", "--config", "dates")
    assert (refused.returncode, "a whole release" in refused.stderr) == (2, True)
    edit(base_tree, DATES, '"value": "P1Y"', '"value": "P1Y", "quant": "EACH"')
    assert run(base_tree, "check").returncode == 1
    assert run(base_tree, "check", "--no-against").returncode == 0
    assert run(base_tree, "check", "--no-against", "--against", "0.1.0").returncode == 2
    told = run(base_tree, "diff", "0.1.0")
    assert "~ d4 353..358 «в год»" in told.stdout
    told = run(base_tree, "diff", "0.1.0", "--format", "json")
    assert schema.is_valid("diff", orjson.loads(told.stdout))
    told = run(base_tree, "diff", "0.1.0", ".", "--format", "markdown")
    assert told.stdout.startswith("### Data\n")
    assert "khronika: one changed article" in told.stderr
    (release,) = (tmp_path / "out").glob("*-0.1.0")
    told = run(base_tree, "diff", str(release), "0.1.0")
    assert "nothing differs" in told.stdout


def test_a_bundle_is_compared_by_its_folder(kept_tree, tmp_path):
    assert run(kept_tree, "export", "bundle", str(tmp_path / "bundle")).returncode == 0
    told = run(kept_tree, "diff", "0.1.0", str(tmp_path / "bundle"))
    assert "nothing differs" in told.stdout
    assert told.returncode == 0


def test_ours_are_in_their_form():
    root = bundled.root()
    for version in kept.versions(root):
        found = kept.read(root, version)
        assert kept.compose(found) == (root / "releases" / version / kept.NAME).read_bytes()
        manifest = orjson.loads((root / "releases" / version / "manifest.json").read_bytes())
        assert schema.is_valid("manifest", manifest)
        assert manifest["version"] == version
