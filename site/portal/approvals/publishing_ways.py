"""Every way in which the installed Wagtail can change what the public sees, read from its source, and what stops it.

The scan reads Wagtail as text (no import, no running) and lists every function that writes: assignments to the columns
that decide what is public, calls that save, create, move, copy, publish or delete, raw SQL, and write routes of the
API. A hand-kept table beside this file answers for each function found: the test that proves the guard holds
there, or why it can do no harm. A function that the table doesn't know, an answer for a function that is gone, a
test that doesn't exist, and another Wagtail than the one the table was made for are faults.
"""

from __future__ import annotations

import ast
import importlib.util
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import yaml

TABLE = Path(__file__).with_suffix(".yaml")
PACKAGES = ("wagtail", "wagtail_modeladmin")
SKIPPED_FOLDERS = frozenset({"tests", "test", "migrations", "project_template", "locale"})

# Attributes whose value decides what the public sees, and where.
PUBLIC_ATTRIBUTES = frozenset(
    {
        "live", "live_revision", "live_revision_id", "expired", "first_published_at", "last_published_at", "path",
        "depth", "numchild", "slug", "url_path", "title", "file", "root_page", "root_page_id", "hostname", "port",
        "is_default_site", "collection", "collection_id", "alias_of", "alias_of_id", "content_type", "content_type_id",
        "object_id", "content_object", "approved_go_live_at", "go_live_at", "expire_at", "redirect_page",
        "redirect_link", "old_path", "is_permanent", "restriction_type", "password", "groups", "locale",
        "show_in_menus", "alias", "content",
    }
)  # fmt: skip
# Methods that write rows, by what they do. `form.save()` is found by the name, whatever the form.
WRITING_METHODS = {
    "save": "saves", "save_base": "saves", "save_m2m": "saves", "save_form_data": "saves", "save_data": "saves",
    "save_instance": "saves", "save_object": "saves", "save_revision": "saves a revision", "save_all": "saves",
    "bulk_create": "creates", "create": "creates", "get_or_create": "creates", "update_or_create": "creates",
    "create_alias": "creates an alias", "create_object": "creates", "perform_create": "creates",
    "update": "updates by query", "bulk_update": "updates by query", "update_aliases": "updates aliases",
    "_update_descendant_url_paths": "rewrites addresses", "set_url_path": "rewrites addresses",
    "delete": "deletes", "_raw_delete": "deletes", "delete_restrictions": "deletes", "perform_destroy": "deletes",
    "add_child": "adds to the tree", "add_root": "adds to the tree", "add_sibling": "adds to the tree",
    "move": "moves in the tree", "fix_tree": "rebuilds the tree", "_reorder_problem_nodes": "rebuilds the tree",
    "copy": "copies", "copy_for_translation": "copies", "_copy_page": "copies", "copy_for_translation_done": "copies",
    "publish": "publishes", "unpublish": "takes down", "purge_revisions": "removes revisions",
    "approve": "acts in a workflow", "finish": "acts in a workflow", "start": "acts in a workflow",
    "start_workflow": "acts in a workflow", "reject": "acts in a workflow", "on_action": "acts in a workflow",
    "resume": "acts in a workflow", "cancel": "acts in a workflow", "execute": "carries out an action or SQL",
    "execute_action": "carries out an action or SQL", "execute_task": "acts in a workflow",
    "execute_function": "carries out an action or SQL", "raw": "raw SQL", "executemany": "carries out an action or SQL",
    "generate_uploaded_file": "writes a file", "create_rendition": "writes a file", "_save": "writes a file",
}  # fmt: skip
# Rows that hang on others: many-to-many and reverse relations. Counted where the receiver is a relation, not a set.
RELATION_METHODS = frozenset({"add", "remove", "set", "clear"})
ROUTE_METHODS = frozenset({"post", "put", "patch", "delete"})
FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass
class Way:
    """One function of Wagtail that writes, and in which manners."""

    where: str
    manners: set[str] = field(default_factory=set)


class _Scan(ast.NodeVisitor):
    """Collects the writes of one module by qualified function name."""

    def __init__(self, module: str) -> None:
        self.module = module
        self.scope: list[str] = []
        self.ways: dict[str, Way] = {}

    def note(self, manner: str) -> None:
        where = f"{self.module}:{'.'.join(self.scope) or '(module)'}"
        self.ways.setdefault(where, Way(where)).manners.add(manner)

    def _enter(self, node: ast.ClassDef | FUNCTIONS) -> None:
        self.scope.append(node.name)
        self.generic_visit(node)
        self.scope.pop()

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._enter(node)

    def visit_FunctionDef(self, node: FUNCTIONS) -> None:
        self.scope.append(node.name)
        for decorator in node.decorator_list:
            if _is_write_route(decorator):
                self.note("write route of the API")
        self.scope.pop()
        self._enter(node)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Assign(self, node: ast.Assign) -> None:
        for target in node.targets:
            for part in ast.walk(target):
                if isinstance(part, ast.Attribute) and isinstance(part.ctx, ast.Store):
                    self._set(part.attr)
        self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        if isinstance(node.target, ast.Attribute):
            self._set(node.target.attr)
        self.generic_visit(node)

    def _set(self, attribute: str) -> None:
        if attribute in PUBLIC_ATTRIBUTES:
            self.note(f"sets `{attribute}`")

    def visit_Call(self, node: ast.Call) -> None:
        if isinstance(node.func, ast.Name) and node.func.id == "setattr":
            self.note("sets by name")
        if isinstance(node.func, ast.Name) and node.func.id.endswith("Action"):
            self.note(f"makes a `{node.func.id}`")
        if isinstance(node.func, ast.Attribute):
            self._method(node, node.func)
        for keyword in node.keywords:
            if keyword.arg == "update_fields":
                self.note("names `update_fields`")
        self.generic_visit(node)

    def _method(self, node: ast.Call, func: ast.Attribute) -> None:
        if func.attr in RELATION_METHODS and isinstance(func.value, ast.Attribute):
            self.note(f"writes a relation (`{func.value.attr}.{func.attr}`)")
        manner = WRITING_METHODS.get(func.attr)
        if manner and not _is_dictionary_call(node, func):
            self.note(f"{manner} (`{func.attr}`)")


def _is_write_route(decorator: ast.expr) -> bool:
    return (
        isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Attribute)
        and decorator.func.attr in ROUTE_METHODS
        and ast.unparse(decorator.func.value).endswith(("router", "api"))
    )


def _is_dictionary_call(node: ast.Call, func: ast.Attribute) -> bool:
    """Tell ``some_dict.update({...})`` and ``some_dict.copy()`` from writes: only querysets take keywords alone."""
    if func.attr == "update":
        return bool(node.args) or not node.keywords
    if func.attr == "copy":
        return ast.unparse(func.value) in {"copy", "self.GET", "request.GET"} or (not node.args and not node.keywords)
    return False


def scan() -> dict[str, Way]:
    """Read the installed packages; return the writing functions by ``module:qualified name``."""
    found: dict[str, Way] = {}
    for package in PACKAGES:
        for module, path in _modules(package):
            reader = _Scan(module)
            reader.visit(ast.parse(path.read_text(encoding="utf-8"), str(path)))
            found.update(reader.ways)
    return dict(sorted(found.items()))


def _modules(package: str) -> Iterator[tuple[str, Path]]:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise LookupError(f"{package} is not installed")
    root = Path(spec.origin).parent
    for path in sorted(root.rglob("*.py")):
        parts = path.relative_to(root.parent).with_suffix("").parts
        if not SKIPPED_FOLDERS.intersection(parts[1:]):
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


@dataclass(frozen=True)
class Answer:
    """What the hand-kept table says of some functions: the test that guards them, or why they can do no harm.

    ``not_installed`` names an app of Wagtail that the portal leaves out; installing it makes the answer a fault.
    """

    where: tuple[str, ...]
    what: str = ""
    test: str = ""
    why_harmless: str = ""
    not_installed: str = ""

    def __str__(self) -> str:
        if self.test:
            return f"`{self.test.removeprefix('tests/')}`"
        return f"`{self.not_installed}` is not installed." if self.not_installed else self.why_harmless


@dataclass(frozen=True)
class Table:
    """The hand-kept table: the Wagtail it was made for, answers for its functions, and ways beside Wagtail."""

    versions: dict[str, str]
    answers: tuple[Answer, ...]
    beside: tuple[Answer, ...]

    def by_function(self) -> dict[str, Answer]:
        return {where: answer for answer in self.answers for where in answer.where}


def read_table(path: Path = TABLE) -> Table:
    """Read the hand-kept table; KeyError or TypeError where it is malformed."""
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Table(raw["versions"], _answers(raw["answers"]), _answers(raw["beside_wagtail"]))


def _answers(rows: list[dict]) -> tuple[Answer, ...]:
    return tuple(Answer(**{**row, "where": tuple(row["where"])}) for row in rows)


def faults(ways: dict[str, Way], table: Table, root: Path, installed_apps: Iterable[str]) -> list[str]:
    """Say everything in which the table does not answer for the installed Wagtail; an empty list when it does."""
    answers = table.by_function()
    found = [
        f"{package} is {version(package)}; the table was made for {made_for}: read what changed, then record it."
        for package, made_for in table.versions.items()
        if version(package) != made_for
    ]
    found += [f"{where} writes, and the table does not answer for it." for where in ways if where not in answers]
    found += [f"{where} is answered for, and is gone or writes nothing." for where in answers if where not in ways]
    named = [where for answer in (*table.answers, *table.beside) for where in answer.where]
    found += [f"{where} is answered for twice." for where in sorted({w for w in named if named.count(w) > 1})]
    for answer in (*table.answers, *table.beside):
        found += _faults_of(answer, root, set(installed_apps))
    return found


def _faults_of(answer: Answer, root: Path, installed_apps: set[str]) -> list[str]:
    given = [text for text in (answer.test, answer.why_harmless, answer.not_installed) if text]
    if not answer.where:
        return [f"An answer names no function: {answer}"]
    name = answer.where[0]
    if len(given) != 1:
        return [f"{name}: give one of test, why_harmless and not_installed."]
    if answer.test and not has_test(answer.test, root):
        return [f"{name}: there is no test {answer.test}"]
    if answer.not_installed in installed_apps:
        return [f"{name}: {answer.not_installed} is installed now."]
    return []


def has_test(node_id: str, root: Path) -> bool:
    """Say whether ``tests/…/test_x.py::test_name`` (or ``::Class::test_name``) is written down in the tests."""
    file, *names = node_id.split("::")
    path = root / file
    if not names or not path.is_file():
        return False
    body: list[ast.stmt] = ast.parse(path.read_text(encoding="utf-8"), str(path)).body
    for name in names:
        node = next((n for n in body if isinstance(n, FUNCTIONS | ast.ClassDef) and n.name == name), None)
        if node is None:
            return False
        body = node.body
    return names[-1].startswith("test_")


def render(ways: dict[str, Way], table: Table) -> str:
    """Return docs/publishing-ways.md."""
    answers = table.by_function()
    versions = ", ".join(f"{package} {made_for}" for package, made_for in table.versions.items())
    tested = sum(1 for where in ways if where in answers and answers[where].test)
    counts = f"{len(ways)} writing functions, {tested} with a test that attacks them, {len(ways) - tested} harmless"
    lines = [
        "# Ways to publish",
        "",
        "Made by `manage.py publishing_ways`, which reads the source of the installed Wagtail for every function that",
        "writes what the public may see, and joins it with `site/portal/approvals/publishing_ways.yaml`. Do not edit.",
        "",
        f"{versions}: {counts}.",
        "",
        "## Beside Wagtail",
        "",
        "| way | answer |",
        "|---|---|",
        *(
            f"| {answer.what}: {', '.join(f'`{where}`' for where in answer.where)} | {answer} |"
            for answer in table.beside
        ),
    ]
    chapter = ""
    for where, way in ways.items():
        module, function = where.split(":")
        if (here := ".".join(module.split(".")[:2])) != chapter:
            chapter = here
            lines += ["", f"## {chapter}", "", "| function | how it writes | answer |", "|---|---|---|"]
        name = f"`{module.removeprefix(chapter).lstrip('.')}:{function}`".replace("`:", "`")
        answer = answers.get(where)
        what = f"{answer.what}: " if answer and answer.what else ""
        lines.append(f"| {name} | {', '.join(sorted(way.manners))} | {what}{answer or '**no answer**'} |")
    return "\n".join(lines) + "\n"
