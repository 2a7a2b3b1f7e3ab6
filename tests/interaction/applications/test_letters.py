"""Letters say what they have to say, as Word and as PDF, and a third party reads nothing of who applied."""

from __future__ import annotations

import io
from types import SimpleNamespace

import pytest
from django.utils import translation
from docx import Document
from pypdf import PdfReader

from interaction.applications import letter_files, letters, outcomes, reading, services
from interaction.applications.models import Application

from .conftest import ANSWER, PERSON, REQUEST


@pytest.fixture
def site_named(monkeypatch):
    """Return a function that gives the department another name."""

    def named(name: str) -> None:
        monkeypatch.setattr(letters, "site_marks", lambda: SimpleNamespace(organisation_name=name))

    return named


def in_word(composed: letters.Composed) -> str:
    return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(letter_files.as_word(composed))).paragraphs)


def in_pdf(composed: letters.Composed) -> str:
    pages = PdfReader(io.BytesIO(letter_files.as_pdf(composed))).pages
    return "".join(page.extract_text() for page in pages).replace("\n", "").replace(" ", "")


def test_an_answer_names_outcome_ground_and_remedies(answered):
    (letter,) = reading.letters_for_applicant(answered)
    composed = letters.compose(letter)
    for text in (in_word(composed), in_pdf(composed)):
        for words in (PERSON["name"], REQUEST["wanted"], ANSWER, str(outcomes.BY_CODE["provided"].article), "行政复议"):
            assert words.replace(" ", "") in text.replace(" ", "")
    assert PERSON["name"] not in repr(composed) and PERSON["name"] not in composed.file_name


def test_a_third_party_reads_nothing_of_who_applied(people, in_hand):
    letter = services.pause(in_hand, people.office_liaison, whom="third_party", text="拟公开贵方提交的附图。")
    text = in_word(letters.compose(letter))
    assert "附图" in text and not any(words in text for words in PERSON.values() if words)


def test_an_extension_names_the_day_by_which_there_will_be_an_answer(people, in_hand):
    letter = services.extend(in_hand, people.office_head, days=10, text="资料较多。")
    due = Application.objects.get().due_at
    assert f"{due:%Y-%m-%d}" in in_word(letters.compose(letter)).replace("年", "-")


def test_a_letter_that_was_given_stays_as_it_is(people, in_hand, site_named):
    services.ask_correction(in_hand, people.office_liaison, text="请写明年份。", within=15)
    services.correct(in_hand, "二〇二五年。")
    services.extend(in_hand, people.office_head, days=10, text="资料较多。")
    given = [in_word(letters.compose(letter)) for letter in reading.letters_for_applicant(in_hand)]
    services.pause(in_hand, people.office_liaison, whom="agency")  # now nobody knows by when there will be an answer
    site_named("岭西市档案局")
    Application.objects.update(correct_within=7)
    with translation.override("en"):
        assert [in_word(letters.compose(letter)) for letter in reading.letters_for_applicant(in_hand)] == given


def test_an_answer_stays_as_it_was_approved(people, answered, site_named):
    (letter,) = reading.letters_for_applicant(answered)
    given = in_word(letters.compose(letter))
    site_named("岭西市档案局")
    assert in_word(letters.compose(letter)) == given


def test_of_an_erased_application_there_is_no_letter(people, answered):
    (letter,) = reading.letters_for_applicant(answered)
    services.erase(answered, people.office_liaison)
    letter.application.__dict__.pop("data_key", None)
    assert letters.compose(letter) is None


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "𠮷野\x0b家", "张\x01三\uffff李四", "字" * 9000, "甲\n\n乙"]
)
def test_whatever_is_written_can_be_set(people, in_hand, text):
    draft = services.draft_answer(in_hand, people.registration_liaison, outcome="internal", text=text)
    composed = letters.compose(draft)
    assert letter_files.as_pdf(composed).startswith(b"%PDF") and letter_files.as_word(composed)
