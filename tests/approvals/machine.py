"""A case that random people do random things to: the state machine of ``test_stateful.py``.

Every act is tried by whoever is drawn. What the rules forbid must be refused and change nothing; after every step the
laws of the house hold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any

import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from portal.approvals import permissions, services
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
ENOUGH = 25  # rounds of everything that is forbidden, in each state
STATES = [state for state, _label in CaseState.CHOICES]

tried: Counter[tuple[str, str]] = Counter()
done: Counter[tuple[str, str]] = Counter()


class CaseMachine(RuleBasedStateMachine):
    """One case of one item; ``site``, ``people`` and ``scan`` are set by the test before the machine runs."""

    site: factories.Site
    people: dict[str, Any]
    scan: Any

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.entries = Entry.objects.count()

    def teardown(self) -> None:
        try:
            links = list(Entry.objects.order_by("seq").values_list("previous", "hash"))
            assert all(link[0] == before[1] for before, link in pairwise(links))
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    # --- the beginning ---------------------------------------------------------------------------------------------
    @initialize(
        important=st.booleans(),
        finding=st.booleans(),
        later=st.booleans(),
        cosigned=st.booleans(),
        answers=st.sampled_from([DECLARED, UNSURE]),
        screening=st.integers(0, 5),
        ahead=st.integers(0, 8),
        end=st.sampled_from(["", "", "withdraw", "refuse", "return"]),
    )
    def draft(self, important, finding, later, cosigned, answers, screening, ahead, end) -> None:
        body = factories.tile(f"联系人身份证 {IDENTITY}" if finding else "为规范查询，现通知如下。")
        self.page = factories.draft_disclosure(
            self.site, "machine", document_number="", touches_vital_interests=important, body=body
        )
        liaison = self.people["maker"]
        self.answers = answers
        self.later = timezone.now() + timedelta(days=3) if later else None
        self.cosigners = [self.site.department.farmland.unit] if cosigned else []
        self.case = services.open_case(self.page, liaison)
        if screening == 0:
            self.case.to_screening()
            self.case.save()
        for _step in range(ahead):
            self.it_goes_one_desk_on()
        for person in self.people.values():
            if end and permissions.can(end, self.now(), person):
                self.attempt(end, person)
                break

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

    @rule(act=st.sampled_from(ACTS), name=st.sampled_from(["maker", "secrecy", "head", "leader", "office", "farmland"]))
    def somebody_acts(self, act: str, name: str) -> None:
        self.attempt(act, self.people[name])

    @rule(act=st.sampled_from([act for act in ACTS if act not in ("withdraw", "refuse")]))
    def whoever_may_does_it(self, act: str) -> None:
        for person in self.people.values():
            if permissions.can(act, self.now(), person):
                self.attempt(act, person)
                return

    @rule(name=st.sampled_from(["maker", "stranger", "registrar", "root", "stand_in", "office"]))
    def somebody_tries_everything_forbidden(self, name: str) -> None:
        person, state = self.people[name], self.now().state
        if min(tried[state, act] for act in ACTS) >= ENOUGH:
            return  # it costs time, and was seen in this state
        for act in ACTS:
            if not permissions.can(act, self.now(), person):
                assert not self.attempt(act, person)

    @rule()
    def it_goes_one_desk_on(self) -> None:
        """Whoever may, does the next usual thing (so that late states are reached often); a stranger tries all."""
        for name in ("stranger", "root"):
            self.somebody_tries_everything_forbidden(name)
        usual = ("send", "rule_finding", "pass_secrecy", "rule_secrecy", "agree")
        for act in usual:
            for person in self.people.values():
                if permissions.can(act, self.now(), person) and self.attempt(act, person):
                    return

    @precondition(lambda self: self.now().state in CaseState.AT_DESKS)
    @rule()
    def two_act_on_what_they_both_saw(self) -> None:
        """The second of two who act on the same version is told so, and nothing is counted twice."""
        case = self.now()
        for person in self.people.values():
            if permissions.can("return", case, person):
                services.return_case(case.pk, person, case.version, "请改")
                try:
                    services.return_case(case.pk, person, case.version, "请改")
                except Stale:
                    return
                raise AssertionError("an act on a version that had moved on was counted")

    # --- what happens around it ------------------------------------------------------------------------------------
    @rule(title=st.sampled_from(["关于登记工作的通知", "关于查询利用工作的通知"]))
    def somebody_edits_the_draft(self, title: str) -> None:
        page = self.page.get_latest_revision_as_object()
        page.title = title
        page.save_revision(user=self.people["maker"])

    @rule()
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

    @rule()
    def the_maker_becomes_a_reviewer_too(self) -> None:
        unit = self.site.department.registration.unit
        factories.PostFactory(unit=unit, person=self.people["maker"], capacity=Capacity.SECRECY_REVIEWER)

    @precondition(lambda self: self.now().state == CaseState.APPROVED)
    @rule()
    def its_time_comes(self) -> None:
        with time_machine.travel(timezone.now() + timedelta(days=9), tick=False):
            services.carry_out_in_time(self.case.pk)

    @rule()
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
