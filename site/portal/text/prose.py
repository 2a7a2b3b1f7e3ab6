"""Where a name begins in running Chinese text, which has no spaces."""

from __future__ import annotations

import re

# Words that never stand inside the short name of an organ: what follows the last of them is the name.
_ENDS_BEFORE_NAME = (
    "按照|根据|依据|依照|遵照|参照|执行|印发|下发|颁布|发布|公布|收到|转发|我院|我局|我厅|我部|人民政府|办公厅以|文件"
    "|通知|规定|废止|以及|或者|第[一二三四五六七八九十百]+次|的|以|按|了"
)
# Single words before a name, unless they begin a word that does begin names (自然, 对外, 经济, 原子).
_LEADING = re.compile(
    "^(?:日|月|年|号|又|和|与|及|据|由|见|经(?!济)|在|对(?!外)|于|原(?!子)|即|凭|随|参见|自(?!然)|依)(?=.{2})"
)
_BEFORE_NAME = re.compile(f"^.*(?:{_ENDS_BEFORE_NAME})")


def name_at_end(text: str) -> str:
    """Return the name of an organ (or its short form) that ends at the end of ``text``, or "".

    ``text`` is what stands before a number, cut at the last punctuation mark by the caller.
    """
    name = _BEFORE_NAME.sub("", text)
    while True:
        shorter = _LEADING.sub("", name)
        if shorter == name:
            return name
        name = shorter
