"""Find the speakers of quotes by a rule, and score it on the `quotes` and `entities` configs.

    python examples/find_speakers.py [RELEASE] [--limit N]

The rule is what a better method has to beat. It is given the annotated mentions and cues, and
takes the PERSON whose mention is nearest to the cue in the quote's paragraph, or else the person
that was named last before it. Scored are the quotes whose speakers the annotators know; all of
them must be right. The rule learns nothing, and so has never seen any split.
"""

from collections.abc import Iterator
from pathlib import Path

from releases import SCORED, Row, Score, arguments, articles, show

METHOD = "nearest person"


def distance(mention: Row, cue: Row) -> tuple[int, bool]:
    """Return how many code points lie between the two; of two as near, the one before wins."""
    is_behind = mention["start"] >= cue["end"]
    gap = mention["start"] - cue["end"] if is_behind else cue["start"] - mention["end"]
    return max(gap, 0), is_behind


def predict(quote: Row, people: list[Row], paragraphs: list[Row]) -> set[str]:
    """Return the registry id of who the rule takes for the speaker; nothing if there is nobody.

    `people` are the mentions of persons in text order. Those inside the quote's content do not
    count: one seldom names oneself.
    """
    cue = (quote["cue"] or quote["content"])[0]
    others = [
        person
        for person in people
        if not any(part["start"] <= person["start"] < part["end"] for part in quote["content"])
    ]
    around = next(part for part in paragraphs if part["start"] <= cue["start"] < part["end"])
    beside = [p for p in others if around["start"] <= p["start"] < around["end"]]
    before = [p for p in others if p["level"] == "NAM" and p["end"] <= cue["start"]]
    if beside:
        return {min(beside, key=lambda person: distance(person, cue))["entity_id"]}
    return {before[-1]["entity_id"]} if before else set()


def verdicts(article: Row, mentions: list[Row], quotes: list[Row]) -> Iterator[bool]:
    """Yield, for each quote of the article with known speakers, whether the rule finds them."""
    people = [row for row in mentions if row["label"] == "PERSON" and row["entity_id"]]
    for quote in quotes:
        if quote["speakers"]:
            yield predict(quote, people, article["paragraphs"]) == set(quote["speakers"])


def scores(release: Path, limit: int | None) -> Iterator[Score]:
    """Yield the share of quotes, of each split, whose speakers the rule finds."""
    for split in SCORED:
        mentions = articles(release, "entities", split)
        quotes = articles(release, "quotes", split)
        right = [
            verdict
            for id_, (article,) in articles(release, "articles", split, limit).items()
            if article["text"] is not None
            for verdict in verdicts(article, mentions.get(id_, []), quotes.get(id_, []))
        ]
        if right:
            accuracy = {"accuracy": sum(right) / len(right)}
            yield Score("speakers", METHOD, "quotes", split, len(right), accuracy)


if __name__ == "__main__":
    given = arguments("Find the speakers of quotes by a rule, and score it.")
    show(scores(given.release, given.limit))
