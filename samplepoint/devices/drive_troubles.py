"""What an error of the system means for a stick: error numbers of POSIX and of Windows.

Owns that table; refuses to decide what to do.
"""

from __future__ import annotations

import errno

from samplepoint.devices.windows_kernel import CallFailed
from samplepoint.domain.drives import Trouble

_NO_MEDIUM = 123
"""ENOMEDIUM of Linux, which Python's `errno` does not name."""

_POSIX = {
    Trouble.GONE: (
        errno.ENOENT,
        errno.ENOTDIR,
        errno.ELOOP,
        errno.ENAMETOOLONG,
        errno.ENODEV,
        errno.ENXIO,
        errno.ENOTCONN,
        errno.ESTALE,
        getattr(errno, "ESHUTDOWN", errno.ENODEV),
        _NO_MEDIUM,
    ),
    Trouble.READ_ONLY: (errno.EROFS,),
    Trouble.NOT_ALLOWED: (errno.EACCES, errno.EPERM),
    Trouble.FULL: (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)),
    Trouble.TOO_LARGE: (errno.EFBIG,),
    Trouble.NAME_TAKEN: (errno.EEXIST,),
}
# winerror.h; asked first, because Python folds several of them into one errno.
_WINDOWS = {
    Trouble.GONE: (2, 3, 15, 20, 21, 53, 55, 67, 433, 1006, 1112, 1167, 1617),
    Trouble.READ_ONLY: (19,),
    Trouble.NOT_ALLOWED: (5, 32, 33),
    Trouble.FULL: (39, 112),
    Trouble.TOO_LARGE: (223,),
    Trouble.NAME_TAKEN: (80, 183),
}
_BY_ERRNO = {number: trouble for trouble, numbers in _POSIX.items() for number in numbers}
_BY_WINERROR = {number: trouble for trouble, numbers in _WINDOWS.items() for number in numbers}


def trouble_of(error: OSError) -> Trouble:
    """Return what an error means; one that nobody knows means that the drive failed."""
    number = error.number if isinstance(error, CallFailed) else getattr(error, "winerror", None)
    of_windows = _BY_WINERROR.get(number or 0)
    if isinstance(error, CallFailed):
        return of_windows or Trouble.FAILED
    return of_windows or _BY_ERRNO.get(error.errno or 0, Trouble.FAILED)
