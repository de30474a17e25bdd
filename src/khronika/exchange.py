"""Two folders exchanged in one step of the system, which Python has no function for."""

import ctypes
import errno
import os
import sys
from functools import cache
from pathlib import Path
from typing import Any

_HERE = -100
"""`AT_FDCWD` of Linux: paths start from the current folder."""

_EXCHANGE = 2
"""`RENAME_EXCHANGE` of Linux and `RENAME_SWAP` of macOS."""

_UNABLE = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EPERM}
"""How a kernel or a file system says that it cannot; a sandbox says it with `EPERM`."""


def exchange(left: Path, right: Path) -> bool:
    """Let `left` and `right`, both there and on one file system, change places at once.

    Nobody ever finds one of them missing, whenever this process is killed.

    Returns
    -------
    bool
        False, and nothing was done, where the system cannot.

    Raises
    ------
    OSError
        If it can, but refuses.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     left, right = Path(folder) / "left", Path(folder) / "right"
    ...     _ = left.write_text("1"), right.write_text("2")
    ...     exchanged = exchange(left, right)
    ...     left.read_text() == ("2" if exchanged else "1")
    True
    """
    rename = _function()
    if rename is None:
        return False
    here = (_HERE,) if sys.platform == "linux" else ()
    names = [argument for path in (left, right) for argument in (*here, os.fsencode(path))]
    if rename(*names, _EXCHANGE) == 0:
        return True
    error = ctypes.get_errno()
    if error in _UNABLE:
        return False
    raise OSError(error, os.strerror(error), str(left), None, str(right))


@cache
def _function() -> Any:
    """Return the function of the C library, or None where it has none of the kind."""
    name = {"linux": "renameat2", "darwin": "renamex_np"}.get(sys.platform)
    return getattr(ctypes.CDLL(None, use_errno=True), name, None) if name else None
