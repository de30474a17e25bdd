"""Russian abbreviations that end in a full stop, so that the stop belongs to the word.

What for: telling a stop that belongs to a span, or stands inside a sentence, from one that ends a
sentence. Full forms, case-folded, without their last stop; of «т. д.» and «и. о.» each letter
stands by itself, for single letters are recognised without a list (`ends_in_abbreviation`).
Abbreviations that are written without a stop (млрд, кг, км) are here too where newspapers put one.

Sources: ГОСТ Р 7.0.12-2011 (abbreviations in Russian bibliographic texts); А. Э. Мильчин,
Л. К. Чельцова, «Справочник издателя и автора», the list of generally accepted abbreviations;
corporate and academic suffixes of English that Russian news take over as they are.
"""

import re

_TIME = "г гг в вв н э мин сек ч сут нед мес янв февр фев апр авг сент сен окт нояб ноя дек р х"
_AMOUNTS = (
    "тыс млн млрд трлн руб коп долл дол евр ед экз шт чел проц кв куб га км м см мм кг гр л т пог"
)
_PLACES = (
    "ул пл пр просп пер наб бул бульв ш шос туп пос пгт дер д с ст обл окр р-н респ кр о оз им п "
    "корп стр кв оф эт"
)
_PEOPLE = (
    "гр г-н г-жа тов проф акад доц канд докт д-р зам пом зав нач подп лейт серж адм св преп митр "
    "архиеп еп прот свящ иером патр"
)
_TEXTS = (
    "тт др проч пп рис табл гл разд ср изд ред сост вып сб напр т-во прим примеч цит англ фр франц "
    "нем исп ит итал греч рус укр араб яп тур польск"
)
_FOREIGN = "inc ltd co corp llc jr sr bros st dr mr mrs ms prof vs etc no vol"

ABBREVIATIONS: frozenset[str] = frozenset(
    " ".join((_TIME, _AMOUNTS, _PLACES, _PEOPLE, _TEXTS, _FOREIGN)).split()
)
"""Words that may end in a full stop; those that are whole words as well («полк», «час») are not."""

_LAST_WORD = re.compile(r"(?:^|[\W_])([^\W\d_]+(?:-[^\W\d_]+)?)\.$")


def ends_in_abbreviation(text: str) -> bool:
    """Tell whether the full stop at the end of `text` is that of an abbreviation or an initial.

    Examples
    --------
    >>> ends_in_abbreviation("около 20 млн руб."), ends_in_abbreviation("Ветров И. О.")
    (True, True)
    >>> ends_in_abbreviation("порт Ясногорск.")
    False
    """
    match = _LAST_WORD.search(text[-40:])
    return match is not None and (len(match[1]) == 1 or match[1].casefold() in ABBREVIATIONS)
