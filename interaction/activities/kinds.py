"""An activity, its result and a later end as approvables: the head of the initiating unit decides (clause S3)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from portal.addons.types import Particulars, RouteChoice
from portal.approvals.models import Case
from portal.approvals.rows import RowKind, StandingKind
from portal.theme.formats import moment

from . import content, decided, periods, results, services, surveys
from .identities import identity_of
from .models import Activity, ActivityKind, Prolongation, Result, Stop


def snapshot_of(activity: Activity) -> dict[str, Any]:
    """Return all that the public sees of an activity, with the SHA-256 of every file in it."""
    return {
        "type": services.KIND,
        "id": activity.pk,
        "number": activity.number,
        "kind": activity.kind,
        "title": activity.title,
        "lead": activity.lead,
        "body": activity.body,
        "contact": activity.contact,
        "unit": activity.unit_id,
        "opens_at": activity.opens_at.isoformat(),
        "closes_at": activity.closes_at.isoformat(),
        "content": activity.content,
        "rules": activity.rules,
        "prolonged_because": activity.prolonged_because,
        "stopped_because": activity.stopped_because,
        "follows": activity.follows_id,
        "files": sorted(f"{type(file).__name__}:{file.pk}:{file.sha256}" for file in content.files_of(activity)),
    }


class OfUnit(RowKind):
    """What the kinds share: the head of the unit decides, and nobody who wrote in it."""

    index_source = services.INDEX_SOURCE

    def choose_route(self, subject: Any) -> RouteChoice:
        return RouteChoice(services.ROUTE, (_("The head of the initiating unit approves it (clause S3)."),))

    def owner_unit(self, subject: Any) -> Any:
        return self.activity_of(subject).unit.acting

    def url(self, subject: Any) -> str:
        return services.url_of(self.activity_of(subject))

    def particulars(self, case: Case, subject: Any) -> Particulars:
        return Particulars(address=services.public_url(self.activity_of(subject)))

    def activity_of(self, subject: Any) -> Activity:
        """Return the activity that a subject is about."""
        return subject.activity

    def index_id(self, subject: Any) -> int:
        return self.activity_of(subject).pk

    def siblings(self, subject: Any) -> Q:
        return Q(kind=services.KIND, subject_id=str(self.activity_of(subject).pk))

    def standing(self, subject: Any) -> Activity | None:
        activity = self.activity_of(subject)
        return activity if activity.published else None

    def problems(self, subject: Any) -> list[Any]:
        """What is about an activity, its result or its end, follows it while that is public."""
        problems = super().problems(subject)
        if self.activity_of(subject) is not subject and not self.activity_of(subject).published:
            problems.append(_("The activity is not public any more."))
        return problems


class ActivityApproval(OfUnit, StandingKind):
    """An activity opens for the public once it is approved."""

    name = services.KIND
    label = gettext_lazy("Activity with the public")
    model = Activity

    def activity_of(self, subject: Activity) -> Activity:
        return subject

    def snapshot(self, subject: Activity) -> dict[str, Any]:
        return snapshot_of(subject)

    def carry_out(self, case: Case, subject: Activity) -> None:
        services.carry_out(case, subject)

    def address(self, subject: Activity) -> str:
        return services.public_url(subject)

    def public_parts(self, subject: Activity) -> Sequence[Result]:
        """Its result stands on the same page."""
        return list(Result.objects.filter(activity=subject, published=True))

    def show(self, subject: Activity, parts: Sequence[Any], is_public: bool, act: str, case: Case | None) -> None:
        services.show(subject, is_public, act, case)

    def authors(self, subject: Activity) -> set[int]:
        return set(subject.writers)

    def title(self, subject: Activity) -> str:
        return f"{subject.get_kind_display()}：{subject.title}"

    def texts(self, subject: Activity) -> dict[Any, str]:
        """What screening reads: every word that everybody will read."""
        parts = [subject.title, subject.lead, subject.body]
        parts += [f"{clause.heading} {clause.text}" for clause in content.clauses_of(subject)]
        parts += [f"{candidate.name} {candidate.text}" for candidate in content.candidates_of(subject)]
        for question in surveys.questions_of(subject):
            parts += [question.text, *question.options, *question.rows]
        return {_("The activity"): "\n".join(parts)}

    def problems(self, subject: Activity) -> list[Any]:
        return [*super().problems(subject), *problems_of(subject)]

    def summary(self, case: Case, person: Any) -> list[tuple[str, str]]:
        """What is decided, as rows for the case's page."""
        activity = Activity.objects.filter(pk=case.subject_id).first()
        return decided.rows_of(activity) if activity else []


def problems_of(activity: Activity) -> list[Any]:
    """Return every reason why an activity can't be opened as it is."""
    found: list[Any] = []
    if not activity.title.strip() or not activity.lead.strip():
        found.append(_("A title and a sentence on what it is about are needed."))
    if activity.has_ended():
        found.append(_("Its end lies in the past."))
    short = periods.too_short(activity)
    if short and not str(activity.rules.get("short_reason", "")).strip():
        found.append(short)
    if activity.kind == ActivityKind.OPINIONS and not (
        activity.content.get("clauses") or content.documents_of(activity)
    ):
        found.append(_("The text on which opinions are asked is missing."))
    if activity.is_voted:
        found += _problems_of_vote(activity)
    if activity.is_voted or activity.kind == ActivityKind.SURVEY:
        identity = identity_of(activity)
        if identity is None or not identity.offered():
            found.append(_("The chosen way of confirming people isn't there any more."))
    if activity.kind == ActivityKind.SURVEY:
        questions = surveys.questions_of(activity)
        found += surveys.problems(questions) if questions else [_("A survey needs questions.")]
    return found


def _problems_of_vote(activity: Activity) -> list[Any]:
    candidates = content.candidates_of(activity)
    least, most = int(activity.rules.get("least", 1)), int(activity.rules.get("most", 1))
    found: list[Any] = []
    if len(candidates) < 2:
        found.append(_("A vote needs at least two candidates."))
    elif not 1 <= least <= most < len(candidates) + (least == most == len(candidates)):
        found.append(_("How many candidates a ballot names doesn't fit their number."))
    if len({candidate.name for candidate in candidates}) < len(candidates):
        found.append(_("Two candidates have the same name."))
    missing = {candidate.image for candidate in candidates if candidate.image} - set(content.pictures_of(activity))
    if missing:
        found.append(_("A picture of a candidate isn't there any more."))
    return found


class ResultApproval(OfUnit):
    """The result of an activity (clause S2)."""

    name = results.KIND
    label = gettext_lazy("Result of an activity")
    model = Result

    def snapshot(self, subject: Result) -> dict[str, Any]:
        return {
            "type": self.name,
            "id": subject.pk,
            "activity": subject.activity_id,
            "text": subject.text,
            "content": subject.content,
        }

    def carry_out(self, case: Case, subject: Result) -> None:
        results.carry_out(case, subject)

    def authors(self, subject: Result) -> set[int]:
        return set(subject.writers)

    def title(self, subject: Result) -> str:
        return _("Result: %(title)s") % {"title": subject.activity.title}

    def texts(self, subject: Result) -> dict[Any, str]:
        rows = subject.content.get("feedback", [])
        answers = "\n".join(f"{row['said']}\n{row['answer']}" for row in rows)
        return {_("The result"): f"{subject.text}\n{answers}\n" + "\n".join(subject.content.get("shortlist", []))}

    def problems(self, subject: Result) -> list[Any]:
        return [*super().problems(subject), *results.problems(subject)]

    def summary(self, case: Case, person: Any) -> list[tuple[str, str]]:
        result = Result.objects.filter(pk=case.subject_id).select_related("activity").first()
        if result is None:
            return []
        rows = [(_("Report"), result.text), (_("Participants"), str(result.content.get("participants", 0)))]
        for chart in result.content.get("charts", []):
            rows.append(
                (chart["title"] or _("Votes"), "；".join(f"{label} {count}" for label, count, _share in chart["rows"]))
            )
        for row in result.content.get("feedback", []):
            verdict = dict(_verdicts()).get(row["verdict"], "")
            rows.append((row["said"], f"{verdict}。{row['answer']}"))
        return rows


def _verdicts() -> list[tuple[str, Any]]:
    from .models import OpinionGroup

    return list(OpinionGroup.Verdict.choices)


class ProlongationApproval(OfUnit):
    """A later end of an activity, with its reason."""

    name = services.PROLONGATION
    label = gettext_lazy("Prolongation of an activity")
    model = Prolongation

    def snapshot(self, subject: Prolongation) -> dict[str, Any]:
        return {
            "type": self.name,
            "id": subject.pk,
            "activity": subject.activity_id,
            "closes_at": subject.closes_at.isoformat(),
            "reason": subject.reason,
        }

    def carry_out(self, case: Case, subject: Prolongation) -> None:
        services.carry_out_prolongation(case, subject)

    def authors(self, subject: Prolongation) -> set[int]:
        return {subject.made_by_id}

    def title(self, subject: Prolongation) -> str:
        return _("Prolong: %(title)s") % {"title": subject.activity.title}

    def texts(self, subject: Prolongation) -> dict[Any, str]:
        return {pgettext("gongkai", "Reason"): subject.reason}

    def problems(self, subject: Prolongation) -> list[Any]:
        found = super().problems(subject)
        if not subject.reason.strip():
            found.append(_("Please give the reason."))
        if subject.closes_at <= subject.activity.closes_at:
            found.append(_("The new end has to be later than the end of now."))
        if subject.activity.has_ended():
            found.append(_("This activity has ended already."))
        return found

    def summary(self, case: Case, person: Any) -> list[tuple[str, str]]:
        asked = Prolongation.objects.filter(pk=case.subject_id).select_related("activity").first()
        if asked is None:
            return []
        return [
            (_("Ends now"), moment(asked.activity.closes_at)),
            (_("New end"), moment(asked.closes_at)),
            (pgettext("gongkai", "Reason"), asked.reason),
        ]


class StopApproval(OfUnit):
    """An early stop of an activity, with its reason."""

    name = services.STOP
    label = gettext_lazy("Early stop of an activity")
    model = Stop

    def snapshot(self, subject: Stop) -> dict[str, Any]:
        return {"type": self.name, "id": subject.pk, "activity": subject.activity_id, "reason": subject.reason}

    def carry_out(self, case: Case, subject: Stop) -> None:
        services.carry_out_stop(case, subject)

    def authors(self, subject: Stop) -> set[int]:
        return {subject.made_by_id}

    def title(self, subject: Stop) -> str:
        return _("Stop early: %(title)s") % {"title": subject.activity.title}

    def texts(self, subject: Stop) -> dict[Any, str]:
        return {pgettext("gongkai", "Reason"): subject.reason}

    def problems(self, subject: Stop) -> list[Any]:
        found = super().problems(subject)
        if not subject.reason.strip():
            found.append(_("Please give the reason."))
        if subject.activity.has_ended():
            found.append(_("This activity has ended already."))
        return found

    def summary(self, case: Case, person: Any) -> list[tuple[str, str]]:
        asked = Stop.objects.filter(pk=case.subject_id).select_related("activity").first()
        if asked is None:
            return []
        return [(_("Ends now"), moment(asked.activity.closes_at)), (pgettext("gongkai", "Reason"), asked.reason)]
