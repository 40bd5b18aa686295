"""What surrounds the work: folders, settings, logs, the lock of one book, and the wiring."""
