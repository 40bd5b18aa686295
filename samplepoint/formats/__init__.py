"""Files and paper that cross the border of the house: bytes on one side, domain on the other.

Owns shapes and layouts; refuses to know paths, windows, the book and the operator's sentences.
"""
