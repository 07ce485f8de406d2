"""The report in a real browser: at the width of a phone, of a desk and of paper, in both languages."""

import base64
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.report import browser
from tests.report.browser import Browser

PHONE, TABLET, LAPTOP, DESK, PAPER = 390, 820, 1000, 1280, 680
"""CSS pixels; A4 less its margins has 180 mm. A window hardly narrower than LAPTOP has cards instead of tables."""

VIEWS = [(PHONE, "screen"), (TABLET, "screen"), (LAPTOP, "screen"), (DESK, "screen"), (PAPER, "print")]

WIDER = """
[document.documentElement, ...document.body.querySelectorAll('*')].filter(element =>
    element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).display !== 'inline'
    && !element.closest('thead') && !(innerWidth < 500 && element.tagName === 'FIGURE')
).map(element => element.tagName + ': ' + element.textContent.trim().slice(0, 60))
"""
"""Elements whose content is wider than they are: it is cut, or makes the page scroll sideways."""

OUTSIDE = """
[...document.body.querySelectorAll('p, li, th, td, dt, dd, h1, h2, h3')].filter(element => {
    const {left, right} = element.getBoundingClientRect();
    return (left < 0 || right > innerWidth + 1) && !element.closest('thead');
}).map(element => element.tagName + ': ' + element.textContent.trim().slice(0, 60))
"""

OVERLAPPING = """
(() => {
    const told = 'p, li, th, td, dt, dd, h1, h2, h3, img';
    const boxes = [...document.body.querySelectorAll(told)]
        .filter(element => !element.querySelector(told) && !(innerWidth < 992 && element.closest('thead')))
        .map(element => [element, element.getBoundingClientRect()])
        .filter(([, box]) => box.width && box.height)
        .sort(([, one], [, other]) => one.top - other.top);
    const found = [];
    boxes.forEach(([element, box], place) => {
        for (const [other, its] of boxes.slice(place + 1)) {
            if (its.top >= box.bottom - 1) break;
            if (its.left < box.right - 1 && box.left < its.right - 1)
                found.push(element.textContent.trim().slice(0, 40) + ' / ' + other.textContent.trim().slice(0, 40));
        }
    });
    return found;
})()
"""

BROKEN = """
(() => {
    const found = [], texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const text = texts.currentNode;
        if (innerWidth < 992 && text.parentElement.closest('thead')) continue;
        for (const {0: interval, index} of text.data.matchAll(/\\[[^\\[\\]]*\\]/g)) {
            const range = document.createRange();
            range.setStart(text, index);
            range.setEnd(text, index + interval.length);
            if (new Set([...range.getClientRects()].map(box => Math.round(box.top))).size > 1) found.push(interval);
        }
    }
    return found;
})()
"""
"""Intervals that lie on two lines."""

PALE = """
(() => {
    const parts = color => color.match(/[\\d.]+/g).map(Number);
    const light = color => parts(color).slice(0, 3).map(part => part / 255)
        .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
        .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0);
    const behind = element => {
        for (let one = element; one; one = one.parentElement) {
            const color = getComputedStyle(one).backgroundColor, [, , , opaque = 1] = parts(color);
            if (opaque > 0) return color;
        }
        return 'rgb(255, 255, 255)';
    };
    return [...document.body.querySelectorAll('*')]
        .filter(element => [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
        .map(element => [element, light(getComputedStyle(element).color), light(behind(element))])
        .filter(([, ink, paper]) => (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05) < 4.5)
        .map(([element]) => element.tagName + ': ' + element.textContent.trim().slice(0, 60));
})()
"""
"""Text with less contrast than WCAG 2.2 asks for at level AA."""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    program = browser.find()
    if program is None or subprocess.run([program, "--version"], capture_output=True).returncode:
        pytest.skip("no Chromium found: install one, or name one by the environment variable CHROMIUM")
    with browser.running(program) as found:
        yield found


@pytest.fixture(scope="module", params=["council", "analyst"])
def opened(request: pytest.FixtureRequest, chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Browser:
    """The council edition in English, the analyst edition in Norwegian."""
    path = tmp_path_factory.mktemp("pages") / f"{request.param}.html"
    path.write_text(request.getfixturevalue(request.param), encoding="utf-8")
    chromium.open(path)
    chromium.ask("document.querySelectorAll('details').forEach(folded => folded.open = true)")
    return chromium


@pytest.mark.parametrize(("width", "media"), VIEWS)
def test_nothing_is_cut_and_nothing_overlaps(opened: Browser, width: int, media: str):
    opened.show(width, media)
    assert opened.ask("innerWidth") == width
    assert opened.ask(WIDER) == []
    assert opened.ask(OUTSIDE) == []
    assert opened.ask(OVERLAPPING) == []
    assert opened.ask(BROKEN) == []


def test_every_picture_is_there_and_fits(opened: Browser):
    opened.show(DESK)
    pictures = opened.ask("[...document.images].map(img => [img.complete, img.naturalWidth, img.clientWidth])")
    assert len(pictures) >= 3
    assert [one for one in pictures if not one[0] or one[1] < one[2] or one[2] > DESK] == []


def test_all_text_has_contrast_enough(opened: Browser):
    opened.show(DESK)
    assert opened.ask(PALE) == []


def test_text_that_is_too_pale_would_be_found(opened: Browser):
    opened.ask("document.querySelector('h1').style.color = '#999'")
    assert [tag for tag in opened.ask(PALE) if tag.startswith("H1")] != []
    opened.ask("document.querySelector('h1').style.color = ''")


def test_what_is_cut_or_overlaps_would_be_found(opened: Browser):
    opened.show(PHONE)
    opened.ask("document.querySelector('h1').style.whiteSpace = 'nowrap'")
    opened.ask("document.querySelector('h1').textContent = 'Kommune '.repeat(20)")
    opened.ask("document.querySelector('.subtitle').style.marginTop = '-3rem'")
    opened.ask("document.querySelector('.stamp').textContent = '[1 to 2 ' + 'or more '.repeat(20) + ']'")
    assert [tag for tag in opened.ask(WIDER) if tag.startswith("HTML")] != []
    assert opened.ask(OVERLAPPING) != []
    assert [interval for interval in opened.ask(BROKEN) if interval.startswith("[1 to 2")] != []
    opened.send("Page.reload")
    while not opened.ask("document.readyState === 'complete' && !document.querySelector('h1').style.whiteSpace"):
        pass


def test_it_asks_for_nothing_and_complains_of_nothing(opened: Browser):
    asked = [
        event["params"]["request"]["url"] for event in opened.events if event["method"] == "Network.requestWillBeSent"
    ]
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert [event for event in opened.events if event["method"] in ("Log.entryAdded", "Runtime.exceptionThrown")] == []


def test_it_prints_to_pages_of_a4(opened: Browser, tmp_path: Path):
    opened.show(PAPER, "print")
    printed = base64.b64decode(opened.send("Page.printToPDF", preferCSSPageSize=True)["data"])
    assert printed.startswith(b"%PDF")
    boxes = {tuple(round(float(n)) for n in box.split()) for box in re.findall(rb"/MediaBox \[([\d. ]+)\]", printed)}
    assert boxes == {(0, 0, 595, 842)}


MOST_PAGES = 12
"""A council reads no more."""


def test_a_council_gets_few_pages_on_paper_however_many_models_there_are(many: str, chromium: Browser, tmp_path: Path):
    (tmp_path / "many.html").write_text(many, encoding="utf-8")
    chromium.open(tmp_path / "many.html")
    chromium.send("Emulation.clearDeviceMetricsOverride")
    chromium.send("Emulation.setEmulatedMedia", media="")
    paper = base64.b64decode(chromium.send("Page.printToPDF", preferCSSPageSize=True)["data"])
    assert 1 < len(re.findall(rb"/Type\s*/Page[^s]", paper)) <= MOST_PAGES
