"""The acts that a person can do on a case now, as buttons: one line each, asked of :mod:`permissions`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.theme.formats import moment

from . import desks, permissions, routes, secrecy, steps
from .models import Case
from .on_paper import can_be_repudiated, unconfirmed
from .states import CaseState


class Words(Enum):
    """Whether an act goes with an opinion: it takes none, takes one, or needs one."""

    NONE = "none"
    TAKEN = "taken"
    NEEDED = "needed"


@dataclass(frozen=True)
class PageAct:
    """A button on a case's page. ``name`` is the last part of the act's address, ``style`` the button's look.

    ``label`` may be a function of the case; ``states`` says where the act has its place (asked before the rules, which
    look things up); ``extra`` is a template with the act's own fields, rendered with ``options(case)``; without options
    such an act isn't offered.
    """

    name: str
    label: Any
    states: tuple[str, ...]
    style: str = "quiet"
    words: Words = Words.TAKEN
    extra: str = ""
    options: Callable[[Case], Any] | None = None
    chosen: Any = None


def _agreeing(case: Case) -> Any:
    """What agreeing does, as the button says it: who gets the case next, or that it is carried out."""
    if who := steps.next_step(case):
        return _("Agree, send to %(who)s") % {"who": who}
    left = set(case.desks) - set(desks.desks_done(case))
    if case.stage + 1 < len(case.stages) or len(left) > 1:
        return _("Agree")
    if case.not_before and case.not_before > timezone.now():
        return _("Agree; published on %(time)s") % {"time": moment(case.not_before)}
    return _("Agree and carry out")


def _passing(case: Case) -> Any:
    return _("May be public") if case.stages else _("May be public, and carry out")


def _declaring(case: Case) -> list[Any]:
    """Whether the maker fills in the secrecy checklist, and the ruling that is to be answered, if there is one."""
    return [case.route.secrecy_review, secrecy.ordered_change(case.kind, case.subject_id)]


def _posts_at_desk(case: Case) -> list[Any]:
    """Whose opinion on paper a registrar may enter now."""
    waiting = desks.waiting_desks(case, desks.desks_done(case))
    return [post for code in waiting for post in desks.holders(code, case)]


def _entered(case: Case) -> list[Any]:
    """Opinions that were entered from paper and can still be repudiated."""
    opinions = case.opinions.exclude(entered_by=None).select_related("actor", "entered_by")
    return [opinion for opinion in opinions if can_be_repudiated(opinion)]


_PASS, _RULE, _AT_DESK = (CaseState.SECRECY_REVIEW,), (CaseState.SECRECY_RULING,), (CaseState.IN_APPROVAL,)
_WAITING, _CLOSED = (CaseState.APPROVED,), (CaseState.CARRIED_OUT,)

ACTS = (
    PageAct("send", gettext_lazy("Sign and send for approval"), CaseState.UNSENT, "primary", Words.NONE,
        extra="approvals/acts/declaration.html", options=_declaring),
    PageAct("pass_secrecy", _passing, _PASS, "primary"),
    PageAct("rule_secrecy", gettext_lazy("Rule"), _RULE, "primary", Words.NEEDED,
        extra="approvals/acts/ruling.html", options=lambda case: secrecy.GROUNDS.items()),
    PageAct("sign_correction", gettext_lazy("Sign the correction"), _AT_DESK, "primary", Words.NEEDED),
    PageAct("agree", _agreeing, _AT_DESK, "primary"),
    PageAct("doubt_secrecy", gettext_lazy("Unsure: ask the Office"), _PASS, words=Words.NEEDED),
    PageAct("escalate", gettext_lazy("Agree, and send it this heavier way"), _AT_DESK, words=Words.NEEDED,
        extra="approvals/acts/heavier_route.html", options=routes.heavier),
    PageAct("return", gettext_lazy("Return"), CaseState.AT_DESKS, "danger", Words.NEEDED),
    PageAct("refuse", gettext_lazy("Refuse"), CaseState.AT_DESKS, "danger", Words.NEEDED),
    PageAct("call_back", gettext_lazy("Call it back"), _WAITING, "danger", Words.NEEDED),
    PageAct("object", gettext_lazy("Object to the correction"), CaseState.LOCKING, "danger", Words.NEEDED),
    PageAct("begin_correction", gettext_lazy("Correct it and sign"), _AT_DESK, words=Words.NONE),
    PageAct("drop_correction", gettext_lazy("Drop the correction"), _AT_DESK, words=Words.NONE),
    PageAct("enter_paper", gettext_lazy("Enter the opinion"), _AT_DESK, words=Words.NONE,
        extra="approvals/acts/paper.html", options=_posts_at_desk),
    PageAct("confirm_paper", gettext_lazy("I confirm what was entered"), CaseState.LOCKING, words=Words.NONE,
        extra="approvals/acts/confirmation.html", options=lambda case: list(unconfirmed(case))),
    PageAct("repudiate", gettext_lazy("This opinion isn't mine"), (*CaseState.LOCKING, *_CLOSED), "danger",
        Words.NONE, extra="approvals/acts/repudiation.html", options=_entered),
    PageAct("withdraw", gettext_lazy("Withdraw"), (*CaseState.UNSENT, *CaseState.LOCKING), "quiet", Words.NONE),
)  # fmt: skip


@dataclass(frozen=True)
class ActsOnPage:
    """The buttons of a case's page: ``spoken`` go with an opinion, ``silent`` don't; ``against``: why not on."""

    spoken: list[PageAct]
    silent: list[PageAct]
    against: list[str]

    @property
    def main(self) -> PageAct | None:
        """The act that moves the case on, for the bar at the thumb."""
        return next((act for act in (*self.spoken, *self.silent) if act.style == "primary"), None)


def acts_on_page(case: Case, person: Any, labels: Mapping[str, Any]) -> ActsOnPage:
    """Return the acts that a person can do on a case now, and the reasons against the one that would move it on.

    ``labels`` are the words of the case's kind where the usual ones would mislead.
    """
    placed = [act for act in ACTS if case.state in act.states]
    reasons = {act.name: permissions.reasons_against(act.name, case, person) for act in placed}
    offered = [act for act in placed if not reasons[act.name]]
    ready = [made for act in offered if (made := _made(act, case, labels)) is not None]
    usual = [act.name for act in placed if act.style == "primary"]
    main = next((name for name in usual if name != "sign_correction"), "")
    return ActsOnPage(
        [act for act in ready if act.words is not Words.NONE],
        [act for act in ready if act.words is Words.NONE],
        reasons.get(main, []),
    )


def _made(act: PageAct, case: Case, labels: Mapping[str, Any]) -> PageAct | None:
    """An act with its words for this case, or None where there is nothing to choose from."""
    chosen = act.options(case) if act.options else None
    if act.options and not chosen:
        return None
    label = labels.get(act.name) or (act.label(case) if callable(act.label) else act.label)
    return replace(act, label=label, chosen=chosen)
