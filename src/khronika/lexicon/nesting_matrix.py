"""Which labels lie in which: the pairs of nested mentions that the guideline takes for likely.

What for: rule K406 warns of any other pair, and the guideline of the entities layer prints this
table. Outer label first, then every label that may stand directly in it, that is with no third
mention between the two.

Source: counts of directly nested pairs in NEREL v1.1 (746 Russian news texts, 8,645 pairs), with
its labels mapped to ours, and the project's own article. A pair counted three times or more is
listed; a rarer one is where a name of the outer kind plainly takes one of the inner kind
(«директор Ясногорского фестиваля»). Left out, though counted, are pairs that come from a
wrong edge or label, or that this guideline does not mark: a number inside an amount of money, a
place or an office inside the name of a person («Анна Ясногорская»), a distance as a place.
"""

LIKELY_INNER: dict[str, frozenset[str]] = {
    "PERSON": frozenset({"PERSON", "NUMBER"}),
    "ORGANIZATION": frozenset(
        {
            "PERSON", "ORGANIZATION", "COUNTRY", "REGION", "CITY", "LOCATION", "FACILITY", "NORP",
            "PROFESSION", "EVENT", "LAW", "PRODUCT", "WORK_OF_ART", "NUMBER",
        }
    ),
    "COUNTRY": frozenset({"COUNTRY", "LOCATION"}),
    "REGION": frozenset({"PERSON", "COUNTRY", "REGION", "CITY", "LOCATION", "NUMBER"}),
    "CITY": frozenset({"PERSON", "COUNTRY", "REGION", "LOCATION"}),
    "LOCATION": frozenset(
        {"PERSON", "ORGANIZATION", "COUNTRY", "REGION", "CITY", "LOCATION", "FACILITY"}
    ),
    "FACILITY": frozenset(
        {
            "PERSON", "ORGANIZATION", "COUNTRY", "REGION", "CITY", "LOCATION", "FACILITY", "NORP",
            "PROFESSION", "EVENT", "NUMBER",
        }
    ),
    "NORP": frozenset({"ORGANIZATION", "COUNTRY", "NORP"}),
    "PROFESSION": frozenset(
        {
            "PERSON", "ORGANIZATION", "COUNTRY", "REGION", "CITY", "LOCATION", "FACILITY", "NORP",
            "PROFESSION", "EVENT", "PRODUCT", "WORK_OF_ART", "NUMBER",
        }
    ),
    "EVENT": frozenset(
        {
            "PERSON", "ORGANIZATION", "COUNTRY", "REGION", "CITY", "LOCATION", "FACILITY", "NORP",
            "PROFESSION", "EVENT", "LAW", "WORK_OF_ART", "NUMBER",
        }
    ),
    "LAW": frozenset(
        {
            "PERSON", "ORGANIZATION", "COUNTRY", "REGION", "CITY", "LOCATION", "NORP",
            "PROFESSION", "EVENT", "LAW", "PRODUCT", "NUMBER",
        }
    ),
    "PRODUCT": frozenset({"PERSON", "ORGANIZATION", "COUNTRY", "CITY", "PRODUCT", "NUMBER"}),
    "WORK_OF_ART": frozenset(
        {
            "PERSON", "ORGANIZATION", "COUNTRY", "REGION", "CITY", "LOCATION", "FACILITY", "NORP",
            "PROFESSION", "EVENT", "PRODUCT", "WORK_OF_ART", "MONEY", "NUMBER",
        }
    ),
    "MONEY": frozenset({"COUNTRY"}),
    "PERCENT": frozenset(),
    "NUMBER": frozenset(),
}  # fmt: skip
"""Outer label to the inner labels that are likely in it."""
