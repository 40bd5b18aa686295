"""Names of package files: ASCII, told apart, and the same on every drive."""

from __future__ import annotations

import pytest

from samplepoint.domain.file_names import travels
from samplepoint.formats.package_name import package_name


@pytest.mark.parametrize(
    ("point", "round_name", "number", "name"),
    [
        ("西古城社区", "第一轮", 3, "POINT-7K2M9QXZ_r1_v003.spkg"),
        ("North 2", "第12轮", 12, "North-2-7K2M9QXZ_r12_v012.spkg"),
        ("Zürich/HB: \\..\\a", "Round 007", 1000, "Zurich-HB-a-7K2M9QXZ_r7_v1000.spkg"),
        ("Ａ栋１单元", "全员", 1, "A-1-7K2M9QXZ_r0_v001.spkg"),
        ("x" * 60, "Alpha", 1, "x" * 24 + "-7K2M9QXZ_rAlpha_v001.spkg"),
        ("", "十", 1, "POINT-7K2M9QXZ_r10_v001.spkg"),
        ("", "第二十三轮", 1, "POINT-7K2M9QXZ_r23_v001.spkg"),
        ("", "第十二轮", 1, "POINT-7K2M9QXZ_r12_v001.spkg"),
        ("", "第٣轮", 1, "POINT-7K2M9QXZ_r0_v001.spkg"),
    ],
)
def test_a_name_is_folded(point: str, round_name: str, number: int, name: str) -> None:
    assert package_name(point, "7K2M9QXZ", round_name, number) == name
    assert travels(name)
