"""What an operator can do, a file a verb or close family; each answers with an `Outcome`."""
