"""A case that random people do random things to: the state machine of ``test_stateful.py``.

Every act is tried by whoever is drawn. What the rules forbid must be refused and change nothing; after every step the
laws of the house hold.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import pairwise
from typing import Any

import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from portal.approvals import permissions, routes, services
from portal.approvals.errors import ActRefused, Stale
from portal.approvals.guard.python import _has_every_opinion
from portal.approvals.ledger.models import Entry
from portal.approvals.models import Case, Opinion, Publication
from portal.approvals.on_paper import unconfirmed
from portal.approvals.snapshots import page_digest
from portal.approvals.states import CaseState
from portal.organisation.models import Capacity
from portal.outbox.services import drain
from tests import factories
from tests.factories import DECLARED

UNSURE = {**DECLARED, "rights": "unsure"}
IDENTITY = "11010519491231002X"
ACTS = sorted(permissions.RULES)
LAST_ACTS = ("withdraw", "refuse")
USUAL = ("send", "rule_finding", "pass_secrecy", "rule_secrecy", "agree")
SEEDS = st.integers(0, 2**32 - 1)
EVENTS = {
    "somebody_acts": 6,
    "whoever_may_does_it": 10,
    "it_goes_one_desk_on": 5,
    "a_leader_writes_on_paper": 4,
    "it_comes_to_an_end": 1,
    "a_desk_corrects_and_signs": 3,
    "two_act_on_what_they_both_saw": 1,
    "somebody_edits_the_draft": 1,
    "the_head_gets_a_stand_in": 1,
    "the_maker_becomes_a_reviewer_too": 1,
    "its_time_comes": 1,
    "the_worker_runs": 1,
}
ENDS = {CaseState.RETURNED: "return", CaseState.REFUSED: "refuse", CaseState.WITHDRAWN: "withdraw"}
STATES = [state for state, _label in CaseState.CHOICES]

tried: Counter[tuple[str, str]] = Counter()
done: Counter[tuple[str, str]] = Counter()


class CaseMachine(RuleBasedStateMachine):
    """One case of one item; ``site``, ``people`` and ``scan`` are set by the test before the machine runs.

    Where ``destination`` names a state, the case is led there first, and everybody tries there what they may not do.
    """

    site: factories.Site
    people: dict[str, Any]
    scan: Any
    destination = ""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.entries = Entry.objects.count()
        self.items = 0

    def teardown(self) -> None:
        try:
            links = list(Entry.objects.order_by("seq").values_list("previous", "hash"))
            assert all(link[0] == before[1] for before, link in pairwise(links))
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    # --- the beginning ---------------------------------------------------------------------------------------------
    @initialize(seed=SEEDS)
    def draft(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.begin()

    def begin(self) -> None:
        """A new item and its case, somewhere on its way."""
        important, finding, later, cosigned = (self.chance.random() < 0.5 for _ in range(4))
        answers = self.chance.choice([DECLARED, UNSURE])
        goal = self.destination
        body = factories.tile(f"联系人身份证 {IDENTITY}" if finding else "为规范查询，现通知如下。")
        self.items += 1
        self.page = factories.draft_disclosure(
            self.site, f"machine-{self.items}", document_number="", touches_vital_interests=important, body=body
        )
        liaison = self.people["maker"]
        self.answers = UNSURE if goal == CaseState.SECRECY_RULING else answers
        self.later = timezone.now() + timedelta(days=3) if (goal or later) and goal != CaseState.CARRIED_OUT else None
        self.cosigners = [self.site.department.farmland.unit] if cosigned else []
        self.case = services.open_case(self.page, liaison)
        if goal == CaseState.SCREENING or (not goal and self.chance.random() < 0.15):
            self.case.to_screening()
            self.case.save()
        if goal:
            self.it_goes_to(goal)
            self.everybody_tries_what_is_forbidden()
        else:
            for _step in range(self.chance.randrange(8)):
                self.it_goes_one_desk_on()

    # --- acts ------------------------------------------------------------------------------------------------------
    def now(self) -> Case:
        return Case.objects.select_related("route", "unit", "maker").get(pk=self.case.pk)

    def perform(self, act: str, case: Case, person: Any) -> Case:
        return _CALLS[act](self, case, person)

    def attempt(self, act: str, person: Any) -> bool:
        """Try an act; it is refused where the rules forbid it, and then changes nothing. Return whether it was done."""
        case = self.now()
        allowed = permissions.can(act, case, person)
        before = (case.state, case.version, case.opinions.count(), Entry.objects.count())
        tried[case.state, act] += 1
        try:
            with transaction.atomic():
                self.perform(act, case, person)
        except ActRefused:
            after = self.now()
            assert before == (after.state, after.version, after.opinions.count(), Entry.objects.count())
            return False
        assert allowed, f"{person} did {act} in {case.state} against the rules"
        done[case.state, act] += 1
        return True

    @rule(seed=SEEDS)
    def something_happens(self, seed: int) -> None:
        """One rule, its choice from a seed: hypothesis repeats what it drew, and would try some acts never."""
        self.chance.seed(f"{seed} {self.chance.random()}")
        if self.now().state in CaseState.FINAL and self.chance.random() < 0.5:
            self.begin()
            return
        [event] = self.chance.choices(list(EVENTS), weights=list(EVENTS.values()))
        note(event)
        getattr(self, event)()

    def somebody_acts(self) -> None:
        people = ["maker", "secrecy", "head", "leader", "office", "farmland", "registrar", "stranger"]
        self.attempt(self.chance.choice(ACTS), self.people[self.chance.choice(people)])

    def whoever_may_does_it(self) -> None:
        self.one_is_done_of([act for act in ACTS if act not in LAST_ACTS])

    def one_is_done_of(self, acts: Sequence[str]) -> None:
        """One of the acts that somebody may do now, each as likely as the others; first what nobody has done yet."""
        known = {act for _state, act in done}
        order = sorted(self.chance.sample(acts, len(acts)), key=lambda act: act in known)
        any(self.somebody_does(act) for act in order)

    def a_desk_corrects_and_signs(self) -> None:
        if self.somebody_does("begin_correction") and self.somebody_does("sign_correction"):
            self.somebody_does(self.chance.choice(["object", "agree"]))

    def a_leader_writes_on_paper(self) -> None:
        """A registrar enters it; whose opinion it is, or a second registrar, confirms it, or it is repudiated."""
        if self.somebody_does("enter_paper"):
            self.somebody_does(self.chance.choice(["confirm_paper", "repudiate"]))

    def it_comes_to_an_end(self) -> None:
        self.one_is_done_of(LAST_ACTS)

    def everybody_tries_what_is_forbidden(self) -> None:
        for person in self.people.values():
            for act in ACTS:
                if not permissions.can(act, self.now(), person):
                    assert not self.attempt(act, person)

    def somebody_does(self, act: str) -> bool:
        """Whoever may, does it. Return whether it was done."""
        people = (person for person in self.people.values() if permissions.can(act, self.now(), person))
        return any(self.attempt(act, person) for person in people)

    def it_goes_one_desk_on(self) -> None:
        """The next usual thing is done (so that late states are reached often)."""
        any(self.somebody_does(act) for act in USUAL)

    def it_goes_to(self, state: str) -> None:
        for _step in range(12):
            if self.now().state == state:
                return
            if state not in ENDS or not self.somebody_does(ENDS[state]):
                self.it_goes_one_desk_on()
        raise AssertionError(f"the case never came to {state}")

    def two_act_on_what_they_both_saw(self) -> None:
        """The second of two who act on the same version is told so, and nothing is counted twice."""
        case = self.now()
        for person in self.people.values() if case.state in CaseState.AT_DESKS else ():
            if permissions.can("return", case, person):
                services.return_case(case.pk, person, case.version, "请改")
                try:
                    services.return_case(case.pk, person, case.version, "请改")
                except Stale:
                    return
                raise AssertionError("an act on a version that had moved on was counted")

    # --- what happens around it ------------------------------------------------------------------------------------
    def somebody_edits_the_draft(self) -> None:
        page = self.page.get_latest_revision_as_object()
        page.title = self.chance.choice(["关于登记工作的通知", "关于查询利用工作的通知"])
        page.save_revision(user=self.people["maker"])

    def the_head_gets_a_stand_in(self) -> None:
        unit = self.site.department.registration.unit
        head = unit.posts.filter(capacity=Capacity.HEAD, stands_in_for=None).first()
        factories.PostFactory(
            unit=unit,
            capacity=Capacity.HEAD,
            person=self.people["stand_in"],
            stands_in_for=head,
            ends_on=factories.today() + timedelta(days=9),
        )

    def the_maker_becomes_a_reviewer_too(self) -> None:
        unit = self.site.department.registration.unit
        factories.PostFactory(unit=unit, person=self.people["maker"], capacity=Capacity.SECRECY_REVIEWER)

    def its_time_comes(self) -> None:
        if self.now().state == CaseState.APPROVED:
            with time_machine.travel(timezone.now() + timedelta(days=9), tick=False):
                services.carry_out_in_time(self.case.pk)

    def the_worker_runs(self) -> None:
        drain(limit=3)

    # --- the laws of the house -------------------------------------------------------------------------------------
    @invariant()
    def what_is_public_was_approved_exactly_so(self) -> None:
        page = type(self.page).objects.get(pk=self.page.pk)
        publication = Publication.objects.filter(kind="disclosure", subject_id=str(page.pk)).first()
        assert page.live == (publication is not None)
        if publication is not None:
            case = publication.case
            assert case.state == CaseState.CARRIED_OUT and publication.digest == page_digest(page) == case.digest
            undone = Opinion.objects.filter(case=case).exclude(repudiation=None).exists()
            assert undone or _has_every_opinion(case)

    @invariant()
    def nobody_acts_on_their_own_item_nor_twice_in_a_round(self) -> None:
        opinions = list(self.now().opinions.all())
        assert all(opinion.actor_id != self.case.maker_id for opinion in opinions)
        seats = [(opinion.round, opinion.actor_id) for opinion in opinions]
        assert len(seats) == len(set(seats))

    @invariant()
    def acts_of_stand_ins_say_so(self) -> None:
        for opinion in self.now().opinions.select_related("post"):
            entry = Entry.objects.filter(case_number=self.case.number, act=f"case.{opinion.verdict}").first()
            assert entry is not None
            assert bool(opinion.post.stands_in_for_id) == (opinion.capacity != _plain_title(opinion.post))

    @invariant()
    def the_record_only_grows(self) -> None:
        count = Entry.objects.count()
        assert count >= self.entries
        self.entries = count


def _plain_title(post: Any) -> str:
    return f"{post.unit}{post.get_capacity_display()}"


def _send(machine: CaseMachine, case: Case, person: Any) -> Case:
    from portal.approvals import screening

    kind, subject = case.kind_type, case.subject()
    found = screening.screen(kind.snapshot(subject), kind.texts(subject))
    return services.send(
        case.pk,
        person,
        case.version,
        declaration=machine.answers,
        disputes={row["id"]: "是示例号码" for row in found},
        not_before=machine.later,
        cosigners=machine.cosigners,
    )


def _sign(machine: CaseMachine, case: Case, person: Any) -> Case:
    page = machine.page.get_latest_revision_as_object()
    page.title = f"{page.title}（改）"[:60]
    page.save_revision(user=person)
    return services.sign_correction(case.pk, person, case.version, "改标题")


def _finding(machine: CaseMachine, case: Case, person: Any) -> Case:
    finding = case.findings[0]["id"] if case.findings else "none"
    return services.rule_finding(case.pk, person, case.version, finding, "是示例号码")


def _paper(machine: CaseMachine, case: Case, person: Any) -> Case:
    unit = machine.site.department.registration.unit
    post = unit.posts.get(capacity=Capacity.HEAD, person=machine.people["head"])
    return services.enter_paper_opinion(case.pk, person, case.version, post, "agreed", "同意", machine.scan)


def _confirm(machine: CaseMachine, case: Case, person: Any) -> Case:
    opinion = unconfirmed(case).first()
    return services.confirm_paper(case.pk, person, case.version, opinion.pk if opinion else 0)


def _escalate(machine: CaseMachine, case: Case, person: Any) -> Case:
    route = next((route.code for route in routes.heavier(case)), "important")
    return services.escalate(case.pk, person, case.version, "涉及面广", route)


def _repudiate(machine: CaseMachine, case: Case, person: Any) -> Case:
    opinion = case.opinions.filter(actor=person).exclude(entered_by=None).first()
    return services.repudiate(case.pk, person, case.version, opinion.pk if opinion else 0, "不是我签的")


def _with_reason(service: Callable[..., Case]) -> Callable[..., Case]:
    return lambda machine, case, person: service(case.pk, person, case.version, "理由如此")


def _bare(service: Callable[..., Case]) -> Callable[..., Case]:
    return lambda machine, case, person: service(case.pk, person, case.version)


_CALLS: dict[str, Callable[[CaseMachine, Case, Any], Case]] = {
    "send": _send,
    "withdraw": _bare(services.withdraw),
    "pass_secrecy": _with_reason(services.pass_secrecy),
    "doubt_secrecy": _with_reason(services.doubt_secrecy),
    "rule_secrecy": _with_reason(services.rule_secrecy),
    "agree": _with_reason(services.agree),
    "escalate": _escalate,
    "return": _with_reason(services.return_case),
    "refuse": _with_reason(services.refuse),
    "rule_finding": _finding,
    "begin_correction": _bare(services.begin_correction),
    "sign_correction": _sign,
    "drop_correction": _bare(services.drop_correction),
    "object": _with_reason(services.object_to_correction),
    "call_back": _with_reason(services.call_back),
    "enter_paper": _paper,
    "confirm_paper": _confirm,
    "repudiate": _repudiate,
}
