"""The rules, in the desk's words; standard library only."""
