"""Everything SQLite: the only place that imports sqlite-utils and a SQLite driver."""
