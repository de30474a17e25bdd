"""Pronouns that can be the whole source of a quote, as full forms, in lower case, with ё as е.

For K608, which asks whether a source is a pronoun. Personal pronouns and their possessives («по
его словам»), relative, demonstrative, reflexive and collective ones, all cases. Source: the
closed classes of Русская грамматика (1980), § 1270-1290; «его», «ее», «их» serve as both.
"""

__all__ = ["PRONOUNS"]

_FORMS = (
    # personal
    "я меня мне мной мною мы нас нам нами ты тебя тебе тобой тобою вы вас вам вами "
    "он его него ему нему им ним нем она ее нее ей ней ею нею оно они их них ими ними "
    # possessive
    "мой моя мое мои моего моей моему моим моем моих моими "
    "наш наша наше наши нашего нашей нашему нашим нашем наших нашими "
    "ваш ваша ваше ваши вашего вашей вашему вашим вашем ваших вашими "
    # relative and interrogative
    "который которая которое которые которого которой которому которую которым котором которых "
    "которыми кто кого кому кем ком "
    # demonstrative
    "тот та то те того той тому ту тем том тех теми этот эта это эти этого этой этому эту этим "
    "этом этих этими "
    # reflexive and intensive
    "себя себе собой собою сам сама само сами самого самой самому саму самим самом самих самими "
    # collective
    "все всех всем всеми оба обе обоих обеих обоим обеим обоими обеими каждый каждая каждого "
    "каждой каждому никто никого некто кто-то кто-либо кто-нибудь"
)

PRONOUNS = frozenset(_FORMS.split())
"""Every form, ё written as е."""
