"""What a document says about itself: title, number, date of formation, attachments; and what must not go public.

Works on blocks, whatever file they come from.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePosixPath

from portal.text import closing, document_numbers

from .inline import text_of
from .shapes import Block, Converted, Loss, Paragraph, Reading, Table

TITLE_LENGTH = 255
_HEAD = 25  # blocks in which title, number and red header stand
_GENRES = (
    "通知|通告|公告|公示|意见|决定|决议|命令|通报|报告|请示|批复|函|议案|纪要|办法|规定|规则|细则|条例|方案|规划|计划|要点|"
    "指南|标准|规范|目录|清单|解读|制度|总结|预案|说明|答复|简报|讲话|章程"
)
_ENDS_AS_TITLE = re.compile(f"(?:{_GENRES})(?:\\s*[（(][^）)]{{1,30}}[）)])?$")
_ADDRESSEES = re.compile("[：:]$")
_RED_HEADER = re.compile("^.{2,60}(?:文件|[（(](?:令|函|通知|公告)[）)])$")
_COPIES = re.compile("^(?:份号|密级|紧急程度)?\\s*[：:]?\\s*(?:\\d{6}|特急|加急|平急|★.*)$")
_SENTENCE_END = "。；，、：;:,"
_NUMBER_LINE = re.compile("^(?P<number>\\S.{2,60}?号)(?:\\s+签发人.*)?$")
_SECTION = re.compile("^(?:[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十百]{1,4}[章编部])")
_ATTACHMENT = re.compile("^附\\s*件\\s*[：:]\\s*(?P<rest>.*)$")
_ITEM = re.compile("^\\s*(?:附\\s*件)?\\s*(?P<number>\\d{1,2})\\s*[.．、]\\s*(?P<name>.+)$")
_CAPTION = re.compile("^(?:附)?表\\s*[\\d一二三四五六七八九十]{0,3}[-—.\\d]*[\\s:：　]*\\S")
_LONGEST_CAPTION, _LONGEST_SECTION = 60, 40
_LARGE = 18  # points


def compose(reading: Reading, file_name: str) -> Converted:
    """Return the reading as what a draft is made of: its title and number taken out of the body, its head cleaned."""
    source = tuple(line for block in reading.blocks for line in lines_of(block))
    blocks = list(reading.blocks)
    losses = [*reading.losses]
    number = _take_number(blocks)
    losses += _drop_red_head(blocks, number is not None)
    title = _take_title(blocks) or PurePosixPath(file_name).stem
    blocks = shaped(blocks)
    text = "\n".join(line for block in blocks for line in lines_of(block))
    return Converted(
        title=title[:TITLE_LENGTH],
        document_number=number or "",
        formed_on=closing.date_of(text),
        body=tuple(blocks),
        pictures=reading.pictures,
        embedded=tuple(reading.embedded),
        attachment_names=attachment_names(blocks),
        losses=tuple(losses) + ((Loss("long_title", title),) if len(title) > TITLE_LENGTH else ()),
        source=source,
    )


def shaped(blocks: list[Block]) -> list[Block]:
    """Give tables their captions, and make headings of what official documents number as sections."""
    return _sections(_captions(blocks))


def lines_of(block: Block) -> list[str]:
    """Return the words of a block: a line for a paragraph or a row."""
    if isinstance(block, Paragraph):
        return [text_of(block.html)]
    if isinstance(block, Table):
        rows = ["\t".join(filter(None, row)) for row in block.rows if any(row)]
        return [block.caption, *rows] if block.caption else rows
    return []


def _text(block: Block) -> str:
    return " ".join(text_of(block.html).split()) if isinstance(block, Paragraph) else ""


def _head(blocks: list[Block]) -> int:
    """How many blocks stand before the addressees or the first section."""
    for place, block in enumerate(blocks[:_HEAD]):
        text = _text(block)
        if isinstance(block, Table) or _SECTION.match(text) or (_ADDRESSEES.search(text) and len(text) < 200):
            return place
    return min(len(blocks), _HEAD)


def _take_number(blocks: list[Block]) -> str | None:
    """Take the line of the document number out of the head, where it stands alone."""
    for place, block in enumerate(blocks[: _head(blocks) or 1]):
        line = _NUMBER_LINE.match(_text(block))
        number = document_numbers.parse(line["number"]) if line else None
        if number and line and line[0] == line["number"]:
            del blocks[place]
            return number.normal
        if number:
            return number.normal  # the signer's name stands beside it: the line stays
    return None


def _drop_red_head(blocks: list[Block], has_number: bool) -> list[Loss]:
    """Take out what a published document must not carry (clause D10): issuing mark, secrecy and urgency lines."""
    losses: list[Loss] = []
    for place in range(_head(blocks) - 1, -1, -1):
        text = "".join(_text(blocks[place]).split())
        is_mark = _RED_HEADER.match(text) and (has_number or place == 0) and not text.startswith("关于")
        if is_mark or _COPIES.match(text):
            del blocks[place]
            losses.append(Loss("red_header", text))
    return losses[::-1]


def _take_title(blocks: list[Block]) -> str:
    """Take the title out of the body: what is styled as such, else what stands and reads like one in the head."""
    head = _head(blocks)
    styled = [place for place, block in enumerate(blocks[:head]) if isinstance(block, Paragraph) and block.is_title]
    found = _run(styled) or _largest(blocks[:head]) or _reads_as_title(blocks[:head])
    title = "".join(_joined(_text(blocks[place]) for place in found))
    if found and len(title) <= TITLE_LENGTH:
        del blocks[found[0] : found[-1] + 1]
    return title


def _joined(lines) -> list[str]:
    """Chinese lines join without a space, words of letters with one."""
    parts: list[str] = []
    for line in lines:
        gap = bool(parts) and parts[-1][-1:].isascii() and line[:1].isascii()
        parts.append(f" {line}" if gap else line)
    return parts


def _run(places: list[int]) -> list[int]:
    """Return the first of these places with those that follow it without a gap."""
    return [place for offset, place in enumerate(places) if place == places[0] + offset]


def _largest(blocks: list[Block]) -> list[int]:
    """Centred lines of the largest type, at least 18 points, that are no sentences."""
    able = {
        place: block.size
        for place, block in enumerate(blocks)
        if isinstance(block, Paragraph) and block.centred and block.size >= _LARGE and not _ends_sentence(block)
    }
    return _run([place for place, size in able.items() if size == max(able.values())]) if able else []


def _ends_sentence(block: Block) -> bool:
    return _text(block)[-1:] in _SENTENCE_END


def _reads_as_title(blocks: list[Block]) -> list[int]:
    """Lines up to the one that ends as titles of documents do (关于……的通知), else the first line of all."""
    short = []
    for place, block in enumerate(blocks[:8]):
        text = _text(block)
        if not text or len(text) > 100 or text[-1] in _SENTENCE_END:
            break
        short.append(place)
        if _ENDS_AS_TITLE.search(text):
            return short
    return short[:1]


def _captions(blocks: list[Block]) -> list[Block]:
    """A line 表1 …… before a table becomes its caption."""
    result: list[Block] = []
    for block in blocks:
        if isinstance(block, Table) and not block.caption and result:
            text = _text(result[-1])
            if len(text) <= _LONGEST_CAPTION and _CAPTION.match(text) and text[-1] not in _SENTENCE_END:
                result.pop()
                block = replace(block, caption=text)
        result.append(block)
    return result


def _sections(blocks: list[Block]) -> list[Block]:
    """Lines that official documents number as sections (一、总体要求; 第一章 总则) become headings."""
    return [
        replace(block, level=3)
        if isinstance(block, Paragraph)
        and not block.level
        and len(text := _text(block)) <= _LONGEST_SECTION
        and _SECTION.match(text)
        and text[-1] not in _SENTENCE_END
        else block
        for block in blocks
    ]


def attachment_names(blocks: list[Block]) -> tuple[str, ...]:
    """Return the names that the text lists after 附件：, without their numbers."""
    names: list[str] = []
    listing = False
    for block in blocks:
        for line in text_of(block.html).split("\n") if isinstance(block, Paragraph) else ():
            start = _ATTACHMENT.match(line.strip())
            rest = start["rest"] if start else line
            item = _ITEM.match(rest)
            if item and (start or listing):
                names.append(item["name"].strip())
            elif start and rest.strip():
                names.append(rest.strip())
            listing = bool(start) or (listing and item is not None)
    return tuple(names)
