"""The prepositions that stand before dates.

For telling where a date begins and how it relates to the one it names. Full forms, in lower case,
with е for ё. Sources: the catalogue of rules (the list), the annotation guideline (what stays
outside), and the adverbial phrases that dictionaries list whole (the idioms).
"""

PREPOSITIONS = frozenset((
    "в", "во", "на", "за", "с", "со", "до", "к", "ко", "по", "после", "через", "перед", "между",
    "из", "от",
))  # fmt: skip
"""What stays outside the span of a date."""

COMPOUNDS = (
    "в течение", "на протяжении", "во время", "в ходе", "в период", "в преддверии",
    "по состоянию на", "с момента", "по истечении",
)  # fmt: skip
"""Prepositions of several words; all of them stay outside."""

PLAIN = frozenset({"в", "во"})
"""Those that say only when, so that nothing is lost without them."""

COUNTING = frozenset((
    "после", "до", "перед", "накануне", "через", "спустя", "назад", "за", "предшествующий",
    "предшествующая", "предыдущий",
))  # fmt: skip
"""What makes a date of another one: «на следующий день после пятницы» is no Friday."""

IDIOMS = (
    "на днях", "до сих пор", "до этих пор", "до тех пор", "с тех пор", "с этих пор", "по сей день",
    "по сию пору", "до поры", "со временем", "за полночь", "до и после", "из года в год",
    "изо дня в день", "день ото дня", "с утра до вечера", "с утра до ночи", "за день до",
    "на неделе", "в срок", "в разы",
)  # fmt: skip
"""Phrases that are nothing without their preposition."""

AFTER_A_TIME = "через"
"""What makes a date of a length: «через [год]» may be a day."""

BACKWARDS = ("назад", "до", "ранее", "раньше")
"""What counts back from a day, so that more is earlier: «более двух лет назад»."""
