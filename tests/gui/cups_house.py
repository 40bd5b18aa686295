"""A print server of our own, with queues that work, stop half-way, lack paper or take nothing.

Owns no expectation. It needs the programs of CUPS and no rights beyond its own folder.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

from samplepoint.services.paper_pages import PdfPages

SCHEDULER = shutil.which("cupsd") or shutil.which("cupsd", path="/usr/sbin:/usr/local/sbin")
ADMIN = shutil.which("lpadmin") or shutil.which("lpadmin", path="/usr/sbin:/usr/local/sbin")
_PROGRAMS = Path("/usr/lib/cups")
_BACKEND = """#!/bin/sh
[ $# -eq 0 ] && exit 0
out={out}
case ${{DEVICE_URI#tray:/}} in
  good) cat "${{6:--}}" > $out/$1.pdf ;;
  third) [ $(ls $out | wc -l) -ge 2 ] && exit 4; cat "${{6:--}}" > $out/$1.pdf ;;
  empty) echo "STATE: +media-empty-error" >&2; exec sleep 60 ;;
esac
"""
_CONF = """
Listen {socket}
LogLevel none
WebInterface No
Browsing Off
DefaultAuthType None
<Location />
  Order allow,deny
  Allow all
</Location>
<Location /admin>
  Order allow,deny
  Allow all
</Location>
<Policy default>
  <Limit All>
    Order deny,allow
  </Limit>
</Policy>
"""
_FILES = """
ServerRoot {root}
ServerBin {root}/bin
CacheDir {root}/cache
StateDir {root}/state
RequestRoot {root}/spool
TempDir {root}/spool
AccessLog {root}/access
ErrorLog {root}/error
PageLog {root}/page
SystemGroup {group}
"""


class CupsHouse:
    """One server in one folder; commands find it by `CUPS_SERVER`."""

    def __init__(self, root: Path) -> None:
        self.root, self.out = root, root / "out"
        self.socket = root / "s"
        for folder in ("bin", "cache", "state", "spool", "out"):
            (root / folder).mkdir()
        for programs in _PROGRAMS.iterdir():
            if programs.name != "backend":
                (root / "bin" / programs.name).symlink_to(programs)
        (root / "bin" / "backend").mkdir()
        backend = root / "bin" / "backend" / "tray"
        backend.write_text(_BACKEND.format(out=self.out))
        backend.chmod(0o700)
        (root / "cupsd.conf").write_text(_CONF.format(socket=self.socket))
        group = "root" if os.getuid() == 0 else str(os.getgid())
        (root / "files.conf").write_text(_FILES.format(root=root, group=group))
        self._server: subprocess.Popen[bytes] | None = None

    def start(self) -> bool:
        """Start the server and make its queues; False where it does not come up."""
        arguments = ["-f", "-c", str(self.root / "cupsd.conf"), "-s", str(self.root / "files.conf")]
        self._server = subprocess.Popen(
            [str(SCHEDULER), *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for _ in range(100):
            if self.socket.exists() and self._make_queue("good"):
                return self._make_queue("third") and self._make_queue("empty")
            if self._server.poll() is not None:
                return False
            time.sleep(0.05)
        return False

    def stop(self) -> None:
        """End the server."""
        if self._server is not None:
            self._server.terminate()
            self._server.wait(10)

    def _make_queue(self, name: str) -> bool:
        call = [str(ADMIN), "-h", str(self.socket), "-p", name, "-E", "-v", f"tray:/{name}"]
        return subprocess.run(call, capture_output=True, check=False).returncode == 0

    def refuse(self, queue: str) -> None:
        """Let a queue take nothing more."""
        reject = shutil.which("cupsreject", path=f"/usr/sbin:/usr/local/sbin:{os.environ['PATH']}")
        subprocess.run([str(reject), "-h", str(self.socket), queue], check=True)

    def printed(self) -> list[PdfPages]:
        """Return what came out, in order."""
        files = sorted(self.out.iterdir(), key=lambda file: int(file.stem))
        return [PdfPages(file.read_bytes()) for file in files]
