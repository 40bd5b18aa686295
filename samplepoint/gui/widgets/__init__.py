"""Painted things and fields that pages are put together from."""
