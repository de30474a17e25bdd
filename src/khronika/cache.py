"""The folder in which releases are kept on this machine."""

import os
from pathlib import Path

CACHE_VARIABLE = "KHRONIKA_CACHE"
"""Environment variable that names another folder for releases."""


def cache_folder() -> Path:
    """Return the folder that releases are kept in, built ones and downloaded ones."""
    from platformdirs import user_cache_path

    given = os.environ.get(CACHE_VARIABLE)
    return Path(given) if given else user_cache_path("khronika")
