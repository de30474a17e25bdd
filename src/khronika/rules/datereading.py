"""What the words of a date say, as far as they can be read: what several rules ask."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from khronika.calendar_days import ImpossibleDate
from khronika.lexicon.date_prepositions import COUNTING
from khronika.lexicon.letters import ROMAN, SMALL, YO_AS_E
from khronika.lexicon.months import MONTHS
from khronika.lexicon.number_words import (
    AGO,
    BETWEEN_DAYS,
    CENTURIES,
    CENTURY_SHORT,
    COUNTED,
    DATE_WORD,
    DAY_ENDINGS,
    YEAR,
    YEAR_FORMS,
    YEAR_GENITIVE,
    YEAR_SHORT,
)
from khronika.lexicon.number_words import DECADE_ENDINGS as DIGIT_DECADE_ENDINGS
from khronika.lexicon.numerals import (
    CARDINALS,
    DECADE_ENDINGS,
    DECADES,
    ORDINAL_ENDINGS,
    ORDINALS,
    THOUSANDS,
)
from khronika.lexicon.weekdays import PLURALS, WEEKDAYS
from khronika.model import Date
from khronika.rules.sharing import once
from khronika.spans import Layer, RoleSpan
from khronika.subject import Subject
from khronika.timex import MalformedValue, Timex, parse


@once
def readable_dates(subject: Subject) -> list[tuple[Layer, RoleSpan, Date, Timex, str]]:
    """Return each date whose value and place can be trusted, with its surface, `normalised`.

    The others are K301, K302, K501 and K502; where the text is withheld there is no surface.
    """
    found = []
    for layer in subject.of("dates"):
        for span, date in zip(layer.spans(), layer.record.annotations, strict=True):
            if (understood := understand(date)) and subject.is_sound(span):
                found.append((layer, span, date, *understood))
    return found


def understand(date: Date) -> tuple[Timex, str] | None:
    """Return the value of a date, and its surface, `normalised`, if it has both."""
    return _understood(date.surface, date.type, date.value)


@lru_cache(maxsize=1 << 12)
def _understood(surface: str | None, timex_type: str, value: str) -> tuple[Timex, str] | None:
    if surface is None:
        return None
    try:
        timex = parse(value, timex_type)
    except (MalformedValue, ImpossibleDate):
        return None
    return timex, normalised(surface[:_LONGEST])


def normalised(words: str) -> str:
    """Return `words` as the lexicons write them: lower case, е for ё, plain spaces."""
    return " ".join(words.casefold().translate(YO_AS_E).split())


def either(words: object) -> str:
    """Return the pattern of any of `words`, the longest first."""
    in_order = sorted(map(str, words), key=len, reverse=True)  # type: ignore[call-overload]
    return "|".join(map(re.escape, in_order))


_LONGEST = 300  # code points: no date is longer, and no pattern is to run over more
_MONTH = re.compile(rf"\b({either(MONTHS)})\b")
_WEEKDAY = re.compile(rf"\b({either([*WEEKDAYS, *PLURALS])})\b")
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})([./])(\d{1,2})(?:\2(\d{4}|\d{2}))?(?!\d)")
_DAY = rf"\d{{1,2}}(?:-?(?:{either(DAY_ENDINGS)}))?"
_JOINT = rf"(?:\s?[-–—,]\s?|\s(?:{either(BETWEEN_DAYS)})\s)"
_DAYS_BEFORE = re.compile(rf"(?<!\d)({_DAY}{_JOINT})*{_DAY}\s$")
_YEAR = re.compile(rf"(?<![\d.,])(\d{{4}})(?![\d.,]\d)(?!\d)(?!\s?(?:{either(COUNTED)}))")
_SECOND_YEAR = re.compile(r"(?<!\d)(\d{2})(\d{2})\s?[/–—]\s?(\d{2})(?!\d)")
_DECADE = re.compile(rf"(?<!\d)(\d{{3}})0-?(?:{either(DIGIT_DECADE_ENDINGS)})\b")
_SHORT_DECADE = re.compile(rf"(?<!\d)(\d)0-?(?:{either(DIGIT_DECADE_ENDINGS)})\b")
_SHORT_YEAR = re.compile(
    rf"(?<!\d)(?P<year>\d{{2}})(?P<ending>-?[{SMALL}]{{1,3}})?\s?"
    rf"(?P<noun>(?:{either(YEAR_FORMS)})\b|{YEAR_SHORT}{{1,2}}\b)(?!\s{AGO})"
    r"|['’](?P<quoted>\d{2})\b"
)
_DECADE_WORD = re.compile(rf"({either(DECADES)})(?:{either(DECADE_ENDINGS)})\b")
_ORDINAL = rf"(?:{either(ORDINALS)})(?:{either(ORDINAL_ENDINGS)})"
_CARDINAL = rf"(?:{either([*CARDINALS, *THOUSANDS])})"
_NUMBER = rf"\b((?:{_CARDINAL}\s)*{_ORDINAL})\b"
_DAY_IN_WORDS = re.compile(rf"{_NUMBER}(?:\s{DATE_WORD})?\s$")
_YEAR_IN_WORDS = re.compile(rf"{_NUMBER}(?:\s(?:{YEAR}|{YEAR_SHORT}\b))?")
_CENTURY = re.compile(
    rf"(?:\b(?P<roman>[{''.join(ROMAN)}]+)|(?P<digits>\d{{1,2}})(?:-?[{SMALL}]{{1,3}})?|{_NUMBER})"
    rf"\s(?:{CENTURY_SHORT}\.|{CENTURY_SHORT * 2}\b|{either(CENTURIES)})"
)
_COUNTING = re.compile(rf"\b(?:{either(COUNTING)})\b")


@dataclass
class Reading:
    """What a surface names; each set is empty where it names none.

    Attributes
    ----------
    days : set of (int, int)
        Days, each with its month.
    months, years, centuries : set of int
        Numbers; a century is that of «XXI век», 21.
    decades : set of int
        First three digits of the years of «1990-е»; the third alone of «90-е».
    short_years : set of int
        Years of two digits, as in «24.10.25» and «98 года».
    is_counted : bool
        The date is not the one that is named, but counted from it.
    """

    days: set[tuple[int, int]] = field(default_factory=set)
    months: set[int] = field(default_factory=set)
    years: set[int] = field(default_factory=set)
    short_years: set[int] = field(default_factory=set)
    decades: set[int] = field(default_factory=set)
    centuries: set[int] = field(default_factory=set)
    is_counted: bool = False

    @property
    def names_a_year(self) -> bool:
        """Whether there is a year in it, or a decade or a century."""
        return bool(self.years or self.short_years or self.decades or self.centuries)


@lru_cache(maxsize=1 << 12)
def read(surface: str, timex_type: str) -> Reading:
    """Read a `normalised` surface of a date of one type; the reading is shared by all who ask."""
    reading = Reading(is_counted=_COUNTING.search(surface) is not None)
    _read_digits(surface, timex_type, reading)
    for month in _MONTH.finditer(surface):
        number = MONTHS[month[1]]
        reading.months.add(number)
        before = surface[: month.start()]
        if days := _DAYS_BEFORE.search(before):
            reading.days |= {(int(day), number) for day in re.findall(r"\d{1,2}", days[0])}
        elif in_words := _DAY_IN_WORDS.search(before):
            reading.days.add((_value(in_words[1]), number))
    reading.days = {(day, month) for day, month in reading.days if 1 <= day <= 31}
    _read_years(surface, reading)
    return reading


def weekdays(surface: str) -> list[tuple[int, int]]:
    """Return the weekdays that a `normalised` surface names, each with where it begins."""
    known = WEEKDAYS | PLURALS
    return [(known[found[1]], found.start()) for found in _WEEKDAY.finditer(surface)]


def names_month(surface: str) -> bool:
    """Tell whether a `normalised` surface has the name of a month."""
    return _MONTH.search(surface) is not None


def _read_digits(surface: str, timex_type: str, reading: Reading) -> None:
    for year, month, day in _ISO.findall(surface):
        reading.days.add((int(day), int(month)))
        reading.months.add(int(month))
        reading.years.add(int(year))
    for day, _, month, year in _NUMERIC.findall(surface):
        # «10.30» without a year may be a time of day.
        if not 1 <= int(month) <= 12 or not (year or timex_type == "DATE"):
            continue
        reading.days.add((int(day), int(month)))
        reading.months.add(int(month))
        if len(year) == 4:
            reading.years.add(int(year))
        elif year:
            reading.short_years.add(int(year))


def _read_years(surface: str, reading: Reading) -> None:
    for decade in _DECADE.findall(surface):
        reading.decades.add(int(decade))
    reading.decades |= {int(digit) for digit in _SHORT_DECADE.findall(surface)}
    reading.decades |= {DECADES[stem] for stem in _DECADE_WORD.findall(surface)}
    for found in _YEAR.finditer(surface):
        if not _DECADE.match(surface, found.start()):
            reading.years.add(int(found[1]))
    for century, year, second in _SECOND_YEAR.findall(surface):
        if int(second) > int(year):
            reading.years.add(int(century + second))
    for found in _SHORT_YEAR.finditer(surface):
        if found["quoted"] or found["ending"] or not _counts(found["year"], found["noun"]):
            reading.short_years.add(int(found["quoted"] or found["year"]))
    for found in _CENTURY.finditer(surface):
        number = found["digits"] or found["roman"]
        if found["roman"]:
            reading.centuries.add(_roman(found["roman"]))
        else:
            reading.centuries.add(int(number) if number else _value(found[3]))
    for found in _YEAR_IN_WORDS.finditer(surface):
        value = _value(found[1])
        if value >= 1000:
            reading.years.add(value)


def _counts(number: str, noun: str) -> bool:
    """Tell whether a numeral and «год» may count years: «22 года», «21 год», not «98 года»."""
    is_teen, last = number[0] == "1", int(number[1])
    if noun == YEAR_GENITIVE:
        return not is_teen and 1 <= last <= 4  # «с 21 года» may be either
    return noun == YEAR and not is_teen and last == 1


def _value(words: str) -> int:
    total = 0
    for word in words.split():
        if word in THOUSANDS:
            total = max(total, 1) * 1000
        elif word in CARDINALS:
            total += CARDINALS[word]
        else:
            stems = (stem for stem in ORDINALS if word.startswith(stem))
            total += ORDINALS[max(stems, key=len)]
    return total


def _roman(digits: str) -> int:
    values = [ROMAN[digit] for digit in digits]
    following = [*values[1:], 0]
    return sum(
        -value if value < after else value for value, after in zip(values, following, strict=True)
    )


_CALENDAR = re.compile(r"([0-9X]{2,4})(?:-([0-9X]{2}))?(?:-([0-9X]{2}))?(?:T.*)?")


def calendar_digits(timex: Timex) -> tuple[str, str, str] | None:
    """Return the digits of year, month and day of a value, empty where it has none.

    None for a value that names its days in another way: a week, a quarter, a season.
    """
    if found := _CALENDAR.fullmatch(timex.value):
        year, month, day = found.groups("")
        return year, month, day
    earliest, latest = timex.interval
    if earliest is not None and earliest == latest:
        return f"{earliest.year:04}", f"{earliest:%m}", f"{earliest:%d}"
    return None
