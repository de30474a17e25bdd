"""How the stem of a Russian name changes in its cases and in the adjective made from it.

What for: taking «рижский» for «Рига» and «Орла» for «Орёл» when names are compared by their first
letters. Single letters, not words.

Source: Русская грамматика (АН СССР, 1980), volume 1, on alternations of consonants at the end of a
stem before adjectival suffixes, and on fleeting vowels.
"""

CONSONANTS: dict[str, str] = {
    "ж": "г",  # Рига, рижский
    "ш": "х",
    "с": "х",  # Чехия, чешский
    "ц": "к",  # Турция, турецкий
    "ч": "к",  # Греция, греческий
}
"""Consonant that may come out of another one, and that other one."""

VOWELS_AND_SIGNS = "аеиоуыэюяйьъ"
"""Letters that may come and go inside a stem: Орёл, Орла; Лев, Льва. «ё» is «е» by then."""
