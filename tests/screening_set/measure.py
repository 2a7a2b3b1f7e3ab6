"""Measures what a detector reports against the labels of the set.

Reads the lines that ``manage.py screen FILES… --json`` prints (one JSON object a file) and prints precision and recall
of every kind as a Markdown table, recall by the way a file was made, then what was missed and what was wrong:

    manage.py screen OUTDIR/0* --json --registered-hosts OUTDIR/registered_hosts.txt > found.jsonl
    python -m tests.screening_set.measure OUTDIR/labels.jsonl found.jsonl
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.screening_set.labels import KINDS, Labelled, page_of, read

Place = tuple[str, int]  # a file and a page from 1


@dataclass
class Result:
    """How a detector did for one kind; misses and false alarms are files with pages."""

    tp: int = 0
    misses: list[Place] = field(default_factory=list)
    alarms: list[Place] = field(default_factory=list)

    @property
    def fn(self) -> int:
        return len(self.misses)

    @property
    def fp(self) -> int:
        return len(self.alarms)

    @property
    def precision(self) -> float | None:
        """The share of reports that are right; None where nothing was reported."""
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else None

    @property
    def recall(self) -> float | None:
        """The share of what is there that was reported; None where nothing is there."""
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else None


Findings = Mapping[str, Iterable[Mapping]]


def measure(findings_by_file: Findings, labels: Iterable[Labelled]) -> dict[str, Result]:
    """Compare findings (`kind`, `page`) of each file with the labels, by kind and page.

    Findings of one kind on one page count once. A file that the detector says nothing about has no findings. What the
    labels accept counts neither way. A kind that no label knows comes out with its false alarms.
    """
    results = {kind: Result() for kind in KINDS}
    for row in labels:
        found = reported(row.file, findings_by_file.get(row.file, ()))
        right, accepted = set(row.labels), set(row.accepted)
        for kind, page in sorted(right | found):
            result = results.setdefault(kind, Result())
            if (kind, page) not in found:
                result.misses.append((row.file, page))
            elif (kind, page) in right:
                result.tp += 1
            elif (kind, page) not in accepted:
                result.alarms.append((row.file, page))
    return results


def reported(file: str, findings: Iterable[Mapping]) -> set[tuple[str, int]]:
    return {(finding["kind"], page_of(file, finding.get("page"))) for finding in findings}


def found_by_trait(findings_by_file: Findings, labels: Iterable[Labelled]) -> dict[tuple[str, str], tuple[int, int]]:
    """Return by kind and trait how many labels were found, of how many; however far a page is turned, it is rotated."""
    there: Counter[tuple[str, str]] = Counter()
    hit: Counter[tuple[str, str]] = Counter()
    for row in labels:
        found = reported(row.file, findings_by_file.get(row.file, ()))
        for label in row.labels:
            for trait in {trait.split(":")[0] if trait.startswith("rotated") else trait for trait in row.traits}:
                there[label[0], trait] += 1
                hit[label[0], trait] += label in found
    return {key: (hit[key], there[key]) for key in sorted(there)}


def read_findings(lines: Iterable[str]) -> dict[str, list[dict]]:
    """Read the detector's lines; files are known by their names alone. ValueError for a line that is none."""
    found: dict[str, list[dict]] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            found.setdefault(PurePath(row["file"]).name, []).extend(row["findings"])
        except (json.JSONDecodeError, KeyError, TypeError) as error:
            raise ValueError(f"Line {number} is no finding of a detector: {line.strip()[:80]}") from error
    return found


def percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"


def table(results: Mapping[str, Result]) -> str:
    """Return the figures as a Markdown table, a row each kind."""
    rows = ["| kind | tp | fp | fn | precision | recall |", "|---|---:|---:|---:|---:|---:|"]
    rows += [
        f"| {kind} | {r.tp} | {r.fp} | {r.fn} | {percent(r.precision)} | {percent(r.recall)} |"
        for kind, r in results.items()
    ]
    return "\n".join(rows)


def places(title: str, by_kind: Mapping[str, list[Place]], labels: Mapping[str, Labelled]) -> str:
    """Return a list of files and pages with the traits that tell why they are hard."""
    lines = [f"## {title}", ""]
    for kind, there in by_kind.items():
        lines += [f"- {kind}: {file} page {page} ({', '.join(labels[file].traits)})" for file, page in there]
    return "\n".join([*lines, "" if len(lines) > 2 else "None.\n"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labels", type=Path, help="labels.jsonl of the set")
    parser.add_argument(
        "findings", type=argparse.FileType(encoding="utf-8"), help="what the detector printed; - reads it"
    )
    parser.add_argument("--traits", action="store_true", help="recall by the way files were made as well")
    options = parser.parse_args()
    labels = read(options.labels)
    found = read_findings(options.findings)
    results, rows = measure(found, labels), {row.file: row for row in labels}
    silent = sum(row.file not in found for row in labels)
    print(f"{len(labels)} files, {sum(row.pages for row in labels)} pages; no word about {silent} files.\n")
    print(table(results) + "\n")
    if options.traits:
        print("| kind | made as | found | of |\n|---|---|---:|---:|")
        for (kind, trait), (hit, there) in found_by_trait(found, labels).items():
            print(f"| {kind} | {trait} | {hit} | {there} |")
        print()
    print(places("Missed", {kind: result.misses for kind, result in results.items()}, rows))
    print(places("False alarms", {kind: result.alarms for kind, result in results.items()}, rows))


if __name__ == "__main__":
    main()
