"""The letters of Russian, for patterns and comparisons.

For telling Russian words from others, and for comparing words whatever they do with ё. Source: the
alphabet; the vowels also have the letters of the old spelling, of Ukrainian and of Belarusian. The
frequent initials were counted in this corpus.
"""

ALPHABET = "абвгдежзийклмнопрстуфхцчшщъыьэюяё"
"""Every letter in lower case."""

SMALL = "а-яё"
"""The letters in lower case, as they stand in a character class."""

CAPITAL = "А-ЯЁ"
"""The letters in upper case, as they stand in a character class."""

CYRILLIC = "Ѐ-ҁҊ-ԯ"
"""The letters of every Cyrillic alphabet, as they stand in a character class."""

VOWELS = "аеёиоуыэюяѣіїєАЕЁИОУЫЭЮЯѢІЇЄ"
"""What can be stressed."""

INITIALS = "пвс"
"""The three letters that words of news begin with most often: some 29 words of a hundred."""

YO = "ё"
"""The letter that newspapers write as е when they like."""

YE = "е"
"""What they write then."""

YO_AS_E = str.maketrans("ёЁ", "еЕ")
"""For `str.translate`: ё written as е."""

ROMAN = {"i": 1, "v": 5, "x": 10, "х": 10}
"""Digits of «XXI век» in lower case, with their values; the last is the Cyrillic letter."""
