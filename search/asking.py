"""Whether somebody asks about something, or names what they look for: the order of results follows from it."""

from __future__ import annotations

import re
from functools import lru_cache

from portal.text import segmenting
from portal.text.folding import fold_text

_ASKS_FROM = 8  # characters: what is shorter, and no question, is a word or a name
_ASKS = re.compile("[?？吗呢]|怎么|怎样|如何|什么|哪些|哪里|哪个|多少|是不是|能不能|可不可以|是否|能否|可否")
_TITLE = re.compile(
    "[《》]|(?:法|法典|条例|规定|办法|细则|解释|规则|规程|章程|决定|决议|通知|公告|通告|批复|意见|方案|规划|标准|目录|纲要|答复|令)"
    "(?:\\(.{0,12}\\))?$"
)
_NUMBER = re.compile("第\\S{1,9}号|\\d+号|[\\[〔(]\\d{4}[\\])〕]|第[一二三四五六七八九十百千零\\d]+条")
_PROVINCES = (
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南"
    "|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门"
)
_PLACE = re.compile(
    _PROVINCES + "|[\u4e00-\u9fff]{2}(?:省|自治区|自治州|自治县|自治旗|特区|新区)"
    "|[\u4e00-\u9fff](?<![城超上门股夜都辖楼早黑入收本全我该的各])市(?![场民政容区值价])"
)
_ORGAN = re.compile(
    "国务院|全国人大|人大常委会|最高(?:人民)?(?:法院|检察院)|总局"
    "|[\u4e00-\u9fff]{2}(?:部|厅|委|局|委员会)(?=关于|令|印发|发布|的?(?:通知|规定|办法|决定|意见|公告))"
)


# Words of asking say nothing of what is asked for; in a count of matching bigrams they only do harm.
_ASKING = re.compile("怎么样|怎么办|怎么|怎样|如何|什么|哪些|哪里|哪个|多少|请问|是不是|能不能|可不可以|是否|吗|呢")


def without_asking(text: str) -> str:
    """Return the text without words of asking, unless there is nothing else."""
    left = _ASKING.sub(" ", text)
    return left if any(map(str.isalnum, left)) else text


@lru_cache(maxsize=1024)
def is_question(text: str) -> bool:
    """Return whether somebody asks in their own words: no title, number, place or organ is named.

    Then what a document is about counts beside the words, and a law stands before a rule for one place.
    """
    folded = fold_text(text).strip()
    count = sum(len(character) == 1 and not character.isascii() for character in segmenting.characters(folded))
    asks = bool(_ASKS.search(folded))
    if count < (_ASKS_FROM // 2 if asks else _ASKS_FROM):
        return False
    named = _NUMBER.search(folded) or _PLACE.search(folded) or _ORGAN.search(folded)
    titled = "《" in folded or "〈" in folded or (not asks and any(map(_TITLE.search, folded.split())))
    return not named and not titled
