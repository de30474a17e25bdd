"""Russian words and abbreviations that can be typed in Latin look-alikes from end to end.

What for: a token such as «BBC» or «OPEC» has look-alikes only and is right all the same, so a
token in Latin letters is suspect only if its Russian reading is one of these. Source: the function
words of Russian whose letters all have a look-alike, and abbreviations of the news that have no
Latin reading of their own. Full forms.
"""

FUNCTION_WORDS = frozenset(
    {
        "а",
        "в",
        "во",
        "все",
        "всех",
        "его",
        "ему",
        "к",
        "как",
        "ко",
        "кто",
        "на",
        "нас",
        "не",
        "нет",
        "но",
        "о",
        "он",
        "она",
        "от",
        "с",
        "со",
        "та",
        "так",
        "там",
        "те",
        "тех",
        "то",
        "тот",
        "у",
    }
)
"""Prepositions, conjunctions, particles and pronouns, in lower case."""

ABBREVIATIONS = frozenset(
    {
        "АТО",
        "ВТО",
        "ЕАО",
        "КНР",
        "МКС",
        "МОК",
        "МТС",
        "МХАТ",
        "НАТО",
        "НКО",
        "НТВ",
        "ОАО",
        "ОМОН",
        "ООН",
        "ООО",
        "ОРТ",
        "РАН",
        "РАО",
        "РТР",
        "СНВ",
        "СССР",
        "ТАСС",
        "ТНТ",
        "ХМАО",
    }
)
"""Abbreviations, in upper case."""

CONJUNCTIONS = ("и", "или")
"""What joins letters that are named one by one: «пункты a и b»."""
