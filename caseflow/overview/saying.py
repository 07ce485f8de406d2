"""What the command line says beside its tables: what goes on, what was written, how wide a window is wanted."""

from __future__ import annotations

from caseflow.language import msgid

PROGRESS = {
    word: word
    for word in (msgid("simulating"), msgid("replaying"), msgid("writing"), msgid("futures"), msgid("sections"))
}
"""The words of a progress bar."""

WROTE = msgid("wrote {path}; open it in a browser, which also prints it to a PDF")
WROTE_STARTER = msgid("wrote {file}; put your figures in, then: caseflow check {file}")
UNSEEN = msgid(
    "A figure that is 0, or a share that is 100%, in every future has no interval: anything else may be impossible "
    "there, or only rare."
)
WIDEST = msgid("lines of tables have up to {widest} characters: in a window so wide they are not broken")
