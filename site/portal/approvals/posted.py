"""Acts as forms post them: which fields each one reads, and what is said when it is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.files import services as files
from portal.files.models import Document
from portal.organisation.models import Post, Unit

from . import secrecy, services
from .errors import ActRefused
from .models import Case, Opinion

TEXT = 4000
DISPUTE = "dispute_"


def version(post: Mapping[str, Any]) -> int:
    """The version of the case that the form showed; 0 (never right) for anything else."""
    return number(post, "version")


def number(post: Mapping[str, Any], name: str) -> int:
    """A posted number, or 0."""
    value = post.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0


def text(post: Mapping[str, Any]) -> str:
    """The posted opinion."""
    return post.get("text", "")[:TEXT]


def moment(post: Mapping[str, Any], name: str) -> datetime | None:
    """A posted local time, or None where none was given. ActRefused where it is no time."""
    value = post.get(name, "").strip()
    if not value:
        return None
    try:
        found = parse_datetime(value)
    except ValueError:
        found = None
    if found is None:
        raise ActRefused([_("“%(value)s” is no time.") % {"value": value[:40]}])
    return timezone.make_aware(found) if timezone.is_naive(found) else found


def sending(post: Any) -> services.Sending:
    """What a maker said in the form before sending."""
    units = [value for value in post.getlist("cosigners") if value.isascii() and value.isdigit() and len(value) < 10]
    return services.Sending(
        declaration=secrecy.answers_in(post),
        route=post.get("route", "")[:40],
        why=post.get("why", "")[:1000],
        disputes={key.removeprefix(DISPUTE): value[:1000] for key, value in post.items() if key.startswith(DISPUTE)},
        cosigners=Unit.objects.filter(pk__in=units, is_active=True) if units else (),
        not_before=moment(post, "not_before"),
        answer=post.get("answer", "")[:1000],
    )


def _with_text(service: Callable[..., Case]) -> Callable[[HttpRequest, Case], Case]:
    return lambda request, case: service(case.pk, request.user, version(request.POST), text(request.POST))


def _without_text(service: Callable[..., Case]) -> Callable[[HttpRequest, Case], Case]:
    return lambda request, case: service(case.pk, request.user, version(request.POST))


def _send(request: HttpRequest, case: Case) -> Case:
    return services.send(case.pk, request.user, version(request.POST), sending(request.POST))


def _escalate(request: HttpRequest, case: Case) -> Case:
    post = request.POST
    return services.escalate(case.pk, request.user, version(post), text(post), post.get("route", ""))


def _rule_secrecy(request: HttpRequest, case: Case) -> Case:
    post = request.POST
    verdict, ground = post.get("verdict") or Opinion.Verdict.RULED_FIT, post.get("ground", "")
    return services.rule_secrecy(case.pk, request.user, version(post), text(post), verdict, ground)


def _rule_finding(request: HttpRequest, case: Case) -> Case:
    post = request.POST
    finding, verdict = post.get("finding", ""), post.get("verdict", "false_alarm")
    return services.rule_finding(case.pk, request.user, version(post), finding, text(post), verdict)


def _confirm_finding(request: HttpRequest, case: Case) -> Case:
    post = request.POST
    return services.confirm_finding(case.pk, request.user, version(post), post.get("finding", ""), text(post))


def _enter_paper(request: HttpRequest, case: Case) -> Case:
    post = request.POST
    of = Post.objects.filter(pk=number(post, "post")).select_related("person", "unit").first()
    if of is None:
        raise ActRefused([_("Please say whose opinion it is.")])
    with kept_private(request, "scan", case_only=True) as scan:
        return services.enter_paper_opinion(
            case.pk, request.user, version(post), of, post.get("verdict", ""), text(post), scan
        )


@contextmanager
def kept_private(request: Any, name: str, *, case_only: bool = False) -> Iterator[Document | None]:
    """Keep an uploaded file for an act as a document that never goes public; None where there is none.

    ``case_only``: for those who may see the case alone. Of a refused act nothing stays, neither the row nor the bytes.
    ActRefused where the file itself isn't taken.
    """
    uploaded = request.FILES.get(name)
    if uploaded is None:
        yield None
        return
    document = Document(
        title=uploaded.name[:255],
        file=uploaded,
        uploaded_by_user=request.user,
        never_public=True,
        case_only=case_only,
    )
    document._set_document_file_metadata()
    try:
        document.full_clean(exclude=["collection", "tags"])
    except ValidationError as error:
        raise ActRefused(error.messages) from error
    document.save()
    try:
        yield document
    except BaseException:
        files.discard(document)
        raise


def _repudiate(request: HttpRequest, case: Case) -> Case:
    post = request.POST
    return services.repudiate(case.pk, request.user, version(post), number(post, "opinion"), text(post))


def _confirm_paper(request: HttpRequest, case: Case) -> Case:
    post = request.POST
    return services.confirm_paper(case.pk, request.user, version(post), number(post, "opinion"))


ACTS: dict[str, Callable[[HttpRequest, Case], Case]] = {
    "send": _send,
    "withdraw": _without_text(services.withdraw),
    "pass_secrecy": _with_text(services.pass_secrecy),
    "doubt_secrecy": _with_text(services.doubt_secrecy),
    "rule_secrecy": _rule_secrecy,
    "agree": _with_text(services.agree),
    "escalate": _escalate,
    "return": _with_text(services.return_case),
    "refuse": _with_text(services.refuse),
    "rule_finding": _rule_finding,
    "confirm_finding": _confirm_finding,
    "begin_correction": _without_text(services.begin_correction),
    "sign_correction": _with_text(services.sign_correction),
    "drop_correction": _without_text(services.drop_correction),
    "object": _with_text(services.object_to_correction),
    "call_back": _with_text(services.call_back),
    "enter_paper": _enter_paper,
    "confirm_paper": _confirm_paper,
    "repudiate": _repudiate,
}

DONE = {
    "send": gettext_lazy("Sent for approval: %(title)s"),
    "withdraw": gettext_lazy("Withdrawn: %(title)s"),
    "pass_secrecy": gettext_lazy("Secrecy review passed: %(title)s"),
    "doubt_secrecy": gettext_lazy("Handed to the Office for a ruling: %(title)s"),
    "rule_secrecy": gettext_lazy("Ruled: %(title)s"),
    "agree": gettext_lazy("Agreed: %(title)s"),
    "escalate": gettext_lazy("Agreed, and sent the heavier way: %(title)s"),
    "return": gettext_lazy("Returned: %(title)s"),
    "refuse": gettext_lazy("Refused: %(title)s"),
    "rule_finding": gettext_lazy("Your ruling on the finding is recorded: %(title)s"),
    "confirm_finding": gettext_lazy("Returned, with the finding as the reason: %(title)s"),
    "begin_correction": gettext_lazy("The editor is open to you. Save there, then sign the correction here: %(title)s"),
    "sign_correction": gettext_lazy("Corrected and signed: %(title)s"),
    "drop_correction": gettext_lazy("The correction was dropped: %(title)s"),
    "object": gettext_lazy("Your objection is recorded, the case goes back: %(title)s"),
    "call_back": gettext_lazy("Called back: %(title)s"),
    "enter_paper": gettext_lazy("The opinion was entered: %(title)s"),
    "confirm_paper": gettext_lazy("Your confirmation is recorded: %(title)s"),
    "repudiate": gettext_lazy("Your repudiation is recorded: %(title)s"),
}


def carry_out(request: HttpRequest, case: Case, name: str) -> Case:
    """Carry out a posted act on the version that the page showed. ActRefused with every reason against it."""
    if name not in ACTS:
        raise ActRefused([_("There is no such act.")])
    return ACTS[name](request, case)


def done(name: str, case: Case) -> str:
    """What is said after an act."""
    return str(DONE[name]) % {"title": case.title}
