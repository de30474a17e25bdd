"""What stands beside digits and makes a day, a year, a decade or a count of them.

For reading dates that are written in digits: «24-го», «1990-е», «98 г.», «25 месяцев». Stems and
endings, in lower case, with е for ё. Sources: the rules for endings after digits in Мильчин,
Чельцова, Справочник издателя и автора, § 6.1, and the units of TIMEX3.
"""

DAY_ENDINGS = ("го", "е", "ое", "му", "м", "ого")
"""«24-го октября»."""

THE_DAY_ENDING = "го"
"""The one of them that running text has."""

YEAR_ENDINGS = ("й", "го", "му", "м", "ом", "ого", "ым")
"""«2025-й»."""

DECADE_ENDINGS = ("е", "х", "ые", "ых", "ми", "ым", "ыми")
"""«1990-е»."""

BETWEEN_DAYS = ("и", "на", "по", "или")
"""«с 24 по 26 октября»: what joins two days of one month."""

DATE_WORD = "числа"
"""«пятого числа»."""

YEAR = "год"
"""The stem that follows a year, and the word."""

YEAR_FORMS = ("год", "года", "году", "годом", "годе")
"""The singular."""

YEAR_GENITIVE = "года"
"""What follows a date with its year, and a count of two to four."""

YEAR_SHORT = "г"
"""«2025 г.», and twice for several."""

AGO = "назад"
"""«2 года назад» is no year 2."""

CENTURIES = ("век", "столет")
"""How the words begin that follow the number of a century."""

CENTURY_SHORT = "в"
"""«XXI в.», and twice for several."""

COUNTED = ("лет", "дн", "сут", "час", "минут", "секунд", "месяц", "недел")
"""How the words begin that make a number of four digits a count."""

COARSE_COUNTED = ("лет", "месяц", "недел", "квартал", "полугоди", "десятилет")
"""The same for a number of two digits, where a value has neither day nor week."""

COUNTS_OF_TIME = ("год", "лет", "дн", "недел", "месяц")
"""The same for any digit, beside a value that has none."""

THOUSANDS_OF_YEARS = ("тысяча", "тысячи")
"""What begins a year in words."""

THOUSANDTH = "тысячн"
"""«двухтысячном»: a year in words by itself."""
