"""The canvas's pure modules, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

pytestmark = [
    pytest.mark.browser,
    pytest.mark.usefixtures("django_db_setup"),  # before the browser's event loop runs in this thread
]
FOLDER = "/static/special_topics/canvas"

PLANS = """async (folder) => {
  const { plan } = await import(`${folder}/plan.js`);
  let seed = 7;
  const chance = (many) => { seed = (seed * 1103515245 + 12345) % 2147483648; return seed % many; };
  const wrong = [];
  for (let round = 0; round < 2000; round += 1) {
    const ids = [...'abcdefgh'].sort(() => chance(3) - 1);
    const now = ids.slice(0, chance(9));
    const then = [...'abcdefghij'].sort(() => chance(3) - 1).slice(0, chance(11));
    const kept = now.map((id) => then.includes(id) && chance(4) > 0);
    const list = [...now];
    const stayed = new Set(now.filter((id, index) => kept[index]));
    plan(now, kept, then).forEach((step) => {
      if (step.act === 'remove') list.splice(step.index, 1);
      else if (step.act === 'insert') { list.splice(step.index, 0, then[step.index]); stayed.delete(then[step.index]); }
      else list.splice(step.index, 0, ...list.splice(step.from, 1));
    });
    const untouched = now.filter((id, index) => kept[index]).every((id) => stayed.has(id));
    if (list.join() !== then.join() || !untouched) wrong.push([now, kept, then, list]);
  }
  return wrong;
}"""

HISTORY = """async (folder) => {
  const { History } = await import(`${folder}/history.js`);
  let time = 0;
  const tile = (id, value) => ({ type: 'heading', value, id });
  const history = new History([tile('a', '')], () => time);
  const typed = (value, after) => { time += after; return history.record([tile('a', value)], true); };
  const said = [typed('x', 100), typed('xy', 100), typed('xy', 100), typed('xyz', 3000)];
  const back = [history.undo(), history.undo(), history.undo()];
  const forth = [history.redo(), history.redo(), history.redo()];
  history.undo();
  history.record([tile('b', '')]);
  return { said, back, forth, gone: history.redo(), can: [history.canUndo, history.canRedo] };
}"""

AGAIN = """async (folder) => {
  const { History } = await import(`${folder}/history.js`);
  const tile = (id, value) => ({ type: 'heading', value, id });
  const first = new History([tile('a', '')]);
  first.record([tile('a', ''), tile('b', 'x')]);
  first.record([tile('a', ''), tile('b', 'y')]);
  first.undo();
  const drawn = [tile('a', ''), tile('b', 'x as the server writes it')];
  const again = new History(drawn);
  const others = new History([tile('c', '')]);
  const kept = first.text();
  const resumed = [again.resume(kept, drawn), others.resume(kept, [tile('c', '')]), others.resume('', [])];
  return { resumed, forth: again.redo(), back: [again.undo(), again.undo(), again.undo()], others: others.canUndo };
}"""

CLIPBOARD = """async (folder) => {
  const { keep, kept } = await import(`${folder}/clipboard.js`);
  localStorage.clear();
  const found = [kept()];
  localStorage.setItem('gk-canvas-copied', '{"not":');
  found.push(kept());
  localStorage.setItem('gk-canvas-copied', '{"type": 3}');
  found.push(kept());
  keep({ type: 'heading', value: { text: '耕地' }, id: 'a' });
  return [...found, kept()];
}"""


SHARES = """async (folder) => {
  const { shares, nearest } = await import(`${folder}/columns.js`);
  const widths = [12, 9, 8, 6, 4, 3];
  const shared = [[6, 6], [4, 4], [3, 4], [12, 12]].map(([left, right]) => shares(left, right, widths));
  return [...shared, nearest([3, 4, 6], 4.9)];
}"""


FREQUENT = """async (folder) => {
  const { frequent } = await import(`${folder}/quick.js`);
  const offered = ['row', 'image', 'heading', 'rich_text', 'faq'];
  return [frequent([], offered), frequent(['faq', 'gone', 'row'], offered)];
}"""


@pytest.fixture
def script(page: Page, live_server):
    """Return a function that runs a script beside the modules."""
    page.goto(f"{live_server.url}{FOLDER}/plan.js")
    return lambda text: page.evaluate(text, FOLDER)


def test_a_plan_leads_to_what_is_wanted_and_leaves_what_stays(script) -> None:
    assert script(PLANS) == []


def test_history_goes_back_and_forth_and_takes_typing_together(script) -> None:
    found = script(HISTORY)
    assert found["said"] == [True, True, False, True]
    assert [state and state[0]["value"] for state in found["back"]] == ["xy", "", None]
    assert [state and state[0]["value"] for state in found["forth"]] == ["xy", "xyz", None]
    assert found["gone"] is None and found["can"] == [True, False]


def test_history_goes_on_where_the_same_tiles_are_drawn_anew(script) -> None:
    found = script(AGAIN)
    assert found["resumed"] == [True, False, False] and not found["others"]
    assert [tile["value"] for tile in found["forth"]] == ["", "y"]
    said = [state and [tile["value"] for tile in state] for state in found["back"]]
    assert said == [["", "x as the server writes it"], [""], None]


def test_what_others_left_in_the_clipboard_is_no_tile(script) -> None:
    assert script(CLIPBOARD) == [None, None, None, {"type": "heading", "value": {"text": "耕地"}, "id": "a"}]


def test_two_columns_share_what_they_have_together_in_widths_that_there_are(script) -> None:
    assert script(SHARES) == [[3, 4, 6, 8, 9], [4], [3, 4], [12], 4]


def test_what_was_used_last_comes_before_the_usual_and_nothing_that_is_not_offered(script) -> None:
    assert script(FREQUENT) == [
        ["heading", "rich_text", "image", "row"],
        ["faq", "row", "heading", "rich_text", "image"],
    ]
