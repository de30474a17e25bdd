"""Words that bound, shift or blur a date, with the values of `mod` that do them justice.

For telling whether a date lacks its `mod`. Full forms, in lower case, with е for ё. Sources: the
attribute `mod` of TIMEX3 (TimeML 1.2.1) and its table of English words, put into Russian.
"""

_MORE = frozenset({"MORE_THAN", "AFTER"})
_LESS = frozenset({"LESS_THAN", "BEFORE"})
_AT_MOST = frozenset({"EQUAL_OR_LESS", "ON_OR_BEFORE"})
_AT_LEAST = frozenset({"EQUAL_OR_MORE", "ON_OR_AFTER"})
_ABOUT = frozenset({"APPROX"})
_ALMOST = frozenset({"APPROX", "LESS_THAN", "BEFORE"})

BOUNDS: dict[str, frozenset[str]] = {
    **dict.fromkeys(("около", "примерно", "приблизительно", "порядка", "ориентировочно"), _ABOUT),
    **dict.fromkeys(("почти", "без малого"), _ALMOST),
    **dict.fromkeys(("более", "больше", "свыше", "с лишним", "с небольшим"), _MORE),
    **dict.fromkeys(("менее", "меньше"), _LESS),
    **dict.fromkeys(("не более", "не больше", "не дольше", "максимум"), _AT_MOST),
    **dict.fromkeys(("не позднее", "не позже"), _AT_MOST),
    **dict.fromkeys(("не менее", "не меньше", "как минимум", "минимум"), _AT_LEAST),
    **dict.fromkeys(("не ранее", "не раньше", "и более", "или более"), _AT_LEAST),
    **dict.fromkeys(("и больше", "или больше"), _AT_LEAST),
}
"""Each phrase with the mods that say the same."""

COMPARATIVES = (
    "более поздн", "более ранн", "более длительн", "более долг", "более продолжительн",
    "более коротк", "более отдаленн", "более далек", "более близк", "менее продолжительн",
    "менее длительн", "менее отдаленн", "более древн", "более нов", "более стар",
)  # fmt: skip
"""Where «более» belongs to an adjective and bounds nothing; how these begin."""

PARTS: dict[str, str] = {
    **dict.fromkeys(("начало", "начала", "началу", "началом", "начале"), "START"),
    **dict.fromkeys(("середина", "середины", "середине", "середину", "серединой"), "MID"),
    **dict.fromkeys(("конец", "конца", "концу", "концом", "конце"), "END"),
}
"""«в конце октября»: the part of a stretch of time, with its mod."""

VERY = "сам"
"""How the word begins that may stand before a part: «в самом конце октября»."""
