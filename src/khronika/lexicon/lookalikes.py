"""Latin letters that look like Russian ones, each with the letter an eye takes it for.

What for: to tell a slip of the keyboard layout («Cреди» with a Latin C) from a word that is meant
to mix scripts, and to name the letter that belongs there. Source: the Latin and Cyrillic letters
that Unicode's confusables.txt maps to one another, as far as they are in the Russian alphabet, and
k, whose Russian counterpart differs in height only. Full forms, upper and lower case.
"""

CYRILLIC_FOR_LATIN = {
    "A": "А",
    "B": "В",
    "C": "С",
    "E": "Е",
    "H": "Н",
    "K": "К",
    "M": "М",
    "O": "О",
    "P": "Р",
    "T": "Т",
    "X": "Х",
    "Y": "У",
    "Ë": "Ё",
    "a": "а",
    "c": "с",
    "e": "е",
    "k": "к",
    "o": "о",
    "p": "р",
    "x": "х",
    "y": "у",
    "ë": "ё",
}

LATIN_FOR_CYRILLIC = {cyrillic: latin for latin, cyrillic in CYRILLIC_FOR_LATIN.items()}
