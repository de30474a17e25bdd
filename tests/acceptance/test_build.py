"""`khronika build`."""

from commands import edit, run


def test_a_build_makes_a_release(base_tree):
    done = run("build", "--config", "dates", "--config", "quotes", cwd=base_tree)
    assert (done.status, done.err) == (0, "")
    assert done.out.splitlines() == [
        "built dist/cases-0.1.0",
        "  dates             4 rows",
        "  quotes            5 rows",
    ]
    assert (base_tree / "dist/cases-0.1.0/manifest.json").is_file()
    edit(base_tree, "corpus/corpus.json", "A composed article", "One composed article")
    refused = run("build", "--config", "dates", cwd=base_tree)
    assert (refused.status, refused.out) == (2, "")
    assert "cases-0.1.0 exists and has other content" in refused.err


def test_a_broken_corpus_is_not_built_and_the_reason_is_shown(broken):
    done = run("build", cwd=broken)
    assert done.status == 1
    assert done.out.startswith("error[K301]")
    assert "\n  |    ^^^^^^\n" in done.out
    assert done.err == "khronika: nothing was built; mend the errors above and build again\n"
    assert not (broken / "dist").exists()
