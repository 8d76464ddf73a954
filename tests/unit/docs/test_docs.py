"""What the documents name exists, and they agree on the release."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[3]
PAGES = sorted((ROOT / "docs").glob("*.md"))
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *PAGES]
REFERENCE = ("config.md", "contracts.md", "glossary.md", "oddities.md")
# Their tables of results do not count.
WITH_RESULTS = (
    "explanation", "paper", "people", "referee", "reliability", "scaling", "science", "table_iii",
)  # fmt: skip


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_test_that_is_named_exists(document):
    source = "\n".join(file.read_text() for file in (ROOT / "tests").rglob("test_*.py"))
    defined = set(re.findall(r"^def (test_\w+)", source, flags=re.MULTILINE))
    named = set(re.findall(r"`(test_\w+)`", document.read_text()))
    files = {file.stem for file in (ROOT / "tests").rglob("test_*.py")}
    columns_and_settings = {"test_clips", "test_share"}
    assert named - defined - files - columns_and_settings == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(document):
    text = document.read_text()
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
        assert target.startswith("http") or (document.parent / target).exists(), target


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_section_that_a_link_names_exists(document):
    for name, section in re.findall(r"\]\(([^)#\s:]*)#([^)]+)\)", document.read_text()):
        target = (document.parent / (name or document)).read_text()
        headings = re.findall(r"^#+ (.*)$", target.lower(), flags=re.MULTILINE)
        anchors = {re.sub(r"[^\w\- ]", "", heading).replace(" ", "-") for heading in headings}
        assert section in anchors, f"{name}#{section}"


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_a_page_is_read_in_a_few_minutes(page):
    text = re.sub(r"<!--.*?-->", "", page.read_text("utf-8"))
    if page.stem in WITH_RESULTS:
        text = re.sub(r"^\|.*$", "", text, flags=re.MULTILINE)
    words = [word for word in text.split() if re.search(r"\w", word)]
    assert len(words) <= 800 or page.name in REFERENCE


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_of_the_project_that_is_named_exists(document):
    """Paths in backticks that begin with a folder of the project, but for patterns."""
    text = document.read_text()
    folders = "workflow|tests|docs|envs|profiles|benchmarks"
    for path in re.findall(rf"`((?:{folders})/[^`\s{{*…]*)`", text):
        assert (ROOT / path).exists(), path


def test_the_newest_release_is_the_version_to_cite():
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")
    releases = re.findall(r"^## \[?(\d+\.\d+\.\d+)\b", changes, flags=re.MULTILINE)
    assert releases[0] == yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))["version"]
