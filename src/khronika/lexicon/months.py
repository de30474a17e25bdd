"""The months: every case form, singular and plural, with its number.

For reading the words of a date. Full forms, in lower case, with е for ё. Source: the declension
tables of A. A. Zaliznyak's grammatical dictionary.
"""

_SOFT = {
    "январ": 1, "феврал": 2, "апрел": 4, "июн": 6, "июл": 7,
    "сентябр": 9, "октябр": 10, "ноябр": 11, "декабр": 12,
}  # fmt: skip
_HARD = {"март": 3, "август": 8}
_SOFT_ENDINGS = ("ь", "я", "ю", "ем", "е", "и", "ей", "ям", "ями", "ях")
_HARD_ENDINGS = ("", "а", "у", "ом", "е", "ы", "ов", "ам", "ами", "ах")
_MAY = ("май", "мая", "маю", "маем", "мае")

MONTHS: dict[str, int] = {
    **{stem + ending: number for stem, number in _SOFT.items() for ending in _SOFT_ENDINGS},
    **{stem + ending: number for stem, number in _HARD.items() for ending in _HARD_ENDINGS},
    **dict.fromkeys(_MAY, 5),
}
"""Every form, with the number of its month."""

GENITIVES: dict[str, int] = {
    form: number
    for form, number in MONTHS.items()
    if form in {*(stem + "я" for stem in _SOFT), "марта", "августа", "мая"}
}
"""The form that follows the number of a day: «24 октября»."""

ENGLISH = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
"""Their names in messages."""
