"""A film of the portal's own with captions: made in the browser, put into a topic, and played by the public."""

from __future__ import annotations

import base64
import io

import pytest
from django.core.exceptions import ValidationError
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from portal.files import services as files
from portal.files.models import Document
from special_topics.models import TopicPage
from tests import factories, topics
from tests.stories.canvas_editor import PICTURES

pytestmark = [
    pytest.mark.browser,
    pytest.mark.usefixtures("django_db_setup"),  # before the browser's event loop runs in this thread
    pytest.mark.django_db(transaction=True),
]
CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:10.000\n严守耕地红线\n"
# A film of two seconds, recorded by the browser itself: no file of others, no other program.
RECORD = """async () => {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: 320, height: 180 });
  const pen = canvas.getContext('2d');
  const mimeType = ['vp9', 'av01'].map((name) => `video/mp4;codecs=${name}`).find(MediaRecorder.isTypeSupported);
  const recorder = new MediaRecorder(canvas.captureStream(25), { mimeType });
  const parts = [];
  recorder.ondataavailable = (event) => parts.push(event.data);
  const done = new Promise((resolve) => { recorder.onstop = resolve; });
  recorder.start();
  for (let step = 0; step < 50; step += 1) {
    pen.fillStyle = `hsl(${step * 4} 60% 40%)`;
    pen.fillRect(0, 0, 320, 180);
    await new Promise((resolve) => { setTimeout(resolve, 40); });
  }
  recorder.stop();
  await done;
  const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}"""


@pytest.fixture
def film(enter, site) -> bytes:
    page = enter(None)
    page.goto("/")
    return base64.b64decode(page.evaluate(RECORD))


def kept(person, name: str, content: bytes) -> Document:
    return factories.checked(files.store(Document, name, content, person, title=name))


@pytest.fixture
def topic(site, film) -> TopicPage:
    person = site.department.farmland.liaison
    found = topics.open_topic(site)
    value = {
        "title": "耕地保护宣传片",
        "file": kept(person, "film.mp4", film).pk,
        "captions": kept(person, "film.vtt", CAPTIONS.encode()).pk,
        "transcript": "<p>严守耕地红线。</p>",
        "url": "",
        "poster": None,
        "credit": "宣传中心",
    }
    found.body = [{"type": "video", "value": value, "id": "film"}]
    found.save_revision(user=person)
    return topics.publish(site, found)


def at(page: Page, what: str):
    return page.locator("video").evaluate(f"(video) => {what}")


def test_the_public_plays_it_with_captions_also_without_scripts(browser, live_server, enter, site, topic, film) -> None:
    answers = []
    context = browser.new_context(base_url=live_server.url, locale="zh-CN", java_script_enabled=False)
    page = context.new_page()
    page.on("response", lambda answer: answers.append((answer.status, answer.headers.get("content-type", ""))))
    page.goto(topic.url)
    video = page.locator("video")
    expect(video).to_have_attribute("aria-label", "耕地保护宣传片")
    video.scroll_into_view_if_needed()
    video.focus()
    page.keyboard.press("Space")  # the browser's own controls
    for _try in range(100):
        shown = coloured(video)
        if shown and any(status == 200 and kind.startswith("text/vtt") for status, kind in answers):
            break
        page.wait_for_timeout(100)
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / "20-film.png")
    assert shown, "the film stayed dark"
    assert any(status == 200 and kind.startswith("text/vtt") for status, kind in answers), "no captions came"
    context.close()
    watched(enter(None), topic)


def coloured(video: Locator) -> bool:
    """Say whether the middle of the player shows the film: its pictures are coloured, a player without one is grey."""
    with Image.open(io.BytesIO(video.screenshot())) as picture:
        red, green, blue = picture.convert("RGB").getpixel((picture.width // 2, picture.height // 3))
    return max(red, green, blue) - min(red, green, blue) > 40


def watched(page: Page, topic: TopicPage) -> None:
    """What the player makes of it, told by scripts of the test."""
    page.goto(topic.url)
    at(page, "video.play()")
    page.wait_for_function("document.querySelector('video').currentTime > 0.4")
    assert at(page, "[video.videoWidth, video.videoHeight, video.error]") == [320, 180, None]
    cues = at(
        page,
        "[...video.textTracks].map((one) => [one.mode, one.kind, ...[...one.activeCues].map((cue) => cue.text)])",
    )
    assert cues == [["showing", "captions", "严守耕地红线"]]
    page.locator("video").screenshot(path=PICTURES / "21-captions.png")
    expect(page.locator("details", has_text="严守耕地红线")).to_be_visible()


@pytest.mark.parametrize("name", ["film.mp4", "film.webm", "film.vtt"])
def test_what_is_no_film_and_no_captions_is_not_taken_into_the_library(site, name) -> None:
    with pytest.raises(ValidationError):
        kept(site.department.farmland.liaison, name, b"MZ\x90\x00 <html><script>alert(1)</script>")
