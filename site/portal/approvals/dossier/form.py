"""The first page: the approval form for the publication of information, as offices file it (clause D6).

It always fits one page of A4. Words that are too long for their cell are cut there and stand whole in the part on
opinions behind it.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from reportlab.platypus import Flowable, Spacer, Table

from portal.approvals import desks
from portal.text.regulation import cited

from . import words
from .typeset import HEIGHT, WIDTH, aside, table, text, title

# From the widest to the narrowest: characters of an opinion that a cell takes.
LIMITS = (480, 300, 180, 110, 60, 30, 15)
_COLUMNS = [20.0, 37.0, 20.0, 37.0]
_ALWAYS = (desks.SECRECY_DESK, "unit_head", "leader_in_charge")
_MOST_SPARE = 96.0
_BELOW = 26.0  # room for the line about the dossier at the foot of the frame
_REMARKS = 8
_PARTICULAR = 90
_PER_LINE = 24  # about as many characters a line may hold, so that a text of many short lines is cut too


def form(dossier: dict[str, Any]) -> list[Flowable]:
    """Return the flowables of the first page."""
    head: list[Flowable] = [title(_("Approval form for the publication of information")), Spacer(1, 8), _line(dossier)]
    room = HEIGHT - _BELOW - sum(part.wrap(WIDTH, HEIGHT)[1] + part.getSpaceBefore() for part in head)
    for limit in LIMITS:
        height = _table(dossier, limit, 0).wrap(WIDTH, HEIGHT)[1]
        if height <= room:
            break
    spare = max(0.0, min(_MOST_SPARE, (room - height) / len(_desks(dossier))))
    return [*head, _table(dossier, limit, spare)]


def _line(dossier: dict[str, Any]) -> Table:
    case = dossier["case"]
    left = _("Case: %(number)s    round %(round)s") % {"number": case["number"], "round": case["round"]}
    made = Table(
        [[text(left), aside(_("State: %(state)s") % {"state": case["state_words"]})]], [WIDTH * 0.6, WIDTH * 0.4]
    )
    return made


def _table(dossier: dict[str, Any], limit: int, spare: float) -> Table:
    case, publication = dossier["case"], dossier["publication"]
    about = {name: _short(value, min(limit, _PARTICULAR)) for name, value in dossier["particulars"].items()}
    maker = _("%(name)s (%(capacity)s)") % {"name": words.name_of(case["maker"]), "capacity": case["maker_capacity"]}
    rows = [
        [_("Title of the information"), text(" ".join(case["title"].split()), size=11), None, None],
        [_("Unit that makes it"), words.name_of(case["unit"]), _("Made by (post)"), maker],
        [_("Column of publication"), about["column"], pgettext("dossier", "Document number"), about["document_number"]],
        [_("Index number"), about["index_number"], _("Date of formation"), about["formed_on"]],
        [_("Disclosure class"), about["disclosure_class"], pgettext("dossier", "Tier"), words.tier(case["tier"])],
        [_("Route and its ground"), _short(_route(dossier), limit), None, None],
        *([label, _opinion_cell(dossier, code, limit, spare), None, None] for code, label in _desks(dossier)),
        [
            _("Published at"),
            words.moment(publication["at"]) if publication else "",
            pgettext("dossier", "Address"),
            about["address"] if publication else "",
        ],
        [
            pgettext("dossier", "Remarks"),
            "\n".join(_short(remark, limit) for remark in _remarks(dossier)),
            None,
            None,
        ],
    ]
    wide = [("SPAN", (1, number), (3, number)) for number, row in enumerate(rows) if row[2] is None]
    centred = [[_label(cell) if place in (0, 2) and cell else cell for place, cell in enumerate(row)] for row in rows]
    return table([[cell or "" for cell in row] for row in centred], _COLUMNS, tuple(wide))


def _label(cell: str) -> Flowable:
    return text(cell, align=1)


def _route(dossier: dict[str, Any]) -> str:
    route = dossier["route"]
    clause = _("%(route)s (%(clause)s)") % {"route": route["words"], "clause": cited(route["clause"])}
    return "\n".join([clause if route["clause"] else route["words"], *dossier["case"]["reasons"]])


def _desks(dossier: dict[str, Any]) -> list[tuple[str, str]]:
    """Desks with a row of the form: those that every form has, those of the route, and where else somebody spoke."""
    on_route = {desk["code"]: desk["words"] for stage in dossier["route"]["desks"] for desk in stage}
    spoke = {opinion["desk"]: opinion["desk_words"] for opinion in _of_last_round(dossier)}
    labels = {
        desks.SECRECY_DESK: _("Secrecy review opinion"),
        desks.RULING_DESK: _("Secrecy ruling by the Office"),
        "unit_head": _("Opinion of the unit head"),
        "leader_in_charge": _("Opinion of the leader in charge"),
    }
    codes = [_ALWAYS[0], *([desks.RULING_DESK] if desks.RULING_DESK in spoke else []), *_ALWAYS[1:], *on_route, *spoke]
    others = {code: _("Opinion: %(desk)s") % {"desk": name} for code, name in {**on_route, **spoke}.items()}
    return [(code, labels.get(code) or others[code]) for code in dict.fromkeys(codes)]


def _of_last_round(dossier: dict[str, Any]) -> list[dict[str, Any]]:
    return [opinion for opinion in dossier["opinions"] if opinion["round"] == dossier["case"]["round"]]


def _opinion_cell(dossier: dict[str, Any], code: str, limit: int, spare: float) -> list[Flowable]:
    """An opinion with its signature below; an empty room where the case hasn't come, a word where it doesn't come."""
    given = [opinion for opinion in _of_last_round(dossier) if opinion["desk"] == code]
    cell: list[Flowable] = []
    for opinion in given:
        cell.append(text(_fitted(words.said(opinion), limit)))
        cell.append(aside(words.signature(opinion)))
    if not given:
        passes = any(desk["code"] == code for stage in dossier["route"]["desks"] for desk in stage)
        cell.append(text("" if passes else _("This route doesn't pass here.")))
    cell.insert(1, Spacer(1, spare))
    return cell


def _fitted(said: str, limit: int) -> str:
    short = _short(said, limit)
    return said if short == said else _("%(beginning)s (goes on behind, under “Opinions”)") % {"beginning": short}


def _short(value: str, limit: int) -> str:
    """A text, or its beginning where it has too many characters or lines."""
    lines = value.split("\n")
    kept = "\n".join(lines[: max(1, limit // _PER_LINE)])
    return words.cut(kept, limit) if len(kept) > limit or kept == value else f"{kept}……"


def _remarks(dossier: dict[str, Any]) -> list[str]:
    """Rounds that were given back, stand-ins, and what happened to it at once: at most some, the rest stands behind."""
    remarks = []
    for opinion in dossier["opinions"]:
        values = {"round": opinion["round"], "who": words.signature(opinion), "said": words.said(opinion)}
        if opinion["round"] != dossier["case"]["round"] and opinion["verdict"] == "returned":
            remarks.append(_("Round %(round)s was returned by %(who)s: %(said)s") % values)
        elif opinion["stands_in_for"]:
            remarks.append(_("Round %(round)s: %(who)s") % values)
    for entry in dossier["entries"]:
        if entry["act"] == "publication.taken_down":
            values = {"at": words.moment(entry["at"]), "capacity": entry["capacity"], "said": entry["opinion"]}
            remarks.append(_("Taken down at once at %(at)s by %(capacity)s: %(said)s") % values)
    if len(remarks) > _REMARKS:
        return [*remarks[:_REMARKS], _("and %(count)s more") % {"count": len(remarks) - _REMARKS}]
    return remarks
