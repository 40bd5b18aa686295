"""The Qt face: the only place that imports PySide6."""
