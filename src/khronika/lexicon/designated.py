"""Nouns that a single letter stands behind as a designation: «витамин C», «пункт a».

What for: a Latin letter behind one of these is no slip of the keyboard layout. Source: written for
this project. Stems: a word begins with one of them.
"""

STEMS = (
    "вариант",
    "вектор",
    "витамин",
    "гепатит",
    "групп",
    "категори",
    "класс",
    "координат",
    "корпус",
    "лиг",
    "литер",
    "мод",
    "оси",
    "ось",
    "осью",
    "параметр",
    "переменн",
    "план",
    "подгрупп",
    "подпункт",
    "пункт",
    "рейтинг",
    "сегмент",
    "сектор",
    "сери",
    "тип",
    "точк",
    "уровн",
    "штамм",
)
