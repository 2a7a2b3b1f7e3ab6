"""Drives the canvas of a topic the way people do: with the mouse, or with the keyboard alone. Counts their acts."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import FrameLocator, Locator, Page, expect

from tests.stories.portal_process import ROOT

STATE = """async () => {
  const { streamOf } = await import('/static/special_topics/canvas/stream.js');
  return JSON.stringify((await streamOf('body')).state());
}"""
PLACE = "✎【"
PICTURES = ROOT / "test-results" / "canvas"
# The outermost elements of the page's tiles: text and box of each, from the top of the document.
BOXES = """(root) => [...root.children].map((element) => {
  const box = element.getBoundingClientRect();
  const view = element.ownerDocument.defaultView;
  return { text: element.textContent.replace(/\\s+/g, ' ').trim(), tile: element.dataset.gkTile || '',
    box: [box.left + view.scrollX, box.top + view.scrollY, box.width, box.height] };
})"""


def heading(tile_id: str, text: str) -> dict[str, Any]:
    """Return a heading as a stream holds it."""
    return {"type": "heading", "value": {"text": text, "level": "h2"}, "id": tile_id}


class CanvasEditor:
    """The canvas of one topic in one browser."""

    def __init__(self, page: Page, topic_id: int) -> None:
        self.page, self.topic_id, self.acts = page, topic_id, 0
        self.console: list[str] = []
        page.on("pageerror", lambda error: self.console.append(str(error)))

    def open(self) -> None:
        """Go to the editor and wait until the canvas can be worked with."""
        self.page.goto(f"/admin/pages/{self.topic_id}/edit/")
        self.wait_ready()

    def wait_ready(self) -> None:
        expect(self.page.locator(".gk-canvas[data-shown][data-ready]")).to_be_attached()

    # --- looking --------------------------------------------------------------------------------------------------
    @property
    def frame(self) -> FrameLocator:
        return self.page.frame_locator(".gk-canvas-frame")

    @property
    def items(self) -> Locator:
        """The tiles in the outline, the page's own entry left out."""
        return self.page.locator(".gk-outline [role=treeitem]:not([data-tile=''])")

    @property
    def chosen(self) -> Locator:
        return self.page.locator(".gk-outline [role=treeitem][aria-selected=true]")

    def state(self) -> list[dict[str, Any]]:
        """The stream as the form holds it."""
        return json.loads(self.state_text())

    def state_text(self) -> str:
        return self.page.evaluate(STATE)

    def types(self) -> list[str]:
        return [tile["type"] for tile in self.state()]

    def says(self, text: str) -> None:
        """Wait until this is announced."""
        expect(self.page.locator(".gk-canvas-live")).to_contain_text(text)

    def boxes(self) -> list[dict[str, Any]]:
        return self.frame.locator(".gk-tiles").evaluate(BOXES)

    def settled(self) -> None:
        """Wait until the page in the frame shows the form's tiles, in their order."""
        expect(self.page.locator(".gk-canvas:not([data-busy])")).to_be_attached()
        self.page.wait_for_function(
            """async () => {
              const { streamOf } = await import('/static/special_topics/canvas/stream.js');
              const ids = (await streamOf('body')).all().map((tile) => tile.id);
              const page = document.querySelector('.gk-canvas-frame').contentDocument;
              const shown = [];
              const walker = page.createTreeWalker(page.body, NodeFilter.SHOW_COMMENT);
              for (let node = walker.nextNode(); node; node = walker.nextNode()) {
                if (node.data.startsWith('tile ')) shown.push(node.data.slice(5));
              }
              return ids.join() === shown.join();
            }"""
        )

    def saved(self) -> None:
        """Wait until Wagtail's autosave has caught up."""
        expect(self.page.locator("#w-autosave-indicator").get_by_text("已保存")).to_be_visible()

    def paused(self) -> None:
        """Wait until autosave has stopped because what was written can't be kept."""
        expect(self.page.locator("#w-autosave-indicator").get_by_text("自动保存已暂停")).to_be_visible()

    # --- with the mouse -------------------------------------------------------------------------------------------
    def add(self, tile_type: str) -> None:
        """Add a tile after the chosen one, or at the end: with one click where it is among the usual ones."""
        before = self.items.count()
        quick = f".gk-canvas-quick [data-quick='{tile_type}']"
        if self.page.locator(quick).count():
            self._click(quick)
        else:
            self._click("[data-act=palette]")
            self._click(f".gk-palette-tile[data-type='{tile_type}']")
        expect(self.items).to_have_count(before + 1)

    def choose(self, number: int) -> None:
        self.acts += 1
        self.items.nth(number).locator(".gk-outline-name").first.click()

    def fill(self, name: str, text: str, number: int = 0) -> None:
        """Write into a field of the chosen tile's form, by the end of its name."""
        self.acts += 1
        self.page.locator(f"#page-edit-form [data-streamfield-child] [name$='-{name}']:visible").nth(number).fill(text)

    def fill_places(self, text: str) -> None:
        """Write a text into every place of the chosen tile that is still to be filled in."""
        form = self.page.locator("#page-edit-form")
        fields = form.locator("[data-streamfield-child] :is(input[type=text], textarea):visible").all()
        for field in [field for field in fields if PLACE in field.input_value()]:
            self.acts += 1
            field.fill(text)
        for editor in form.locator(".public-DraftEditor-content:visible").all():
            if PLACE in editor.inner_text() or not editor.inner_text().strip():
                self.acts += 1
                editor.click()
                self.page.keyboard.press("Control+a")
                self.page.keyboard.type(text)
                expect(editor).to_contain_text(text)

    def act(self, name: str) -> None:
        """Press a button of the chosen tile's bar."""
        self._click(f".gk-canvas-bar [data-act={name}]")

    def _click(self, selector: str) -> None:
        self.acts += 1
        self.page.locator(selector).click()

    # --- with the keyboard ----------------------------------------------------------------------------------------
    def press(self, *keys: str) -> None:
        for key in keys:
            self.acts += 1
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.acts += 1
        self.page.keyboard.type(text)

    def enter_outline(self) -> None:
        """Come to the outline by Tab, as somebody without a mouse does."""
        for _step in range(60):
            if self.page.evaluate("document.activeElement?.getAttribute('role') === 'treeitem'"):
                return
            self.press("Tab")
        raise AssertionError("the outline can't be reached by Tab")

    def add_by_keys(self, label: str) -> None:
        """Add a tile after the chosen one: Insert, a few letters, Enter."""
        before = self.items.count()
        self.press("Insert")
        expect(self.page.locator(".gk-palette input[type=search]")).to_be_focused()
        self.type(label)
        self.press("Enter")
        expect(self.items).to_have_count(before + 1)
        expect(self.chosen).to_be_focused()
