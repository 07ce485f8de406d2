"""Stress tests, where a result of some is given."""

from __future__ import annotations

from caseflow.report.blocks import Code, Paragraph, Section
from caseflow.report.material import Material


def stress(material: Material) -> Section:
    """How the models bear absences, waves and vacancies; else how to find out."""
    text = material.language.text
    return Section(
        "stress",
        text("Under stress"),
        [
            Paragraph(
                text(
                    "No stress test was given to this report. It would say how each model bears more sick leave, a "
                    "key post away, a winter wave or a vacancy, and how long it takes to recover. To make one:"
                )
            ),
            Code("caseflow stress CONFIG"),
        ],
    )
