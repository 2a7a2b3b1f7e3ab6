"""The shapes of requests and answers: they are checked against these, and openapi.json is made from them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from portal.approvals.secrecy import QUESTIONS

Id = Annotated[int, Field(ge=1, le=2**31 - 1)]
Short = Annotated[str, Field(max_length=120)]


class Asked(Schema):
    """What every request's body is: names that aren't known are refused, and nothing is guessed into a type."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Evidence(Asked):
    """What shows that a document was marked and approved where it was handled (clause D9 a)."""

    record_id: Annotated[str, Field(min_length=1, max_length=120)]
    mark: Annotated[str, Field(min_length=1, max_length=40, examples=["主动公开"])]
    approver: Annotated[str, Field(min_length=1, max_length=60)]
    approver_capacity: Annotated[str, Field(min_length=1, max_length=120)]
    by_leader: Annotated[bool, Field(description="Whether the approver was the leader in charge (clause D9).")] = False
    approved_on: Annotated[date | None, Field(strict=False)] = None
    handling_form: Annotated[Id | None, Field(description="Id of an uploaded file: the scanned handling form.")] = None


class Draft(Asked):
    """A draft of one of the kinds that ``/kinds`` lists; ``fields`` fit that kind's schema."""

    kind: Short
    fields: dict[str, Any]
    attachments: Annotated[list[Id], Field(max_length=20, description="Ids of uploaded files.")] = []
    record_id: Annotated[Short, Field(description="The record of the calling system, returned with the case.")] = ""
    evidence: Evidence | None = None


class Change(Asked):
    """A new version of a draft, whole: what is left out is empty."""

    version: Id
    fields: dict[str, Any]
    attachments: Annotated[list[Id], Field(max_length=20)] = []
    evidence: Evidence | None = None


class Send(Asked):
    """Sending a case, on the version that was seen."""

    version: Id
    secrecy_declaration: Annotated[
        dict[str, Literal["no", "unsure", "yes"]] | None,
        Field(description=f"The maker's answers to the secrecy checklist: {', '.join(QUESTIONS)}."),
    ] = None
    route: Annotated[Short, Field(description="Another route than proposed, by its code.")] = ""
    why: Annotated[str, Field(max_length=500, description="Why a lighter route than proposed.")] = ""
    answer: Annotated[
        str, Field(max_length=1000, description="What was changed, where the Office ruled that it must be.")
    ] = ""


class Withdraw(Asked):
    """Withdrawing a case, on the version that was seen."""

    version: Id


class Kind(Schema):
    name: str
    label: str
    fields: Annotated[dict[str, Any], Field(description="JSON Schema (2020-12) of the fields.")]


class StoredFile(Schema):
    id: int
    name: str
    size: int
    sha256: str


class FindingOut(Schema):
    kind: str
    message: str
    where: str
    blocks: bool


class OpinionOut(Schema):
    desk: str
    verdict: str
    capacity: str
    at: datetime
    text: Annotated[str | None, Field(description="Only with the scope “opinions”.")]


class Step(Schema):
    label: str
    state: Annotated[str, Field(description="done, now, todo or stopped")]
    people: str
    at: datetime | None
    opinions: list[OpinionOut]


class Clock(Schema):
    due_at: datetime
    working_days_left: int
    level: Annotated[str, Field(description="ok, soon or late")]
    provisional: bool
    clause: str


class Row(Schema):
    """A case in a list."""

    number: str
    title: str
    kind: str
    record_id: str
    unit: str
    state: str
    state_label: str
    version: int
    round: int
    sent_at: datetime | None
    closed_at: datetime | None
    due_at: datetime | None


class CaseOut(Row):
    """A case as it stands now."""

    maker: str
    tier: str
    route: str
    route_label: str
    reasons: list[str]
    steps: list[Step]
    clock: Clock | None
    findings: list[FindingOut]
    evidence: dict[str, Any]
    public_url: str | None


class Rows(Schema):
    cases: list[Row]
    next_cursor: str | None
