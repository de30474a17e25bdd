"""Latin letters for Cyrillic ones, to make an id of a file name.

One way only, and for ids only. Source: the usual practice of Russian news sites in their addresses.
"""

LATIN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        (
            *"abvgdee",
            "zh",
            *"ziyklmnoprstuf",
            *("kh", "ts", "ch", "sh", "shch", "", "y", "", "e", "yu", "ya"),
        ),
        strict=True,
    )
)
"""Latin letters by lower-case Cyrillic letter."""
