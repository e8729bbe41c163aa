"""`python -m tests.glossary` writes the glossary of db.vocabulary into the README."""

from db.engine import ROOT
from tests import reading

if __name__ == "__main__":
    readme = ROOT / "README.md"
    text = readme.read_text("utf-8")
    readme.write_text(text.replace(reading.between(text, "glossary"), reading.glossary()), "utf-8")
