"""Activities at the stages they pass, made through real cases."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from interaction.activities import admission, content, results, services
from interaction.activities.models import Activity, ActivityKind
from portal.approvals import services as approvals
from portal.organisation.models import User
from tests.factories import DECLARED

DRAFT = """第一章　总则
第一条　为规范不动产登记资料查询，制定本办法。
第二条　本省行政区域内的查询适用本办法。
第三条　查询人应当提交申请书和身份证明。
"""
QUESTIONS = [
    {"id": "q1", "kind": "one", "text": "您办过不动产登记吗？", "options": ["办过", "没有办过"], "required": True},
    {"id": "q2", "kind": "several", "text": "在哪里办的？", "options": ["大厅", "网上", "银行"], "required": True,
     "when": {"question": "q1", "options": [0]}},
    {"id": "q3", "kind": "scale", "text": "总体满意程度", "low": 1, "high": 5, "required": True},
    {"id": "q4", "kind": "matrix", "text": "分项评价", "rows": ["态度", "效率"], "low": 1, "high": 5,
     "required": False},
    {"id": "q5", "kind": "number", "text": "等候几分钟？", "low": 0, "high": 600, "required": False},
    {"id": "q6", "kind": "text", "text": "还有什么建议？", "required": False},
]  # fmt: skip
CONTENT: dict[str, dict[str, Any]] = {
    ActivityKind.OPINIONS: {"clauses": content.split_clauses(DRAFT)},
    ActivityKind.VOTE: {
        "candidates": [{"id": f"k{n}", "name": f"第{n}号作品", "text": "", "image": None} for n in (1, 2, 3)]
    },
    ActivityKind.SURVEY: {"questions": QUESTIONS},
    ActivityKind.TRAINING: {"session": {"begins": "2027-01-08T09:00", "place": "线上", "seats": 2}},
}  # fmt: skip
TITLES = {
    ActivityKind.OPINIONS: "关于不动产登记资料查询办法公开征求意见的公告",
    ActivityKind.VOTE: "最美测绘人网上投票",
    ActivityKind.SURVEY: "不动产登记服务满意度调查",
}
CONTENT[ActivityKind.SELECTION] = CONTENT[ActivityKind.VOTE]


def drafted(kind: str, maker: User, unit: Any, **fields: Any) -> Activity:
    """Keep a draft of a kind that begins today and ends after 40 days."""
    activity = services.new(unit, maker, kind)
    now = timezone.now()
    rules = {**activity.rules, **fields.pop("rules", {})}
    values = {
        "title": TITLES.get(kind, f"{kind} 活动"), "lead": "欢迎参与。", "opens_at": now - timedelta(hours=1),
        "closes_at": now + timedelta(days=40), "content": CONTENT.get(kind, {}), "rules": rules, **fields,
    }  # fmt: skip
    for name, value in values.items():
        setattr(activity, name, value)
    return services.keep(activity, maker)


def approved(people: Any, case: Any) -> Any:
    """Take a case of registration through its desks."""
    case = approvals.pass_secrecy(case.pk, people.registration_secrecy, case.version)
    return approvals.agree(case.pk, people.registration_head, case.version)


@pytest.fixture
def make(people):
    """Return a function that makes an open activity of a kind, through its case."""

    def made(kind: str, **fields: Any) -> Activity:
        activity = drafted(kind, people.registration_liaison, people.units["registration"], **fields)
        approved(people, services.send(activity, people.registration_liaison, DECLARED))
        return Activity.objects.get(pk=activity.pk)

    return made


@pytest.fixture
def end():
    """Return a function that lets an activity end now."""

    def ended(activity: Activity) -> Activity:
        services.close(activity, activity.closes_at + timedelta(minutes=1))
        return Activity.objects.get(pk=activity.pk)

    return ended


@pytest.fixture
def conclude(people):
    """Return a function that publishes the result of a closed activity."""

    def concluded(activity: Activity, text: str = "感谢参与，结果如下。") -> Activity:
        result = results.draft(activity, people.registration_liaison, text)
        approved(people, results.send(result, people.registration_liaison, DECLARED))
        return Activity.objects.get(pk=activity.pk)

    return concluded


def device(address: str = "198.51.100.7", agent: str = "Firefox") -> Client:
    """A device of its own on a network, with its mark."""
    client = Client(REMOTE_ADDR=address, HTTP_USER_AGENT=agent)
    client.cookies[admission.COOKIE] = admission.new_mark()
    return client


def person(activity: Activity, name: str, address: str = "a", agent: str = "Firefox") -> admission.Person:
    """Somebody as digests."""
    return admission.person_of(activity, voter=name, address=address, agent=agent)


def page_of(activity: Activity) -> str:
    return services.public_url(activity)
