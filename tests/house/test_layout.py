import ast
import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from alignment import embedded
from tests.house.addresses import own_addresses
from tests.house.holding import each

ROOT = embedded.BASE_DIR
APPS = ("accounts", "jobs", "objectives", "kpis", "stories", "reports", "alignment")
SOURCES = [
    path
    for app in APPS
    for path in sorted((ROOT / app).rglob("*.py"))
    if "migrations" not in path.parts
]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STYLES = {path.name: path.read_text() for path in (ROOT / "static" / "css").glob("*.css")}
# A rule that is about one class, or about an element of it.
ABOUT = re.compile(r"(?:^|[{};/])\s*([a-z]*)\.([a-z-]+)([^{};]*)(?=\{)")
FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc", "manager", "managers"}
# Mail programs press “unsubscribe” without a cookie: the sealed address is what allows it.
SEALED = {"reports/views/stopping.py"}
# What has no app above it to speak for: the frame itself.
NAME = re.compile(r"[a-z]+:[a-z]+(-[a-z]+)*")
FILE = r"([a-z]+\.csv)?"
PATH = re.compile(rf"(api/v[0-9]+/)?([a-z]+(-[a-z]+)*/|<(int|uuid|date|str|slug):[a-z_]+>/)*{FILE}")


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def calls(path: Path):
    return [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]


def called(node: ast.Call) -> str:
    return ast.unparse(node.func)


@each(SOURCES, shown)
def test_a_module_is_named_for_a_thing(path):
    assert path.stem not in FORBIDDEN_NAMES


@each(SOURCES, shown)
def test_a_file_stays_short_enough_to_read(path):
    assert len(path.read_text().splitlines()) <= 400


@each(TEMPLATES, shown)
def test_a_template_stays_short_and_carries_no_script_or_style(path):
    text = path.read_text()

    assert len(text.splitlines()) <= 120
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert "|safe" not in text


def spoken_for(styles: Mapping[str, str]) -> dict[str, set[str]]:
    """Return which stylesheets say what each class looks like."""
    found = defaultdict(set)
    for sheet, text in styles.items():
        for element, name, rest in ABOUT.findall(text):
            if element or not rest.strip():
                found[name].add(sheet)
    return found


def test_a_class_has_its_look_from_one_stylesheet():
    twice = {name for name, sheets in spoken_for(STYLES).items() if len(sheets) > 1}
    clash = spoken_for({"one.css": ".beside { display: flex; }", "two.css": "table.beside td {}"})

    assert not twice
    assert clash["beside"] == {"one.css", "two.css"}


@each([path for path in TEMPLATES if path.parent.name == "components"], shown)
def test_a_component_names_its_arguments_first(path):
    assert path.read_text().startswith("{# ")


@each([path for path in SOURCES if "views" in path.parts or path.stem == "views"], shown)
def test_a_page_fetches_only_through_the_door(path):
    fetched = [called(node) for node in calls(path) if ".objects." in called(node)]

    assert fetched == []


@each(SOURCES, shown)
def test_relations_to_fetch_are_named(path):
    bare = [
        called(node)
        for node in calls(path)
        if called(node).endswith("select_related") and not node.args
    ]

    assert bare == []


@each(SOURCES, shown)
def test_nothing_is_marked_safe_or_excused_from_csrf(path):
    text = path.read_text()

    assert "mark_safe" not in text
    assert ("csrf_exempt" in text) == (shown(path) in SEALED)


@each(own_addresses(), lambda address: address.name)
def test_an_address_is_named_app_noun_verb_in_kebab_case(address):
    assert NAME.fullmatch(address.name), address.name
    assert PATH.fullmatch(address.route), address.route
