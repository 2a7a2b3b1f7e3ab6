"""The measure itself: what counts as found, missed, wrong, and what counts neither way."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.screening_set.labels import Labelled, page_of, read
from tests.screening_set.measure import found_by_trait, measure, read_findings, table

ROOT = Path(__file__).resolve().parents[2]


def finding(kind: str, page: int | None = 1) -> dict:
    return {"kind": kind, "page": page, "where": None, "confidence": 0.9}


def test_kind_and_page_have_to_match():
    labels = [Labelled("a.pdf", [("seal", 3), ("link", 1)])]
    results = measure({"a.pdf": [finding("seal", 2), finding("link", 1)]}, labels)
    assert (results["link"].tp, results["link"].fp, results["link"].fn) == (1, 0, 0)
    assert (results["seal"].tp, results["seal"].fp, results["seal"].fn) == (0, 1, 1)
    assert results["seal"].misses == [("a.pdf", 3)]
    assert results["seal"].alarms == [("a.pdf", 2)]


def test_findings_of_one_kind_on_one_page_count_once():
    results = measure({"a.pdf": [finding("seal", 1)] * 3}, [Labelled("a.pdf", [("seal", 1)])])
    assert (results["seal"].tp, results["seal"].fp) == (1, 0)
    results = measure({"a.pdf": [finding("seal", 1)] * 3}, [Labelled("a.pdf", [])])
    assert results["seal"].fp == 1


def test_a_silent_detector_misses_everything():
    results = measure({}, [Labelled("a.pdf", [("seal", 1)]), Labelled("b.pdf", [("seal", 2)])])
    assert (results["seal"].fn, results["seal"].recall, results["seal"].precision) == (2, 0.0, None)


def test_precision_and_recall():
    labels = [Labelled(f"{n}.pdf", [("mobile", 1)]) for n in range(4)] + [Labelled("clean.pdf", [])]
    found = {f"{n}.pdf": [finding("mobile")] for n in range(3)} | {"clean.pdf": [finding("mobile")]}
    result = measure(found, labels)["mobile"]
    assert (result.precision, result.recall) == (0.75, 0.75)


def test_what_is_accepted_counts_neither_way():
    labels = [Labelled("a.pdf", [("instruction", 1)], accepted=[("signature", 1)])]
    results = measure({"a.pdf": [finding("instruction"), finding("signature")]}, labels)
    assert (results["signature"].tp, results["signature"].fp, results["signature"].fn) == (0, 0, 0)
    results = measure({"a.pdf": [finding("signature", 2)]}, labels)
    assert results["signature"].fp == 1


def test_files_without_pages_have_one():
    assert page_of("a.DOCX", 4) == 1
    assert page_of("a.pdf", 4) == 4
    assert page_of("a.pdf", None) == 1
    results = measure({"a.docx": [finding("seal", None), finding("seal", 2)]}, [Labelled("a.docx", [("seal", 1)])])
    assert (results["seal"].tp, results["seal"].fp, results["seal"].fn) == (1, 0, 0)


def test_recall_by_trait():
    labels = [
        Labelled("a.pdf", [("seal", 1)], ["scan", "rotated:3", "grey"]),
        Labelled("b.pdf", [("seal", 1)], ["scan", "rotated:-2"]),
    ]
    shares = found_by_trait({"b.pdf": [finding("seal")]}, labels)
    assert shares["seal", "rotated"] == (1, 2)
    assert shares["seal", "grey"] == (0, 1)


def test_lines_of_the_detector_are_read_by_name():
    lines = [
        json.dumps({"file": "somewhere/x/a.pdf", "findings": [finding("seal")]}),
        "",
        '{"file": "b.pdf", "findings": []}',
    ]
    assert read_findings(lines) == {"a.pdf": [finding("seal")], "b.pdf": []}
    with pytest.raises(ValueError, match="Line 1"):
        read_findings(["Traceback"])


def test_labels_are_read_as_they_were_written(tmp_path):
    row = Labelled("a.pdf", [("seal", 2)], ["scan"], ["link"], [("signature", 2)], 3)
    (tmp_path / "labels.jsonl").write_text(row.line() + "\n", encoding="utf-8")
    assert read(tmp_path / "labels.jsonl") == [row]


def test_the_table_has_a_row_for_every_kind():
    text = table(measure({}, [Labelled("a.pdf", [("seal", 1)])]))
    assert "| seal | 0 | 0 | 1 | – | 0.0% |" in text
    assert "| tracked_changes | 0 | 0 | 0 | – | – |" in text


def test_the_command_prints_table_and_misses(tmp_path):
    (tmp_path / "labels.jsonl").write_text(
        Labelled("a.pdf", [("seal", 2)], ["grey"], [], [], 2).line(), encoding="utf-8"
    )
    (tmp_path / "found.jsonl").write_text(
        json.dumps({"file": "a.pdf", "findings": [finding("link", 1)]}), encoding="utf-8"
    )
    command = [sys.executable, "-m", "tests.screening_set.measure", tmp_path / "labels.jsonl", tmp_path / "found.jsonl"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert "| link | 0 | 1 | 0 | 0.0% | – |" in run.stdout
    assert "- seal: a.pdf page 2 (grey)" in run.stdout
    assert "- link: a.pdf page 1 (grey)" in run.stdout
