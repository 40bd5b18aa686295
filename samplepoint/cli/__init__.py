"""The face without a window: the same services, no Qt."""
