"""Units, people and posts of the demonstration department."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from portal.organisation.models import Capacity, FunctionAssignment, Post, Unit, User

from .content import read

PASSWORD = "gongkai-demo"
SINCE_DAYS = 3650


def build_organisation() -> None:
    """Make units, functions, people and posts; stand-ins last, for they name the posts they stand in for."""
    data = read("organisation")
    units = _units(data["units"])
    hashed = make_password(PASSWORD)
    since = timezone.localdate() - timedelta(days=SINCE_DAYS)
    stand_ins: list[tuple[User, dict[str, Any]]] = []
    for row in data["people"]:
        person = User.objects.create(username=row["username"], full_name=row["full_name"], password=hashed)
        for post in row["posts"]:
            if post.get("stands_in_for"):
                stand_ins.append((person, post))
            else:
                Post.objects.create(person=person, unit=units[post["unit"]], capacity=post["capacity"], starts_on=since)
    for person, post in stand_ins:
        _stand_in(person, post, units[post["unit"]])


def _units(rows: list[dict[str, Any]]) -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    since = timezone.localdate() - timedelta(days=SINCE_DAYS)
    for row in rows:
        units[row["code"]] = unit = Unit.objects.create(
            code=row["code"],
            name=row["name"],
            short_name=row["short_name"],
            kind=row.get("kind", Unit.Kind.DIVISION),
            parent=units.get(row.get("parent") or ""),
            disclosure_code=row.get("disclosure_code", ""),
        )
        for function in row.get("functions", []):
            FunctionAssignment.objects.create(function=function, unit=unit, since=since)
    return units


def _stand_in(person: User, row: dict[str, Any], unit: Unit) -> None:
    principal = Post.objects.get(person__username=row["stands_in_for"], unit=unit, capacity=row["capacity"])
    today = timezone.localdate()
    Post.objects.create(
        person=person,
        unit=unit,
        capacity=row["capacity"],
        stands_in_for=principal,
        starts_on=today + timedelta(days=row.get("starts_days", 0)),
        ends_on=today + timedelta(days=row.get("ends_days", 5)),
    )


def holder(unit: Unit, capacity: str) -> User:
    """The person who holds a post of the demonstration department (its own, not a stand-in)."""
    return User.objects.get(
        posts__in=Post.objects.filter(unit=unit, capacity=capacity, stands_in_for=None).order_by("pk")[:1]
    )


def accounts() -> list[dict[str, Any]]:
    """Every account of the demonstration department: name, password, unit, functions of the unit, posts."""
    found = []
    people = User.objects.filter(is_active=True).prefetch_related("posts__unit__functions").order_by("pk")
    for person in people:
        posts = list(person.posts.all())
        if not posts:
            continue
        main = next((post for post in posts if post.capacity != Capacity.LEADER_IN_CHARGE), posts[0])
        found.append(
            {
                "username": person.username,
                "password": PASSWORD,
                "full_name": person.full_name,
                "unit": main.unit.code,
                "unit_name": main.unit.name,
                "functions": [assignment.function for assignment in main.unit.functions.all()],
                "posts": [
                    {
                        "unit": post.unit.code,
                        "capacity": post.capacity,
                        "title": post.title,
                        "stands_in_for": bool(post.stands_in_for_id),
                    }
                    for post in posts
                ],
            }
        )
    return found


def one_of_each() -> list[dict[str, Any]]:
    """One account for each kind of person, for the notice at the start of the demonstration.

    People of the unit with the most kinds of posts come first, so that one unit can play a whole approval.
    """
    found: dict[str, dict[str, Any]] = {}
    everybody = accounts()
    capacities: dict[str, set[str]] = defaultdict(set)
    for account in everybody:
        for post in account["posts"]:
            capacities[post["unit"]].add(post["capacity"])
    for account in sorted(everybody, key=lambda account: -len(capacities[account["unit"]])):
        for post in account["posts"]:
            functions = account["functions"] if post["unit"] == account["unit"] else []
            kind = post["capacity"] if not functions else f"{functions[0]}/{post['capacity']}"
            found.setdefault(kind, {**account, "kind": post["title"]})
    return list(found.values())
