"""Activities with the public, at every stage: what people sent in is answered, counted and published."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from PIL import Image as Picture
from PIL import ImageDraw

from interaction.activities import admission, content, entries, opinions, results, services, surveys, voting
from interaction.activities.models import Activity, Refusal
from portal.files.models import Image
from portal.files.services import store
from portal.organisation.models import Capacity, Unit

from . import acts
from .content import read
from .past import at, moment
from .people import holder
from .planning import Act

_SIZE = (960, 720)
_Made = dict[str, Any]


def plan() -> list[Act]:
    """Return the acts of all activities, each at its moment."""
    found: list[Act] = []
    for number, row in enumerate(read("activities")["activities"]):
        opened = moment(row["opened_days_ago"], 9, 11 * number % 60)
        made: _Made = {}
        found.append(Act(opened, _step(_open, row, made)))
        found.append(Act(moment(max(0, row["opened_days_ago"] - 2), 10, 7 * number % 60), _step(_take_part, row, made)))
        if row["closes_in_days"] < 0:
            found.append(Act(moment(-row["closes_in_days"], 18, 5), _step(_close, row, made)))
        if "result" in row:
            found.append(Act(moment(row["result_days_ago"], 15, 20), _step(_conclude, row, made)))
    return found


def _step(function: Callable[..., None], row: dict[str, Any], made: _Made) -> Callable[[datetime], None]:
    return lambda when: function(row, made, when)


def _open(row: dict[str, Any], made: _Made, when: datetime) -> None:
    unit = Unit.objects.get(code=row["unit"])
    maker = holder(unit, Capacity.LIAISON)
    ends = timezone.localtime(when) + timedelta(days=row["opened_days_ago"] + row["closes_in_days"])
    with at(when - timedelta(hours=3)):
        activity = services.new(unit, maker, row["kind"])
        for name in ("title", "lead", "body", "contact"):
            setattr(activity, name, row[name].strip())
        activity.opens_at, activity.closes_at = when, ends.replace(hour=18, minute=0, second=0, microsecond=0)
        activity.rules = {**activity.rules, **row.get("rules", {})}
        if "basis" in row:
            activity.rules["basis"] = row["basis"]
        activity.content = _content(row, maker)
        services.keep(activity, maker)
    acts.approve(activity, maker, when)
    made["activity"], made["maker"] = activity.pk, maker


def _content(row: dict[str, Any], maker: Any) -> dict[str, Any]:
    if "text" in row:
        return {"draft": row["text"], "clauses": content.split_clauses(row["text"])}
    if "candidates" in row:
        return {"candidates": [_candidate(at, found, maker) for at, found in enumerate(row["candidates"], 1)]}
    if "questions" in row:
        return {"questions": [_question(at, found) for at, found in enumerate(row["questions"], 1)]}
    if "session" in row:
        session = row["session"]
        begins = timezone.localtime() + timedelta(days=session["in_days"])
        return {"session": {"begins": f"{begins:%Y-%m-%d}T15:00", "place": session["place"], "seats": session["seats"]}}
    return {}


def _candidate(number: int, row: dict[str, Any], maker: Any) -> dict[str, Any]:
    name = f"candidate-{number}.png"
    picture = store(Image, name, _drawn(row["hue"]), maker, title=row["name"], description=row["name"])
    return {"id": f"k{number}", "name": row["name"], "text": row["text"], "image": picture.pk}


def _drawn(hue: int) -> bytes:
    """A map of hills in one colour, drawn: the demonstration brings no pictures of others."""
    draw_from = random.Random(hue)
    picture = Picture.new("RGB", _SIZE, f"hsl({hue}, 35%, 88%)")
    pen = ImageDraw.Draw(picture)
    for layer in range(5):
        base = 260 + 95 * layer
        ridge = [(x, base - draw_from.randint(10, 130)) for x in range(0, _SIZE[0] + 160, 160)]
        pen.polygon([(0, _SIZE[1]), *ridge, (_SIZE[0], _SIZE[1])], fill=f"hsl({hue}, 38%, {74 - 10 * layer}%)")
    pen.ellipse((700, 80, 820, 200), fill=f"hsl({hue}, 60%, 97%)")
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def _question(number: int, row: dict[str, Any]) -> dict[str, Any]:
    made = {"id": f"q{number}", **row}
    if "when" in row:
        asked, options = row["when"]
        made["when"] = {"question": f"q{asked}", "options": options}
    return made


def _take_part(row: dict[str, Any], made: _Made, when: datetime) -> None:
    activity = Activity.objects.get(pk=made["activity"])
    made["entries"] = []
    for number, told in enumerate(row.get("entries", [])):
        texts = {name: text for name, text in told.items() if name != "part"}
        with at(when + timedelta(minutes=3 * number)):
            made["entries"].append(entries.submit(activity, texts, part=told.get("part", "")).entry.pk)
    if "votes" in row:
        _vote(row, activity, when)
    if "sheets" in row:
        _fill_in(row["sheets"], activity, when)


def _vote(row: dict[str, Any], activity: Activity, when: datetime) -> None:
    picks = [f"k{number}" for number, many in enumerate(row["votes"], 1) for _vote in range(many)]
    random.Random(1).shuffle(picks)
    for number, pick in enumerate(picks):
        with at(when + timedelta(minutes=2 * number)):
            voting.cast(activity, _somebody(activity, f"person-{number}", number), [pick])
    stuffed = row["stuffed"]
    for number in range(stuffed["many"]):
        with at((when + timedelta(hours=20)).replace(minute=8, second=2 * number)):
            person = _somebody(activity, f"program-{number}", 1000 + number, "curl")
            voting.cast(activity, person, [f"k{stuffed['candidate']}"])
    for _number in range(row["refused_twice"]):
        with at(when):
            admission.refuse(activity, Refusal.Reason.TWICE)


def _somebody(activity: Activity, name: str, number: int, agent: str = "") -> admission.Person:
    return admission.person_of(activity, voter=name, address=str(number), agent=agent or f"browser {number % 40}")


def _fill_in(many: int, activity: Activity, when: datetime) -> None:
    made = random.Random(2)
    questions = surveys.questions_of(activity)
    wishes = ("", "", "希望网上系统少一些跳转。", "窗口中午也有人值班就更好了。", "材料清单写得再清楚些。")
    for number in range(many):
        data = {
            "q_q1": "0" if made.random() < 0.8 else "1",
            "q_q2": [str(option) for option in range(4) if made.random() < (0.6, 0.5, 0.2, 0.15)[option]] or ["0"],
            "q_q3": str(made.choices((1, 2, 3, 4, 5), (2, 4, 14, 42, 38))[0]),
            **{f"q_q4_{row}": str(made.choices((2, 3, 4, 5), (5, 20, 40, 35))[0]) for row in range(4)},
            "q_q5": str(made.randint(3, 55)),
            "q_q6": made.choice(wishes),
        }
        answers, _errors = surveys.clean(questions, data)
        clear, texts = surveys.split(questions, answers)
        with at(when + timedelta(minutes=5 * number)):
            person = _somebody(activity, f"sheet-{number}", number)
            marked = clear | dict.fromkeys(texts, True)
            entries.submit(activity, {"answers": texts}, answers=marked, person=person)


def _close(row: dict[str, Any], made: _Made, when: datetime) -> None:
    with at(when):
        services.close(Activity.objects.get(pk=made["activity"]), when)


def _conclude(row: dict[str, Any], made: _Made, when: datetime) -> None:
    activity, maker = Activity.objects.get(pk=made["activity"]), made["maker"]
    with at(when - timedelta(hours=4)):
        for group in row.get("groups", []):
            chosen = [made["entries"][number] for number in group["entries"]]
            gathered = opinions.gather(activity, maker, chosen, None, group["said"])
            told = {"said": group["said"], "verdict": group["verdict"], "text": group["answer"]}
            opinions.answer(activity, maker, gathered, **told)
        if "stuffed" in row:
            suspicious = next(found for found in voting.alike(activity) if found.many == row["stuffed"]["many"])
            voting.discard(activity, maker, suspicious.key, row["stuffed"]["reason"])
        result = results.draft(activity, maker, row["result"])
    result.made_at = when - timedelta(hours=4)
    result.save()
    acts.approve(result, maker, when)
