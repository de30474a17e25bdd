"""The article's header against its text: what a wrong day of publication gives itself away by."""

import corpora

from khronika import check

ARTICLE = "vestikavkaza-2025-10-24-putin-aliyev-call"
DCT = {"value": "2025-10-10", "status": "stated"}


def after_publication(root):
    findings = check(root).findings
    return [finding.annotation for finding in findings if finding.code == "K505"]


def test_as_it_is_nothing_is_after_publication(root):
    assert after_publication(root) == []


def test_with_the_date_of_the_header_the_call_is_after_publication(tree):
    path = corpora.article_path(ARTICLE)
    corpora.write_json(tree, path, "article", corpora.read_json(tree, path) | {"dct": DCT})
    call = next(finding for finding in check(tree).findings if finding.annotation == "d2")
    assert (call.code, call.severity) == ("K505", "warning")
    assert call.message == (
        "`24 октября` begins on 2025-10-24, after the day of publication, 2025-10-10, but "
        "nothing in its sentence looks ahead"
    )
    # «сообщает в пятницу», resolved to the same day, goes with it; «9 октября» does not.
    assert after_publication(tree) == ["d1", "d2"]
