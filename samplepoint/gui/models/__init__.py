"""Item models over frozen rows, and what is judged without a widget."""
