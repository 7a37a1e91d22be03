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
SHEETS = [form for form in vars(sheets).values() if isinstance(form, sheets.SheetForm)]
# What an export writes for another installation to read, not for people to fill in.
TOLD = {"people", "judgements", "agreements", "not_blanks"}


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
