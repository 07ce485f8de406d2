"""Sections about limits missed, which have nothing to tell where none fell."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from caseflow.comparison.findings import Compared
from caseflow.report.blocks import Block, Paragraph, Section
from caseflow.report.material import Material


def section_of_limits(
    material: Material, key: str, title: str, blocks: Callable[[Material, Compared], Iterator[Block]]
) -> Section:
    """A section of blocks about limits missed; where no limit fell it says only that."""
    if material.limits is None:
        return Section(key, title, [Paragraph(material.language.text("No legal limit fell in the simulated years."))])
    return Section(key, title, list(blocks(material, material.limits)))
