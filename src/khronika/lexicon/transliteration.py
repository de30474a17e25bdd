"""Latin letters for Cyrillic ones, to make an id of a file name.

After the usual practice of Russian news sites in their addresses; one way only, and for ids only.
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
