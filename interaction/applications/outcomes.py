"""How an application can end: the kinds of answer, the article each rests on, and its row in the annual report.

The rows are those of the table that article 50 of the Regulations on Open Government Information asks for, in the form
that the State Council's office gave it in 2019; a department checks them against the form of its year.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

GROUPS: dict[str, Any] = {
    "granted": _("Disclosed"),
    "partial": _("Disclosed in part"),
    "refused": pgettext_lazy("gongkai", "Refused disclosure"),
    "unavailable": _("Can't be provided"),
    "not_processed": _("Not processed"),
    "other": _("Other"),
}

# The first sentence of the answer, by kind.
OPENINGS: dict[str, Any] = {
    "public": _("The information that you applied for is public already. It is found as follows:"),
    "granted": _("The information that you applied for can be disclosed. It is provided to you as follows:"),
    "partial": _(
        "The information that you applied for can be disclosed in part. What can be told apart is provided to you; the "
        "rest is not disclosed, for this reason:"
    ),
    "refused": _("The information that you applied for is not disclosed, for this reason:"),
    "none": _("A search found no such information with this department. How was searched, and what was found:"),
    "elsewhere": _("This department isn't responsible for the information that you applied for. The reason:"),
    "repeated": _(
        "This department has answered the same application of yours already, and doesn't answer it a second time. The "
        "answer before:"
    ),
    "special": _("Other laws say how this information is obtained. Please proceed as they say:"),
    "not_an_application": _(
        "What you handed in doesn't apply for government information, so it isn't processed as such. The reason:"
    ),
    "closed": _("This department doesn't process the application any further. The reason:"),
}


@dataclass(frozen=True)
class Outcome:
    """One end. ``kind`` is its sort of answer (:data:`OPENINGS`), ``group`` and its own place say the report's row."""

    code: str
    group: str
    kind: str
    label: Any
    article: Any
    offered: bool = True  # somebody chooses it for an answer; the others come about by themselves


ALL = (
    Outcome("already_public", "granted", "public", _("public already"), _("article 36 (1)")),
    Outcome("provided", "granted", "granted", pgettext_lazy("gongkai", "provided"), _("article 36 (2)")),
    Outcome("in_part", "partial", "partial", _("provided in part"), _("article 37")),
    Outcome("state_secret", "refused", "refused", _("state secret"), _("articles 14 and 36 (3)")),
    Outcome("forbidden", "refused", "refused", _("forbidden by law"), _("articles 14 and 36 (3)")),
    Outcome("security", "refused", "refused", _("endangers security and stability"), _("articles 14 and 36 (3)")),
    Outcome("third_party", "refused", "refused", _("rights of third parties"), _("articles 15, 32 and 36 (3)")),
    Outcome("internal", "refused", "refused", _("internal affairs"), _("articles 16 (1) and 36 (3)")),
    Outcome("in_process", "refused", "refused", _("information of a process"), _("articles 16 (2) and 36 (3)")),
    Outcome("enforcement", "refused", "refused", _("files of law enforcement"), _("articles 16 (2) and 36 (3)")),
    Outcome("enquiry", "refused", "special", _("enquiries that other laws govern"), _("article 36 (7)")),
    Outcome("not_held", "unavailable", "none", _("this department doesn't hold it"), _("article 36 (4)")),
    Outcome("not_responsible", "unavailable", "elsewhere", _("another body is responsible"), _("article 36 (5)")),
    Outcome("to_be_made", "unavailable", "none", _("it would have to be made or analysed"), _("article 38")),
    Outcome("still_unclear", "unavailable", "closed", _("unclear also after the correction"), _("article 30")),
    Outcome("petition", "not_processed", "not_an_application", _("petition, report or complaint"), _("article 39")),
    Outcome("repeated", "not_processed", "repeated", _("applied for again"), _("article 36 (6)")),
    Outcome("publication", "not_processed", "not_an_application", _("asks for a publication"), _("article 39")),
    Outcome("abusive", "not_processed", "closed", _("many applications without good reason"), _("article 35")),
    Outcome(
        "reissue", "not_processed", "closed", _("asks to confirm or reissue what was obtained"), _("article 36 (6)")
    ),
    Outcome("not_corrected", "other", "closed", _("not corrected in time"), _("article 30"), offered=False),
    Outcome("unpaid", "other", "closed", _("the fee wasn't paid in time"), _("article 42")),
    Outcome("otherwise", "other", "closed", _("for another reason"), _("article 36")),
    Outcome("withdrawn", "other", "closed", _("withdrawn by the applicant"), "", offered=False),
)
DISCLOSING = ("provided", "in_part")  # something is handed out that wasn't public before
BY_CODE = {outcome.code: outcome for outcome in ALL}


def choices() -> list[tuple[str, list[tuple[str, Any]]]]:
    """Return the outcomes that an answer can have, in groups, as a form offers them."""
    return [
        (str(label), [(found.code, found.label) for found in ALL if found.group == group and found.offered])
        for group, label in GROUPS.items()
    ]
