"""The canvas comes with the editor of a topic, and with no other."""

from __future__ import annotations

import json
import re
from pathlib import Path

from django.urls import reverse

from portal.tiles import catalogue
from special_topics.canvas.words import words


def test_the_editor_of_a_topic_brings_the_canvas(client, site, topic) -> None:
    client.force_login(site.department.farmland.liaison)
    html = client.get(reverse("wagtailadmin_pages:edit", args=[topic.pk])).content.decode()
    settings = json.loads(re.search(r'id="gk-canvas-settings" type="application/json">(.*?)</script>', html)[1])
    assert settings["frame"] == reverse("canvas:frame", args=[topic.pk])
    assert settings["words"] == words()
    assert set(settings["pictures"]) == set(catalogue.blocks_for("topic"))
    assert all(picture.startswith("data:image/svg+xml,%3Csvg") for picture in settings["pictures"].values())
    assert re.search(r'<script[^>]*src="[^"]*special_topics/canvas/canvas.js"[^>]*type="module"', html)


def test_no_other_editor_has_it(client, site, index) -> None:
    client.force_login(site.department.office.liaison)
    html = client.get(reverse("wagtailadmin_pages:edit", args=[index.pk])).content.decode()
    assert "gk-canvas-settings" not in html


def test_the_script_knows_every_word_that_it_is_given() -> None:
    folder = Path(__file__).resolve().parents[3] / "special_topics" / "static" / "special_topics" / "canvas"
    script = "\n".join(file.read_text() for file in folder.glob("*.js"))
    assert [name for name in words() if not re.search(rf"\b{name}\b", script)] == []
