"""A desk would agree to a request with changes: it gives it back with them, and the unit accepts them or answers.

What the unit accepts is sent again as a whole, and passes its desks: nobody opens a section that no unit asked for.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet
from django.forms import ModelChoiceField
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.approvals import services
from portal.approvals.errors import ActRefused
from portal.approvals.ledger.services import record
from portal.approvals.models import Case, Entry
from portal.approvals.states import CaseState
from portal.theme.formats import moment

from ..models import ChangeProposal, OpeningRequest


def changed_values(form: Any) -> dict[str, Any]:
    """Return field → value (as JSON keeps it) of what a valid form has otherwise than it began with."""
    return {name: plain(form.cleaned_data[name]) for name in form.changed_data if name in form.cleaned_data}


def plain(value: Any) -> Any:
    """Return a cleaned value as JSON keeps it: rows by their keys, days by their dates."""
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, QuerySet):
        return sorted(value.values_list("pk", flat=True))
    return value.isoformat() if isinstance(value, date) else value


def propose(case: Case, person: Any, version: int, request: OpeningRequest, form: Any, reason: str) -> ChangeProposal:
    """Give a request back with the changes under which a desk would agree. ActRefused without any, or a reason."""
    if not (values := changed_values(form)):
        raise ActRefused([_("Nothing was changed: agree to it, or return it with your reason.")])
    with transaction.atomic():
        case = services.return_case(case.pk, person, version, reason)
        proposal = ChangeProposal.objects.create(
            request=request, case=case, fields=values, reason=reason.strip(), made_by=person
        )
        returned = case.opinions.latest("pk")
        record(
            "section.changes_proposed",
            actor=person,
            capacity=returned.capacity,
            subject=case.subject_key,
            case_number=case.number,
            data={"fields": values},
        )
    return proposal


def pending(request: OpeningRequest) -> ChangeProposal | None:
    """Return the changes that wait for the unit's answer: those with which its case came back last."""
    last = request.proposals.select_related("case", "made_by").last()
    waits = last is not None and last.accepted_at is None and last.case.state == CaseState.RETURNED
    return last if waits else None


def differences(proposal: ChangeProposal, form: Any) -> list[dict[str, Any]]:
    """Return label, present and proposed value of each change, as people read them, in the order of the form."""
    request = proposal.request
    return [
        {
            "label": field.label,
            "old": words(field, plain(_value(request, name))),
            "new": words(field, proposal.fields[name]),
        }
        for name, field in form.fields.items()
        if name in proposal.fields
    ]


def words(field: Any, value: Any) -> str:
    """Return a kept value of a form's field as people read it; "" for none."""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, list):
        return "、".join(words(field, one) for one in value)
    if value in (None, ""):
        return ""
    if isinstance(field, ModelChoiceField):
        rows: Any = field.queryset
        row = rows.model._default_manager.filter(pk=value).first()
        return str(row) if row is not None else str(value)
    names = {str(key): str(name) for key, name in getattr(field, "choices", ())}
    return names.get(str(value), str(value))


def note_answer(sent: Entry) -> None:
    """A request was sent (inside that transaction): record that its unit accepted, where it is what was proposed."""
    case = Case.objects.filter(number=sent.case_number).first()
    request: Any = case.subject() if case is not None else None
    if case is None or request is None:
        return
    proposal = request.proposals.filter(case=case).last()
    if proposal is None or proposal.accepted_at is not None or not _is_as_proposed(request, proposal):
        return
    ChangeProposal.objects.filter(pk=proposal.pk).update(accepted_at=timezone.now())
    record(
        "section.changes_accepted",
        actor=sent.actor,
        capacity=sent.capacity,
        subject=case.subject_key,
        case_number=case.number,
    )


def accepted_rows(request: OpeningRequest, case: Case) -> list[tuple[str, str]]:
    """Return, as (label, value), whose changes a request was sent with as they had been proposed; [] for none."""
    last = request.proposals.filter(case=case).select_related("made_by").last()
    if last is None or last.accepted_at is None or not _is_as_proposed(request, last):
        return []
    values = {"name": last.made_by, "day": moment(last.created_at), "why": last.reason}
    return [(_("changes"), _("exactly as %(name)s proposed on %(day)s: %(why)s") % values)]


def _is_as_proposed(request: OpeningRequest, proposal: ChangeProposal) -> bool:
    return all(plain(_value(request, name)) == value for name, value in proposal.fields.items())


def _value(request: OpeningRequest, name: str) -> Any:
    value = getattr(request, name)
    return value.all() if hasattr(value, "all") else value
