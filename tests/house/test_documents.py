"""What users read says what is so."""

import re

import pytest

from alignment import embedded
from reports.exchange import sheets

ROOT = embedded.BASE_DIR
DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
GUIDE = sorted((ROOT / "docs" / "guide").rglob("*.md"))
SHEETS = [form for form in vars(sheets).values() if isinstance(form, sheets.SheetForm)]
# What an export writes for another installation to read, not for people to fill in.
TOLD = {"people", "judgements", "agreements", "not_blanks"}


@pytest.fixture(scope="module")
def said_by_the_product():
    """Return every word in templates and in what makes pages, whichever way it is wrapped."""
    apps = ("accounts", "jobs", "objectives", "kpis", "stories", "reports")
    sources = [*(ROOT / "templates").rglob("*.html")]
    sources += [path for app in apps for path in (ROOT / app).rglob("*.py")]
    return " ".join(" ".join(path.read_text() for path in sources).split())


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_the_workbook_page_lists_every_column_that_people_may_write(sheet):
    text = (ROOT / "docs" / "workbook.md").read_text()

    assert f"`{sheet.name}`" in text
    if sheet.name not in TOLD:
        line = next(line for line in text.splitlines() if line.startswith(f"| `{sheet.name}`"))
        assert set(re.findall(r"[a-z_]+", line)) >= {column.name for column in sheet.columns}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_document_links_only_to_what_exists(document):
    targets = re.findall(r"\]\(([^)#]+)\)", document.read_text())

    missing = [
        target
        for target in targets
        if "://" not in target and not (document.parent / target).exists()
    ]

    assert missing == []


@pytest.mark.parametrize("document", GUIDE, ids=lambda path: path.name)
def test_the_guide_names_what_is_pressed_and_read_as_the_pages_do(document, said_by_the_product):
    named = re.findall(r"(?<![*\w])\*([^*]+)\*(?!\*)", document.read_text())
    steps = [step for words in named for step in " ".join(words.split()).split(" → ")]

    unknown = [words for words in steps if words not in said_by_the_product]

    assert unknown == []
