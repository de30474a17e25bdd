"""The days of the week: every case form with its ISO number, Monday being 1.

For reading the words of a date. Full forms, in lower case, with е for ё. Source: the declension
tables of A. A. Zaliznyak's grammatical dictionary. Abbreviations are left out: «вс» and «ср» are
other words in news.
"""

WEEKDAYS: dict[str, int] = {
    **dict.fromkeys(("понедельник", "понедельника", "понедельнику", "понедельником"), 1),
    "понедельнике": 1,
    **dict.fromkeys(("вторник", "вторника", "вторнику", "вторником", "вторнике"), 2),
    **dict.fromkeys(("среда", "среды", "среде", "среду", "средой", "средою"), 3),
    **dict.fromkeys(("четверг", "четверга", "четвергу", "четвергом", "четверге"), 4),
    **dict.fromkeys(("пятница", "пятницы", "пятнице", "пятницу", "пятницей", "пятницею"), 5),
    **dict.fromkeys(("суббота", "субботы", "субботе", "субботу", "субботой", "субботою"), 6),
    **dict.fromkeys(("воскресенье", "воскресенья", "воскресенью", "воскресеньем"), 7),
}
"""The singular: one day."""

PLURALS: dict[str, int] = {
    stem + ending: number
    for stem, number in (
        ("понедельник", 1), ("вторник", 2), ("сред", 3), ("четверг", 4),
        ("пятниц", 5), ("суббот", 6), ("воскресень", 7),
    )
    for ending in ("ам", "ами", "ах", "ям", "ями", "ях")
}  # fmt: skip
"""The plural, as in «по пятницам»: what recurs. The forms that no stem has do no harm."""

ENVIRONMENT = ("среда", "среды", "среде", "среду", "средой", "средою")
"""Forms that also mean surroundings: they are a Wednesday after a fitting preposition only."""

WEDNESDAY_PHRASES = ("в среду", "на среду", "за среду", "к среде", "до среды", "со среды")
"""What «среда» means Wednesday in, whatever follows."""
