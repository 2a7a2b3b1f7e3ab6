"""What the public sees of activities: lists, how a vote stands, results. Callers ask permissions for all else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from portal.theme.formats import day, moment

from . import charts, content, entries, periods, surveys, voting
from .identities import identity_of
from .models import Activity, ActivityKind, OpinionGroup, Refusal, Result, Show

NOW, COMING, OVER, RESULTS = "now", "coming", "ended", "results"
STAGES = (
    (NOW, pgettext_lazy("activity", "running")),
    (COMING, pgettext_lazy("activity", "announced")),
    (OVER, pgettext_lazy("activity", "ended")),
    (RESULTS, pgettext_lazy("activity", "with result")),
)
SOON_DAYS = 3
TAKE_PART = {
    ActivityKind.OPINIONS: gettext_lazy("Give your opinion"),
    ActivityKind.SUGGESTIONS: gettext_lazy("Make a suggestion"),
    ActivityKind.SELECTION: gettext_lazy("Vote"),
    ActivityKind.VOTE: gettext_lazy("Vote"),
    ActivityKind.SLOGAN: gettext_lazy("Send in your slogan"),
    ActivityKind.SURVEY: gettext_lazy("Fill in the survey"),
    ActivityKind.TRAINING: gettext_lazy("Register"),
}


def last_publication() -> datetime | None:
    """Return when an activity or a result was last published, or None."""
    begun = Activity.objects.filter(published=True).aggregate(last=Max("published_at"))["last"]
    told = Result.objects.filter(published=True).aggregate(last=Max("published_at"))["last"]
    return max(filter(None, (begun, told)), default=None)


def running() -> QuerySet[Activity]:
    """Return the activities in which people can take part now, those that end first above."""
    return Activity.objects.running().select_related("unit").order_by("closes_at", "pk")


def listed(stage: str, kind: str, now: datetime | None = None) -> QuerySet[Activity]:
    """Return public activities of a stage ("" is all) and kind, the newest first; running ones by their end."""
    now = now or timezone.now()
    found = Activity.objects.public().select_related("unit")
    if kind in ActivityKind.values:
        found = found.filter(kind=kind)
    if stage == NOW:
        return found.filter(opens_at__lte=now, closes_at__gt=now).order_by("closes_at", "pk")
    if stage == COMING:
        return found.filter(opens_at__gt=now).order_by("opens_at", "pk")
    if stage == RESULTS:
        return found.filter(concluded_at__isnull=False).order_by("-concluded_at", "-pk")
    if stage == OVER:
        return found.filter(closes_at__lte=now).order_by("-closes_at", "-pk")
    return found.order_by("-closes_at", "-pk")


def stage_of(activity: Activity, now: datetime | None = None) -> dict[str, str]:
    """Return where an activity stands as a badge: text and kind."""
    now = now or timezone.now()
    if activity.concluded_at:
        return {"text": pgettext("activity", "with result"), "kind": "good"}
    if activity.has_ended(now):
        text = pgettext("activity", "stopped early") if activity.stopped_because else pgettext("activity", "ended")
        return {"text": text, "kind": "void"}
    if activity.opens_at > now:
        return {"text": pgettext("activity", "announced"), "kind": "plain"}
    return {"text": pgettext("activity", "running"), "kind": "good"}


def left_of(activity: Activity, now: datetime | None = None) -> tuple[str, str]:
    """Return how much time is left of a running activity, and how urgent that is ("" or "soon")."""
    now = now or timezone.now()
    if not activity.opens_at <= now < activity.closes_at:
        return "", ""
    days = (timezone.localdate(activity.closes_at) - timezone.localdate(now)).days
    if days == 0:
        return _("ends today at %(time)s") % {"time": f"{timezone.localtime(activity.closes_at):%H:%M}"}, "soon"
    text = ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}
    return text, "soon" if days <= SOON_DAYS else ""


def row_of(activity: Activity) -> dict[str, Any]:
    """An activity as a row of the theme's list."""
    from .services import public_url

    left, kind = left_of(activity)
    return {
        "title": activity.title,
        "url": public_url(activity),
        "badge": stage_of(activity),
        "snippet": activity.lead,
        "dated": False,
        "left": left,
        "left_kind": kind,
        "meta": [
            str(activity.get_kind_display()),
            str(activity.unit),
            _("%(first)s to %(last)s") % {"first": day(activity.opens_at), "last": day(activity.closes_at)},
        ],
    }


def facts_of(activity: Activity) -> list[dict[str, Any]]:
    """Return the facts at the head of an activity's page."""
    from .services import public_url

    rows = [
        (pgettext("gongkai", "Initiated by"), str(activity.unit)),
        (_("Kind"), str(activity.get_kind_display())),
        (_("Begins"), moment(activity.opens_at)),
        (_("Ends"), moment(activity.closes_at)),
        (_("Contact"), activity.contact),
        (_("Number"), activity.number),
    ]
    if activity.kind == ActivityKind.TRAINING:
        rows += session_rows(activity)
    if activity.kind == ActivityKind.OPINIONS:
        basis = periods.basis_of(activity)
        rows.append((_("Asked because of"), f"{basis.label}（{basis.period}）"))
    related = [*([activity.follows] if activity.follows else []), *activity.followed_by.filter(published=True)[:5]]
    belongs = pgettext("activity", "Belongs to it")
    wide = [
        (_("Reason of the shorter period"), activity.rules.get("short_reason", "")),
        (_("Prolonged because"), activity.prolonged_because),
        (_("Stopped early because"), activity.stopped_because),
        (pgettext("activity", "Rules"), rules_text(activity)),
    ]
    return [
        *({"label": label, "value": value} for label, value in rows if value),
        *({"label": label, "value": value, "wide": True} for label, value in wide if value),
        *(
            {"label": belongs, "value": other.title, "url": public_url(other), "wide": True}
            for other in related
            if other.published
        ),
    ]


def session_rows(activity: Activity) -> list[tuple[str, str]]:
    """Return when and where a training takes place, and how many places it has."""
    session = activity.content.get("session", {})
    return [
        (_("Takes place"), str(session.get("begins", "")).replace("T", " ")),
        (pgettext("activity", "Place"), session.get("place", "")),
        (_("Places"), str(session.get("seats") or "")),
    ]


def rules_text(activity: Activity) -> str:
    """Say how a vote or survey is kept honest, for everybody to read before it."""
    if not (activity.is_voted or activity.kind == ActivityKind.SURVEY):
        return ""
    identity = identity_of(activity)
    said = [str(identity.explanation)] if identity else []
    if cap := int(activity.rules.get("per_address", 0)):
        said.append(_("At most %(n)s from one network address.") % {"n": cap})
    if activity.is_voted:
        least, most = activity.rules.get("least", 1), activity.rules.get("most", 1)
        choose = _("A ballot names %(n)s.") if least == most else _("A ballot names from %(least)s to %(n)s.")
        said.append(choose % {"least": least, "n": most})
        said.append(_("Everybody sees how it stands: %(when)s.") % {"when": Show(activity.rules["show"]).label})
        said.append(_("What is not counted is reported with its reason."))
    return "".join(said)


def candidates(activity: Activity, chosen: list[str] | None = None) -> list[dict[str, Any]]:
    """Return the candidates with their pictures, for the page."""
    pictures = content.pictures_of(activity)
    rows = []
    for row in content.candidates_of(activity):
        picture = pictures.get(row.image or 0)
        rendition = picture.get_rendition("fill-320x240") if picture else None
        rows.append(
            {
                "id": row.id,
                "name": row.name,
                "text": row.text,
                "image": rendition.url if rendition else "",
                "alt": (picture.description or row.name) if picture else "",
                "checked": row.id in (chosen or []),
            }
        )
    return rows


def documents(activity: Activity) -> list[dict[str, Any]]:
    """Return the files that go with an activity, in the shape of the theme's list."""
    return [
        {
            "name": file.display_name,
            "url": file.url,
            "kind": file.display_name.rsplit(".", 1)[-1],
            "size": file.file_size,
        }
        for file in content.documents_of(activity)
    ]


def result_of(activity: Activity) -> Result | None:
    """Return the public result of an activity, or None."""
    return Result.objects.filter(activity=activity, published=True).first()


def result_context(activity: Activity, result: Result) -> dict[str, Any]:
    """Return what a result shows: text, charts with their tables, answers, and what was not counted."""
    figures = result.content
    return {
        "result": result,
        "participants_text": participants_text(activity, figures.get("participants", 0)),
        "drawn": drawn_of(figures),
        "feedback": [
            {
                **row,
                "badge": "plain" if row["verdict"] == OpinionGroup.Verdict.NOT_ADOPTED else "good",
                "verdict": str(OpinionGroup.Verdict(row["verdict"]).label) if row["verdict"] else "",
                "part": content.part_label(activity, row["part"], _("the whole")),
            }
            for row in figures.get("feedback", [])
        ],
        "shortlist": figures.get("shortlist", []),
        "not_counted": [
            *([str(Refusal.Reason(code).label), count] for code, count in figures.get("refused", [])),
            *figures.get("discarded", []),
        ],
        "registered": figures.get("registered"),
        "attended": figures.get("attended"),
    }


def drawn_of(figures: dict[str, Any]) -> list[dict[str, Any]]:
    """Draw a result's figures: a ``chart`` or a ``matrix`` each, those of a survey in the order of its questions."""
    drawn: list[tuple[int, dict[str, Any]]] = []
    for row in figures.get("charts", []):
        note = _("Answered by %(n)s") % {"n": row["given"]} if "given" in row else ""
        if row.get("average") is not None:
            note += _("; on average %(average)s") % {"average": row["average"]}
        chart = charts.bars(row["title"] or _("Votes"), row["rows"], note)
        drawn.append((row.get("number", 0), {"chart": chart}))
    drawn += [(row.get("number", 0), {"matrix": row}) for row in figures.get("matrices", [])]
    return [found for _number, found in sorted(drawn, key=lambda pair: pair[0])]


def vote_chart(activity: Activity) -> charts.Chart | None:
    """Draw how a vote stands now, where everybody may see it."""
    if not (activity.is_voted and voting.is_shown(activity)):
        return None
    standing = voting.standing(activity)
    note = ngettext("%(n)s ballot", "%(n)s ballots", standing.ballots) % {"n": standing.ballots}
    return charts.bars(_("How the vote stands"), [(row.name, row.votes, row.share) for row in standing.rows], note)


def participants(activity: Activity) -> int:
    """Return how many have taken part so far."""
    if activity.is_voted:
        return int(voting.counted(activity).count())
    return int(entries.taking_part(activity).count())


def participants_text(activity: Activity, many: int) -> str:
    """Say how many have taken part: opinions are counted, not who gave them."""
    if activity.kind == ActivityKind.TRAINING:
        text = ngettext("%(n)s registered", "%(n)s registered", many)
    elif activity.is_voted or activity.kind == ActivityKind.SURVEY:
        text = ngettext("%(n)s took part", "%(n)s took part", many)
    else:
        text = ngettext("%(n)s received", "%(n)s received", many)
    return text % {"n": many}


def numbered_questions(activity: Activity) -> list[tuple[surveys.Question, str]]:
    """Return the questions of a survey with of whom each is asked."""
    questions = surveys.questions_of(activity)
    return [(question, question.condition(questions)) for question in questions]
