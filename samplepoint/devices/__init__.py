"""Everything that can be unplugged: scanners, sound, voice. Knows no window and no book."""
