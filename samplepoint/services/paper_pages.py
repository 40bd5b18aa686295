"""The pages of a finished paper, for a preview and for a printer.

Owns only the way of the faces to them; refuses to know what stands on a page.
"""

from __future__ import annotations

from samplepoint.formats.page_picture import Ink, PagePicture, PdfPages

__all__ = ["Ink", "PagePicture", "PdfPages"]
