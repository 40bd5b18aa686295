"""The ethnic groups that identity cards print, as they print them: without 族.

Owns the list; refuses to know how a card is read.
"""

from __future__ import annotations

from typing import Final

STANDARD: Final = tuple(
    "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 "
    "佤 畲 高山 拉祜 水 东乡 纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 "
    "锡伯 阿昌 普米 塔吉克 怒 "
    "乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺".split()
)
"""The 56 of GB/T 3304-1991, in the order of its codes 01 to 56."""

BESIDES: Final = ("其他", "外国血统中国籍人士", "穿青人", "革家人")
"""What cards carry besides: the population register's codes 97 and 98, and the two groups of
Guizhou whose names the police there print although the standard has no code for them."""

# An engine that knows both scripts now and then gives the older form of what is printed.
_AS_PRINTED: Final = str.maketrans(
    "漢滿壯瑤維爾東鄉納頗達烏羅獨龍倫錫", "汉满壮瑶维尔东乡纳颇达乌罗独龙伦锡"
)
_ALL: Final = frozenset((*STANDARD, *BESIDES))


def known_ethnicity(untrusted: str) -> str | None:
    """Return the name as cards print it, from a text with or without 族; None if there is none."""
    text = "".join(untrusted.split()).translate(_AS_PRINTED)
    if text in _ALL:
        return text
    return text[:-1] if text.endswith("族") and text[:-1] in STANDARD else None


def likely_ethnicity(untrusted: str) -> str | None:
    """Return the one name of at least two characters that differs in one character, if only one."""
    text = "".join(untrusted.split())
    near = [
        name
        for name in STANDARD
        if len(name) == len(text) >= 2 and sum(a != b for a, b in zip(name, text, strict=True)) == 1
    ]
    return near[0] if len(near) == 1 else None
