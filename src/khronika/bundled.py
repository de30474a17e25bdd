"""Where the corpus, the schemas and the licences that ship with the package lie."""

from functools import cache
from pathlib import Path


@cache
def root() -> Path:
    """Return the folder that holds `corpus/`, `annotations/` and `schema/` of this installation.

    In a wheel that is a folder inside the package; in an editable install, where the wheel's
    inclusions do not exist, it is the checkout itself.

    Examples
    --------
    >>> (root() / "schema" / "v1" / "article.schema.json").is_file()
    True
    """
    inside_the_wheel = Path(__file__).parent / "_bundled"
    return inside_the_wheel if inside_the_wheel.is_dir() else Path(__file__).parents[2]
