"""Whether this machine has anywhere to send sound to.

Owns that one question; refuses to open anything.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path


def may_have_sound(
    platform: str = sys.platform,
    environ: Mapping[str, str] = os.environ,
    devices: Path = Path("/dev/snd"),
) -> bool:
    """Tell without opening: False only where sound is surely absent.

    On Linux without a card, ALSA writes some twenty lines to stderr at each try to open it, and
    espeak-ng 1.51 speaks to nobody and reports success. A card shows as a playback node in
    `devices`, a sound server by its socket or its environment variable.
    """
    if not platform.startswith("linux"):
        return True
    if environ.get("PULSE_SERVER"):
        return True
    runtime = environ.get("XDG_RUNTIME_DIR", "")
    if runtime and (Path(runtime) / "pulse" / "native").exists():
        return True
    return any(devices.glob("pcm*p"))
