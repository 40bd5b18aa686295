"""The pages and side panels of the window, a file a task."""
