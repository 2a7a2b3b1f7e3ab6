"""Whatever the moment something is typed in, it is saved."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from special_topics.models import TopicPage
from tests.stories.canvas_editor import CanvasEditor

pytestmark = [
    pytest.mark.browser,
    pytest.mark.usefixtures("django_db_setup"),  # before the browser's event loop runs in this thread
    pytest.mark.django_db(transaction=True),
]

WRITE = """const write = () => {
  const field = document.querySelector('input[name="body-0-value-text"]');
  field.value += '，寸土不让';
  field.dispatchEvent(new Event('input', { bubbles: true }));
};"""
# As soon as one can: before Wagtail takes down for the second time how the form was.
AT_ONCE = """new MutationObserver((_changes, observer) => {
  if (!document.querySelector('.gk-canvas[data-ready]')) return;
  observer.disconnect();
  write();
}).observe(document, { subtree: true, childList: true, attributes: true });"""
WHILE_IT_IS_SAVED = "document.addEventListener('w-autosave:success', write, { capture: true, once: true });"


def first_heading(topic: TopicPage) -> str:
    [first, *_rest] = TopicPage.objects.get(pk=topic.pk).get_latest_revision_as_object().body
    return first.value["text"]


@pytest.mark.parametrize(
    ("moment", "typed"),
    [pytest.param(AT_ONCE, "", id="at-once"), pytest.param(WHILE_IT_IS_SAVED, "严守红线", id="while-it-is-saved")],
)
def test_nothing_typed_is_held_for_stored_before_it_is(enter, site, topic, moment, typed) -> None:
    canvas = CanvasEditor(enter(site.department.farmland.liaison, 1440), topic.pk)
    canvas.page.add_init_script(f"(() => {{ {WRITE} {moment} }})()")
    canvas.open()
    canvas.choose(0)
    if typed:
        with canvas.page.expect_response(lambda answer: answer.request.method == "POST" and "/edit/" in answer.url):
            canvas.fill("text", typed)
    with canvas.page.expect_response(lambda answer: answer.request.method == "POST" and "/edit/" in answer.url):
        pass
    canvas.saved()
    wanted = f"{typed or '守住红线'}，寸土不让"
    expect(canvas.page.locator("input[name='body-0-value-text']")).to_have_value(wanted)
    assert first_heading(topic) == wanted
    assert canvas.console == []
