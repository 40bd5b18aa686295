"""What is said of each device, of the last scan and of what is looked through, as lines.

Owns which lines there are and how each stands; refuses to know devices, keys and painting.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from samplepoint.app.settings import EyeSource, Switch
from samplepoint.domain.masking import mask_number
from samplepoint.domain.outcomes import refused
from samplepoint.errors import SamplepointError
from samplepoint.gui.equipment import Equipment
from samplepoint.gui.lamps import Light, StateRow
from samplepoint.gui.models.scan_account import account_of
from samplepoint.gui.sight import CameraName, DeviceSaid, LastScan, Reader
from samplepoint.gui.workplace import Workplace

_NAMES: Final = {
    "speaker": "device_sound",
    "voice": "device_voice",
    "camera": "device_camera",
    "card_reader": "device_card_reader",
    "drives": "device_drives",
}
_FILES: Final = {EyeSource.FOLDER: "device_folder", EyeSource.VIDEO: "device_video"}
_MOST_PRINTERS: Final = 3
_READERS: Final = {
    "reader_ready": Light.READY,
    "reader_absent": Light.WRONG,
    "reader_unstartable": Light.WRONG,
    "reader_too_slow": Light.WRONG,
}


class DeviceRows:
    """Makes the lines of one window, in its language of the moment."""

    def __init__(self, workplace: Workplace) -> None:
        """Say nothing yet."""
        self._workplace = workplace
        self._say = workplace.say

    # -- what is connected ---------------------------------------------------------------------

    def connected(
        self,
        equipment: Equipment,
        printers: Sequence[str] | None,
        plugins: Sequence[str] | None,
    ) -> list[StateRow]:
        """Return a line for each device.

        None for printers and for plug-ins of card readers that are still being looked for.
        """
        said = {one.device: one for one in equipment.said}
        serial = [one for one in equipment.said if one.device == "serial_scanner"]
        usual = [
            said.get(device, DeviceSaid(device, f"{device}_stopped", Light.OFF))
            for device in ("speaker", "voice")
        ]
        return [
            self._wedge(equipment),
            *(self._said(one) for one in (*serial, *usual)),
            self._eye(equipment, said.get("camera")),
            self._reading(equipment),
            *self._lacking(equipment),
            self._card_reader(said.get("card_reader"), plugins),
            self._said(said.get("drives", DeviceSaid("drives", "drives_stopped", Light.OFF))),
            self._printers(printers),
        ]

    def _row(self, name: str, light: Light, state: str) -> StateRow:
        return StateRow(self._say("device_row", name=name, state=state), light)

    def _wedge(self, equipment: Equipment) -> StateRow:
        code = "device_wedge_heard" if equipment.has_read else "device_wedge_silent"
        light = Light.READY if equipment.has_read else Light.OFF
        return self._row(self._say("device_wedge"), light, self._say(code))

    def _said(self, said: DeviceSaid, name: str = "") -> StateRow:
        usual = self._say(
            _NAMES.get(said.device, "device_serial"), port=said.values.get("port", "")
        )
        # What is wrong or away says what to do as well; the rest is one word.
        answer = self._workplace.wording.answer(refused(said.code, **said.values))
        is_well = said.light is Light.READY or not (said.light is Light.WRONG or answer.what)
        return self._row(name or usual, said.light, answer.head if is_well else answer.as_line())

    def _eye(self, equipment: Equipment, said: DeviceSaid | None) -> StateRow:
        settings = self._workplace.settings
        code = _FILES.get(settings.eye_source)
        name = self._say(code, name=Path(settings.eye_path).name) if code else ""
        said = said or DeviceSaid("camera", "camera_stopped", Light.OFF)
        if not equipment.cameras.is_on:
            said = replace(said, code="device_camera_off", light=Light.OFF)
        elif code and said.light is not Light.WRONG:
            said = replace(said, code="device_files_wait", light=Light.OFF)
        return self._said(said, name)

    def _reading(self, equipment: Equipment) -> StateRow:
        state = equipment.cameras.reader_state
        code = state if state != "reader_ended" else str(Reader.NOT_STARTED)
        light = _READERS.get(state, Light.OFF)
        return self._row(self._say("device_reader"), light, self._say(code))

    def _lacking(self, equipment: Equipment) -> list[StateRow]:
        """Say what is missing where fewer codes are read without it; nothing else needs a line."""
        code = equipment.cameras.lacking
        if not code:
            return []
        answer = self._workplace.wording.answer(refused(code))
        return [StateRow(answer.as_line(), Light.OFF)]

    def _card_reader(self, said: DeviceSaid | None, plugins: Sequence[str] | None) -> StateRow:
        """Return how the chosen plug-in stands; without one, which could be chosen."""
        chosen = self._workplace.settings.card_plugin
        if chosen:
            opening = DeviceSaid("card_reader", "card_reader_opening", Light.OFF)
            return self._said(said or opening)
        code = "device_plugins_here" if plugins else "device_card_reader_absent"
        if plugins is None:
            code = "device_plugins_looking"
        state = self._say(code, names=", ".join(plugins or ()))
        return self._row(self._say("device_card_reader"), Light.OFF, state)

    def _printers(self, names: Sequence[str] | None) -> StateRow:
        if not names:
            code = "device_printers_looking" if names is None else "device_printers_none"
            return self._row(self._say("device_printers"), Light.OFF, self._say(code))
        more = " …" if len(names) > _MOST_PRINTERS else ""
        state = ", ".join(names[:_MOST_PRINTERS]) + more
        return self._row(self._say("device_printers"), Light.READY, state)

    # -- what is looked through ----------------------------------------------------------------

    def looked_through(
        self, cameras: Sequence[CameraName] | None, used: CameraName | None
    ) -> list[StateRow]:
        """Return what is chosen first, then the cameras that could be; None while they are sought.

        `used` is the camera that is chosen, as far as it is plugged in.
        """
        settings, rows = self._workplace.settings, list[StateRow]()
        code = _FILES.get(settings.eye_source)
        if code:
            name = self._say(code, name=Path(settings.eye_path).name)
            rows.append(StateRow(self._say("eye_files_used", name=name), Light.READY))
            used = None
        elif settings.camera_name and cameras is not None and used is None:
            rows.append(StateRow(self._say("camera_away", name=settings.camera_name), Light.WRONG))
        rows += [self._camera(one, used) for one in cameras or ()]
        if not cameras:
            looking = "camera_looking" if cameras is None else "camera_none"
            rows.append(StateRow(self._say(looking), role="hint"))
        return rows

    def _camera(self, camera: CameraName, used: CameraName | None) -> StateRow:
        is_used = camera is used
        if is_used and self._workplace.settings.camera is Switch.OFF:
            return StateRow(self._say("camera_chosen", name=camera.name), Light.OFF)
        code = "camera_used" if is_used else "camera_usable"
        light = Light.READY if is_used else Light.OFF
        return StateRow(self._say(code, name=camera.name), light)

    # -- what was scanned ----------------------------------------------------------------------

    def scanned(self, scan: LastScan | None) -> list[StateRow]:
        """Return what the last scan was, and why it is no use here where it is none."""
        if scan is None:
            return [StateRow(self._say("last_scan_none"), role="hint")]
        if scan.refused is not None:
            return self._refused(scan.refused)
        station = self._workplace.desk.station
        maps = self._workplace.desk.field_maps
        account = account_of(scan.reading, station.plan, station.book.today, maps)
        source = str(scan.reading.source)
        rows = [
            StateRow(
                self._say("last_scan_what", kind=account.kind, length=account.length, source=source)
            ),
            StateRow(self._say("last_scan_text", text=account.text)),
            self._verdict(account.why, account.text),
        ]
        if scan.pace is not None:
            rate = round(scan.pace.a_second) or "–"
            pace = self._say("last_scan_pace", rate=rate, end=scan.pace.end)
            rows.append(StateRow(pace, role="hint"))
        return rows

    def _verdict(self, why: str, text: str) -> StateRow:
        if not why:
            return StateRow(self._say("last_scan_fits"), Light.READY)
        return StateRow(self._say("last_scan_why", why=self._say(why, text=text)), Light.WRONG)

    def _refused(self, error: SamplepointError) -> list[StateRow]:
        """Return what a camera saw and did not take."""
        text = str(error.values.get("text", ""))
        rows = [StateRow(self._say("last_scan_seen"))]
        if text:
            text = mask_number(text)
            rows.append(StateRow(self._say("last_scan_text", text=text)))
        why = self._say(error.code, **{**error.values, "text": text})
        return [*rows, StateRow(self._say("last_scan_why", why=why), Light.WRONG)]
