"""What the queue may see of a name and a number (handbook §3, screens §5).

Owns the shapes of masks; refuses to decide when to unmask.
"""

from __future__ import annotations

_COMPOUND = frozenset(
    "欧阳 上官 司马 诸葛 令狐 尉迟 皇甫 东方 公孙 慕容 夏侯 长孙 宇文 司徒 独孤 端木 "
    "南宫 西门 东郭 百里 呼延 轩辕 闻人 澹台 公冶 宗政 濮阳 淳于 单于 太叔 申屠 仲孙 "
    "钟离 鲜于 闾丘 司空 司寇 赫连 万俟 拓跋 完颜".split()
)
_MOST_STARS = 3
_LONG_NUMBER = 15


def mask_name(name: str) -> str:
    """Surname and stars: 李*, 欧阳*, 古丽***; names of another script keep their first letter."""
    if len(name) <= 1:
        return name
    shown = _shown(name)
    return name[:shown] + "*" * min(max(len(name) - shown, 1), _MOST_STARS)


def _shown(name: str) -> int:
    if "·" in name or name[:2] in _COMPOUND:
        return 2 if len(name) > 2 else 1
    return 1


def mask_number(number: str) -> str:
    """First six and last four of a long number; a short one shows two at each end at most."""
    if len(number) >= _LONG_NUMBER:
        return f"{number[:6]}{'*' * (len(number) - 10)}{number[-4:]}"
    ends = 2 if len(number) >= 8 else 1
    if len(number) <= 2 * ends:
        return "*" * len(number)
    return f"{number[:ends]}{'*' * (len(number) - 2 * ends)}{number[-ends:]}"
