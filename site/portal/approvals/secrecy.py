"""The secrecy review: the maker's checklist, the grounds of a ruling, and when the review is settled (clause O1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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
    """The maker is unsure, or the Office once ruled that this must not be published: it rules again, that binds."""
    return is_unsure(case) or _rulings(case).filter(verdict=Opinion.Verdict.MUST_NOT).exists()


def refuse_what_was_ruled_out(case: Case) -> None:
    """Refuse to send again exactly what the Office ruled out or wanted changed."""
    ruling = _rulings(case).filter(digest=case.digest).exclude(verdict=Opinion.Verdict.RULED_FIT).last()
    if ruling is not None:
        raise ActRefused(
            [
                _("The Office ruled on exactly this version: %(verdict)s. %(reason)s")
                % {"verdict": ruling.get_verdict_display(), "reason": ruling.text}
            ]
        )


def _rulings(case: Case) -> Any:
    return Opinion.objects.filter(
        case__kind=case.kind, case__subject_id=case.subject_id, desk=RULING_DESK, verdict__in=RULINGS
    ).order_by("pk")


def was_reviewed(case: Case) -> bool:
    """Say whether the unit's reviewer has looked at what is on its way in this round (and passed it, or was unsure)."""
    return case.opinions.filter(round=case.round, desk=SECRECY_DESK).exists()


def is_settled(case: Case, opinions: Iterable[Opinion]) -> bool:
    """Say whether the review is complete by these opinions of a round.

    The unit's reviewer passed it; and where the reviewer or the maker was unsure, the Office ruled that it may be.
    """
    verdicts = {(opinion.desk, opinion.verdict) for opinion in opinions if opinion.stage < 0}
    passed = (SECRECY_DESK, Opinion.Verdict.PASSED) in verdicts
    unsure = (SECRECY_DESK, Opinion.Verdict.UNSURE) in verdicts
    fit = (RULING_DESK, Opinion.Verdict.RULED_FIT) in verdicts
    return (passed or unsure) and (fit or not (unsure or is_unsure(case)))
