"""Changes of the route table as approvables: an open case keeps its version, new ones take the approved one."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.addons import registry
from portal.addons.types import ApprovableKind, RouteChoice
from portal.organisation.models import Function
from portal.organisation.services import unit_with
from portal.text.regulation import cited

from . import desks
from .errors import ActRefused
from .models import Case, Route, RouteProposal
from .routes import current


class RouteChangeKind(ApprovableKind):
    """Another version of a route: the heads of the Office and of the publicity centre both agree."""

    name = "route_change"
    label = gettext_lazy("change of a route")
    model = RouteProposal

    def snapshot(self, subject: RouteProposal) -> dict[str, Any]:
        return {
            "type": self.name,
            "id": subject.pk,
            "code": subject.code,
            "base_version": subject.base_version,
            "label": subject.label,
            "clause": subject.clause,
            "stages": subject.stages,
        }

    def carry_out(self, case: Case, subject: RouteProposal) -> None:
        """Put the new version in force; what is open stays on the version that it started with."""
        former = Route.objects.select_for_update().filter(code=subject.code, current=True).first()
        if (former.version if former else 0) != subject.base_version:
            raise ActRefused([_("Another version of this route came into force meanwhile; propose it again.")])
        Route.objects.filter(code=subject.code, current=True).update(current=False)
        default = registry.by_name("route_defaults", "code").get(subject.code)
        Route.objects.create(
            code=subject.code,
            version=subject.base_version + 1,
            label=subject.label,
            clause=subject.clause,
            stages=subject.stages,
            secrecy_review=default.secrecy_review if default else True,
            tier=default.tier if default else "",
        )

    def choose_route(self, subject: RouteProposal) -> RouteChoice:
        reason = _("The route table is changed with the agreement of the Office and the publicity centre.")
        return RouteChoice("route_change", (reason,))

    def problems(self, subject: RouteProposal) -> list[Any]:
        return [*stage_problems(subject.stages), *_another_on_its_way(subject.code, subject.pk)]

    def authors(self, subject: RouteProposal) -> set[int]:
        return {subject.made_by_id}

    def owner_unit(self, subject: RouteProposal) -> Any:
        return unit_with(Function.OFFICE)

    def title(self, subject: RouteProposal) -> str:
        return _("Change of a route: %(label)s") % {"label": subject.label}

    def url(self, subject: RouteProposal) -> str:
        return reverse("approvals:routes")

    def summary(self, case: Case, person: Any) -> list[tuple[str, str]] | None:
        proposal = RouteProposal.objects.filter(pk=case.subject_id).first()
        if proposal is None:
            return []
        former = Route.objects.filter(code=proposal.code, version=proposal.base_version).first()
        return [
            (_("Route"), f"{proposal.label} ({proposal.code})"),
            (_("Desks now"), in_words(former.stages) if former else "—"),
            (_("Desks afterwards"), in_words(proposal.stages)),
            (_("Clause"), cited(proposal.clause)),
            (_("Reason"), proposal.reason),
        ]


def in_words(stages: list[list[str]], secrecy_review: bool = False) -> str:
    """The desks of a route in a line: one after another, joined where several must agree; the review comes first."""
    steps = [[desks.SECRECY_DESK], *stages] if secrecy_review else stages
    return " → ".join(" + ".join(str(desks.desk_type(code).label) for code in stage) for stage in steps)


def stage_problems(stages: Any) -> list[str]:
    """Return what is wrong with the stages of a route, as sentences."""
    if not isinstance(stages, list) or not stages or not all(isinstance(stage, list) and stage for stage in stages):
        return [_("A route has at least one desk, and no empty step.")]
    codes = [code for stage in stages for code in stage]
    known = registry.by_name("desk_types", "code")
    unknown = [str(code) for code in codes if code not in known]
    problems = [_("There is no desk “%(code)s”.") % {"code": code} for code in unknown]
    if len(set(codes)) < len(codes):
        problems.append(_("A desk stands on a route once."))
    if {desks.SECRECY_DESK, desks.RULING_DESK} & set(codes):
        problems.append(_("The secrecy review comes before every route by itself; it is no step of one."))
    return problems


def _another_on_its_way(code: str, proposal_id: int | None = None) -> list[str]:
    """One change of a route at a time: the second would be decided on by who saw the first not yet in force."""
    on_their_way = Case.objects.locking().filter(kind=RouteChangeKind.name)
    others = on_their_way.exclude(subject_id=str(proposal_id)).filter(snapshot__code=code)
    if (case := others.first()) is None:
        return []
    return [
        _("Another change of this route is on its way (%(case)s): it has to be decided first.") % {"case": case.number}
    ]


@transaction.atomic
def propose(code: str, stages: list[list[str]], reason: str, person: Any) -> RouteProposal:
    """Keep a proposal for another version of a route. ActRefused with everything that is wrong with it."""
    problems = stage_problems(stages) or ([] if reason.strip() else [_("Please give the reason.")])
    problems += _another_on_its_way(code)
    if problems:
        raise ActRefused(problems)
    if code not in registry.by_name("route_defaults", "code"):
        raise ActRefused([_("There is no such route.")])
    former = current(code)
    if former.stages == stages:
        raise ActRefused([_("Nothing would change: these are the desks of the route now.")])
    return RouteProposal.objects.create(
        code=code,
        base_version=former.version,
        label=str(former.translated_label),
        clause=former.clause,
        stages=stages,
        reason=reason.strip(),
        made_by=person,
    )
