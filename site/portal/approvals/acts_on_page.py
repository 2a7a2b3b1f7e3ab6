"""The acts that a person can do on a case now, as buttons: one line each, asked of :mod:`permissions`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import desks, permissions, routes, steps
from .models import Case
from .states import CaseState


class Words(Enum):
    """Whether an act goes with an opinion: it takes none, takes one, or needs one."""

    NONE = "none"
    TAKEN = "taken"
    NEEDED = "needed"


@dataclass(frozen=True)
class PageAct:
    """A button on a case's page. ``name`` is the last part of the act's address, ``style`` the button's look.

    ``label`` may be a function of the case. ``asks`` names the rule that is asked where it isn't the act's own;
    ``states`` where the act has its place (asked before the rules, which look things up); ``extra`` is a template with
    the act's own fields, rendered with ``options(case)``; without options such an act isn't offered.
    """

    name: str
    label: Any
    states: tuple[str, ...]
    style: str = "quiet"
    words: Words = Words.TAKEN
    asks: str = ""
    extra: str = ""
    options: Callable[[Case], Any] | None = None
    chosen: Any = None


def _agreeing(case: Case) -> Any:
    """What agreeing does, as the button says it: who gets the case next, or that it is carried out."""
    if who := steps.next_step(case):
        return _("Agree, send to %(who)s") % {"who": who}
    left = set(case.desks) - set(desks.desks_done(case))
    last = case.stage + 1 == len(case.route.stages) and len(left) <= 1
    return _("Agree and carry out") if last else _("Agree")


_PASS, _RULE, _AT_DESK = (CaseState.SECRECY_REVIEW,), (CaseState.SECRECY_RULING,), (CaseState.IN_APPROVAL,)
_UNSENT, _UNDECIDED = (
    (CaseState.DRAFTING, CaseState.RETURNED),
    (CaseState.DRAFTING, CaseState.RETURNED, *CaseState.OPEN),
)

ACTS = (
    PageAct("send", gettext_lazy("Send for approval"), _UNSENT, "primary", Words.NONE),
    PageAct("pass_secrecy", gettext_lazy("May be public"), _PASS, "primary"),
    PageAct("rule_secrecy", gettext_lazy("Rule: may be public"), _RULE, "primary", Words.NEEDED),
    PageAct("agree", _agreeing, _AT_DESK, "primary"),
    PageAct("doubt_secrecy", gettext_lazy("Unsure: ask the Office"), _PASS, words=Words.NEEDED),
    PageAct(
        "escalate", gettext_lazy("Agree, and send it this heavier way"), _AT_DESK, words=Words.NEEDED, asks="agree",
        extra="approvals/acts/heavier_route.html", options=routes.heavier,
    ),
    PageAct("return", gettext_lazy("Return"), CaseState.OPEN, "danger", Words.NEEDED),
    PageAct("refuse", gettext_lazy("Refuse"), CaseState.OPEN, "danger", Words.NEEDED),
    PageAct("withdraw", gettext_lazy("Withdraw"), _UNDECIDED, "quiet", Words.NONE),
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
    reasons: dict[str, list[str]] = {}
    for act in ACTS:
        rule = act.asks or act.name
        if case.state in act.states and rule not in reasons:
            reasons[rule] = permissions.reasons_against(rule, case, person)
    offered = [act for act in ACTS if case.state in act.states and not reasons[act.asks or act.name]]
    ready = [made for act in offered if (made := _made(act, case, labels)) is not None]
    main = next((act.name for act in ACTS if case.state in act.states and act.style == "primary"), "")
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
