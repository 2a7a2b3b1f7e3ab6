"""The secrecy review: the maker's checklist, the grounds of a ruling, and when the review is settled (clause O1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.files import services as files

from . import likeness
from .desks import RULING_DESK, SECRECY_DESK
from .errors import ActRefused
from .models import Case, Opinion

NO, UNSURE, YES = "no", "unsure", "yes"
ANSWERS = {
    NO: gettext_lazy("no"),
    UNSURE: gettext_lazy("unsure"),
    YES: gettext_lazy("yes"),
}

# One checklist for everything that is made public. Another wording is another version: a declaration says which.
CHECKLIST_VERSION = 1
QUESTIONS = {
    "state_secret": gettext_lazy("Does it hold state secrets, or was it made from a document with a secrecy marking?"),
    "work_secret": gettext_lazy("Does it hold work secrets, internal matters, or matters still under discussion?"),
    "geodata": gettext_lazy("Does it hold coordinates, maps or survey results that need a review before publication?"),
    "rights": gettext_lazy("Does it hold business secrets or personal data whose publication would harm others?"),
    "aggregate": gettext_lazy("Put together with what is public already, could it reveal something secret?"),
}

GROUNDS = {
    "secret": gettext_lazy("state secret (regulations on disclosure, article 14)"),
    "forbidden": gettext_lazy("publication forbidden by law or regulation (article 14)"),
    "safety": gettext_lazy("endangers state, public or economic security or social stability (article 14)"),
    "rights": gettext_lazy("business secret or personal privacy (article 15)"),
    "internal": gettext_lazy("internal affairs or information of a process (article 16)"),
    "other": gettext_lazy("another ground, as the ruling says"),
}

RULING_FIRST = "ruling_first"  # stands in the declaration of a case on which the Office has to rule
RULINGS = (Opinion.Verdict.RULED_FIT, Opinion.Verdict.MUST_CHANGE, Opinion.Verdict.MUST_NOT)


def answers_in(post: Mapping[str, Any]) -> dict[str, str]:
    """Return the answers of a posted checklist (the fields that the template tag ``secrecy_checklist`` draws)."""
    return {code: str(post.get(f"secrecy_{code}", "")) for code in QUESTIONS}


def sign(answers: Mapping[str, str], person: Any, post: Any) -> dict[str, Any]:
    """Return the maker's signed declaration. ActRefused where an answer is missing, or is yes."""
    missing = [str(question) for code, question in QUESTIONS.items() if answers.get(code) not in ANSWERS]
    if missing:
        raise ActRefused([_("Please answer the secrecy checklist: %(question)s") % {"question": " ".join(missing)}])
    if any(answers[code] == YES for code in QUESTIONS):
        raise ActRefused(
            [_("What holds secrets can't be sent. Take them out, or answer “unsure” and have the Office rule.")]
        )
    return {
        "checklist": CHECKLIST_VERSION,
        "answers": {code: answers[code] for code in QUESTIONS},
        "by": person.pk,
        "name": str(person),
        "capacity": post.title,
        "at": timezone.now().isoformat(),
    }


def answer_rows(case: Case) -> list[tuple[Any, Any, bool]]:
    """Return (question, answer, whether it is unsure) of a case's declaration, for people."""
    answers = case.declaration.get("answers", {})
    return [
        (question, ANSWERS.get(answers[code], answers[code]), answers[code] != NO)
        for code, question in QUESTIONS.items()
        if code in answers
    ]


def is_unsure(case: Case) -> bool:
    """Say whether the maker answered a question with unsure."""
    return UNSURE in case.declaration.get("answers", {}).values()


def needs_ruling_first(case: Case) -> bool:
    """The maker is unsure, or :func:`bind` found an earlier ruling that still asks for one: the Office rules first."""
    return is_unsure(case) or bool(case.declaration.get(RULING_FIRST))


def bind(case: Case, answer: str) -> None:
    """Bind a case that is being sent, and signed for, to what the Office ruled before, whatever it ruled that on.

    ``answer`` says what was changed after the Office ordered a change, as the case keeps such words. ActRefused where
    that is missing, or where exactly this was ruled out, also under another id. What the Office forbade once, wants to
    see changed, or ruled out in nearly these words or with one of these files, it rules on first.
    """
    refuse_what_was_ruled_out(case)
    reasons = []
    if (ordered := ordered_change(case.kind, case.subject_id)) is not None:
        if not answer:
            raise ActRefused([_must_answer(case, ordered)])
        case.declaration["answer"] = {"ruling": ordered.pk, "text": answer}
        reasons.append(_("The Office rules first: it had ordered a change."))
    if _rulings(case.kind, case.subject_id).filter(verdict=Opinion.Verdict.MUST_NOT).exists():
        reasons.append(_("The Office rules first: it once forbade the publication."))
    if number := next((ruled.number for ruled in _ruled_out_elsewhere(case) if _resembles(case, ruled)), ""):
        reasons.append(_("The Office rules first: it resembles what was ruled out in %(case)s.") % {"case": number})
    if reasons:
        case.declaration[RULING_FIRST] = True
        case.reasons = [*case.reasons, *reasons]


def ordered_change(kind: str, subject_id: Any) -> Opinion | None:
    """Return the ruling that a subject must be changed, where the Office hasn't found the change good since."""
    last = _rulings(kind, subject_id).last()
    return last if last is not None and last.verdict == Opinion.Verdict.MUST_CHANGE else None


def answered(case: Case) -> tuple[str, str] | None:
    """Return (what the Office ruled, what the maker changed), as the case keeps both; None without such an order."""
    answer = case.declaration.get("answer")
    if answer is None:
        return None
    return Opinion.objects.values_list("text", flat=True).get(pk=answer["ruling"]), answer["text"]


def refuse_what_was_ruled_out(case: Case) -> None:
    """Refuse exactly what the Office ruled out or wanted changed, also as a copy or typed again."""
    ruling = _rulings(case.kind, case.subject_id).filter(digest=case.digest)
    if (said := ruling.exclude(verdict=Opinion.Verdict.RULED_FIT).last()) is not None:
        message = _("The Office ruled on exactly this version: %(verdict)s. %(reason)s")
        raise ActRefused([message % {"verdict": said.get_verdict_display(), "reason": _open_words(case, said)}])
    for ruled in _ruled_out_elsewhere(case):
        if likeness.same(case.snapshot, ruled.snapshot):
            message = _("The Office ruled out exactly this content in the case %(case)s; a copy of it can't be sent.")
            raise ActRefused([message % {"case": ruled.number}])


def _must_answer(case: Case, ordered: Opinion) -> str:
    message = _("The Office ruled that it must be changed. Please say what was changed. %(reason)s")
    return message % {"reason": _open_words(case, ordered)}


def _open_words(case: Case, ruling: Opinion) -> str:
    """The words of a ruling, where they aren't sealed (law 7)."""
    return "" if case.kind_type.seals_opinions else ruling.text


def _rulings(kind: str, subject_id: Any) -> Any:
    return Opinion.objects.filter(
        case__kind=kind, case__subject_id=str(subject_id), desk=RULING_DESK, verdict__in=RULINGS
    ).order_by("pk")


def _ruled_out_elsewhere(case: Case) -> Iterator[Case]:
    """Cases on other subjects that still hold what the Office ruled out or wanted changed."""
    against = Opinion.objects.filter(
        desk=RULING_DESK, verdict__in=(Opinion.Verdict.MUST_CHANGE, Opinion.Verdict.MUST_NOT), digest=F("case__digest")
    )
    found = Case.objects.filter(pk__in=against.values("case")).exclude(kind=case.kind, subject_id=case.subject_id)
    return found.only("number", "snapshot").order_by("pk").iterator(chunk_size=50)


def _resembles(case: Case, ruled: Case) -> bool:
    """Nearly the same words, or a file in common that isn't public by anything else."""
    shared = likeness.hashes(case.snapshot) & likeness.hashes(ruled.snapshot)
    return bool(shared - files.public_hashes(shared)) or likeness.alike(case.snapshot, ruled.snapshot)


def was_reviewed(case: Case) -> bool:
    """Say whether the unit's reviewer has looked at what is on its way in this round (and passed it, or was unsure)."""
    return case.opinions.filter(round=case.round, desk=SECRECY_DESK).exists()


def is_settled(case: Case, opinions: Iterable[Opinion]) -> bool:
    """Say whether the review is complete by these opinions of a round.

    The unit's reviewer passed it; and where the reviewer or the maker was unsure, or an earlier ruling asks for it, the
    Office ruled that it may be.
    """
    verdicts = {(opinion.desk, opinion.verdict) for opinion in opinions if opinion.stage < 0}
    passed = (SECRECY_DESK, Opinion.Verdict.PASSED) in verdicts
    unsure = (SECRECY_DESK, Opinion.Verdict.UNSURE) in verdicts
    fit = (RULING_DESK, Opinion.Verdict.RULED_FIT) in verdicts
    return (passed or unsure) and (fit or not (unsure or needs_ruling_first(case)))
