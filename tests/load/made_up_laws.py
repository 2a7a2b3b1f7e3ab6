"""An import file of any length for benchmarks, made of the demonstration's own paragraphs: nothing to be had first."""

from __future__ import annotations

import json
import random
from pathlib import Path

from portal.demonstration.content import read_all

COUNT = 3415
# Lengths as those of a national collection of laws: some 5,600 characters on average, a few above 60,000.
MEAN_LOG, SPREAD_LOG, LONGEST = 8.0, 1.0, 120_000
RANKS = ("法律", "行政法规", "部门规章", "地方性法规", "司法解释")


def write(path: Path, count: int = COUNT, seed: int = 1, mean_log: float = MEAN_LOG) -> Path:
    """Write ``count`` documents to ``path`` (.jsonl) and return it; the same seed gives the same file.

    ``mean_log`` is the logarithm of the usual length of a body in characters.
    """
    chance = random.Random(seed)
    paragraphs = [line for row in read_all("disclosures") for line in row["body"].splitlines() if len(line) > 40]
    with path.open("w", encoding="utf-8") as file:
        for number in range(1, count + 1):
            row = {
                "id": f"made-up-{number}",
                "title": f"关于{chance.choice(paragraphs)[:24].strip('，。、')}的规定（第{number}号）",
                "category": chance.choice(RANKS),
                "date": f"{chance.randint(1980, 2025)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}",
                "body": _body(paragraphs, chance, mean_log),
            }
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return path


def _body(paragraphs: list[str], chance: random.Random, mean_log: float) -> str:
    wanted = min(int(chance.lognormvariate(mean_log, SPREAD_LOG)), LONGEST)
    parts: list[str] = []
    article = length = 0
    while length < wanted:
        article += 1
        parts.append(f"第{article}条 {chance.choice(paragraphs)}")
        length += len(parts[-1])
    return "## 第一章 总则\n\n" + "\n\n".join(parts)
