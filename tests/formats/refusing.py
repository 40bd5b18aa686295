"""How a test asks for the code with which something is refused; knows no format."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec

from samplepoint.errors import SamplepointError

Words = ParamSpec("Words")


def code_of(deed: Callable[Words, object], *args: Words.args, **kwargs: Words.kwargs) -> str:
    """Return the code of the error that a deed ends in, an empty text when it ends well."""
    try:
        deed(*args, **kwargs)
    except SamplepointError as error:
        return error.code
    return ""
