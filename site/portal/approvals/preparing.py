"""What the page before sending shows: the route and why, its steps, what is to be mended, and what the maker says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from wagtail.models import Page

from portal.addons.types import Pointed
from portal.organisation.models import Unit

from . import evidence, routes, screening, secrecy, services, steps
from .models import Case
from .states import CaseState


def context(page: Page, person: Any, post: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Context of the page before sending; ``post`` is what was said already, so that nothing of it is lost."""
    post = post or {}
    kind = services.kind_of(page)
    choice, unit = kind.choose_route(page), kind.owner_unit(page)
    findings = screening.screen(kind.snapshot(page), kind.texts(page))
    problems = list(map(_pointed, kind.problems(page)))  # after the texts: those read what wasn't read yet
    for finding in findings:
        finding["dispute"] = post.get(f"dispute_{finding['id']}", "")
    offered = [routes.current(code) for code in kind.routes(page)]
    proposed = routes.current(choice.route)
    return {
        "page": page,
        "title": kind.title(page),
        "reasons": steps.explain(choice),
        "preview_steps": steps.preview(proposed, unit),
        "offered": offered if len(offered) > 1 else [],
        "chosen": {"route": post.get("route") or choice.route, "why": post.get("why", "")},
        "proposed": choice.route,
        "declared": proposed.secrecy_review,
        "ordered": secrecy.ordered_change(kind.name, page.pk),
        "posted": post,
        "units": _units_to_ask(unit),
        "cosigners": set(post.getlist("cosigners")) if hasattr(post, "getlist") else set(),
        "not_before": post.get("not_before", ""),
        "evidence": evidence.of(kind.name, page.pk),
        "takes_evidence": kind.takes_evidence,
        "problems": problems,
        "warnings": list(map(_pointed, kind.warnings(page))),
        "findings": findings,
        "blocked": bool(problems),
    }


def _pointed(sentence: Any) -> Pointed:
    return sentence if isinstance(sentence, Pointed) else Pointed(sentence)


def sent_before(page: Page) -> Case | None:
    """Return the case of a page that was sent and is still under way: whoever sends twice is led to it."""
    kind = services.kind_of(page)
    under_way = Case.objects.about(kind.name, page.pk).filter(state__in=CaseState.LOCKING)
    return under_way.order_by("-pk").first()


def _units_to_ask(own: Any) -> QuerySet[Unit]:
    """Units that can be asked to co-sign: all in existence but the maker's own, and no group of leaders."""
    others = Unit.objects.filter(is_active=True).exclude(kind=Unit.Kind.LEADERSHIP)
    return others.exclude(pk=own.pk if own else 0).order_by("name")
