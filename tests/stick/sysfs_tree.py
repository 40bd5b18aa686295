"""A made-up Linux: /proc/self/mountinfo, /sys and /run/udev of machines with disks and sticks.

Owns the layout; refuses to expect anything.
"""

from __future__ import annotations

from pathlib import Path

USB = "devices/pci0000:00/0000:00:14.0/usb1/1-2/1-2:1.0/host6/target6:0:0/6:0:0:0"
SATA = "devices/pci0000:00/0000:00:17.0/ata1/host0/target0:0:0/0:0:0:0"
CARD = "devices/pci0000:00/0000:00:1c.0/mmc_host/mmc0/mmc0:aaaa"


class Tree:
    """Files under a folder, as a kernel would show them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._lines: list[str] = []
        self._sys = root / "sys"
        (self._sys / "dev" / "block").mkdir(parents=True)
        (self._sys / "block").mkdir()
        (root / "run" / "udev" / "data").mkdir(parents=True)
        (root / "proc" / "self").mkdir(parents=True)
        self.write_mounts()

    def disk(self, bus: str, node_name: str, number: str, sectors: int, **about: str) -> Path:
        """Add a disk: its place in sysfs, name, `major:minor`, size, files such as removable."""
        node = self._sys / bus / "block" / node_name
        node.mkdir(parents=True)
        device = self._sys / bus
        (node / "device").symlink_to(device)
        for key, value in about.items():
            place = device if key in {"vendor", "model", "type", "name"} else node
            (place / key).write_text(value + "\n")
        (self._sys / "block" / node_name).symlink_to(node)
        self._number(node, number, sectors)
        return node

    def part(self, disk: Path, number: str, sectors: int, at: int = 1) -> Path:
        """Add a partition."""
        infix = "p" if disk.name[-1].isdigit() else ""
        node = disk / f"{disk.name}{infix}{at}"
        node.mkdir()
        (node / "partition").write_text(f"{at}\n")
        self._number(node, number, sectors)
        return node

    def layer(self, below: Path, name: str, number: str, sectors: int) -> Path:
        """Add what is layered on a device, such as an opened encrypted stick."""
        node = self._sys / "devices" / "virtual" / "block" / name
        (node / "slaves").mkdir(parents=True)
        (node / "slaves" / below.name).symlink_to(below)
        (self._sys / "block" / name).symlink_to(node)
        self._number(node, number, sectors)
        return node

    def _number(self, node: Path, number: str, sectors: int) -> None:
        (node / "dev").write_text(number + "\n")
        (node / "size").write_text(f"{sectors}\n")
        (self._sys / "dev" / "block" / number).symlink_to(node)

    def udev(self, number: str, label: str, uuid: str) -> None:
        """Let udev know label and number of a file system."""
        told = f"S:disk/by-label/x\nE:ID_FS_LABEL_ENC={label}\nE:ID_FS_UUID_ENC={uuid}\nG:systemd\n"
        (self.root / "run" / "udev" / "data" / f"b{number}").write_text(told)

    def link(self, kind: str, name: str, device: str) -> None:
        """Add a link below /dev/disk."""
        folder = self.root / "dev" / "disk" / kind
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).symlink_to(f"../../{device}")

    def mount(
        self,
        number: str,
        folder: str,
        system: str = "vfat",
        options: str = "rw",
        source: str = "/dev/x",
        inner: str = "/",
    ) -> None:
        """Add a mount."""
        at = len(self._lines) + 30
        self._lines.append(
            f"{at} 1 {number} {inner} {folder} {options},relatime shared:1 - {system} {source} rw"
        )
        self.write_mounts()

    def write_mounts(self) -> None:
        text = "".join(line + "\n" for line in self._lines)
        (self.root / "proc" / "self" / "mountinfo").write_text(text)
