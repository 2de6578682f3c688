"""The writer of mails (.eml): drafts that a mail program opens, looks over and sends.

Each holds the document twice: as plain text, and as a page.
"""

from __future__ import annotations

import re
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formataddr
from hashlib import sha256

from evalcore.reports.document import Document, plain
from evalcore.reports.html import as_html
from evalcore.reports.terminal import as_text

WIDTH = 72  # columns of the plain text, as mails have them
_ADDRESS = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_WHO = re.compile(rf"(?P<name>[^<>@]*)<(?P<in>{_ADDRESS})>|(?P<bare>{_ADDRESS})", re.ASCII)


def as_eml(document: Document) -> bytes:
    """The draft. A sender or receiver without an address, `CFO <cfo@example.org>`, is left out."""
    text, page = as_text(document, width=WIDTH), as_html(document)
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = plain(document.title).strip()
    for name, who in (("From", document.sender), ("To", document.receiver)):
        found = _address(who)
        if found:
            mail[name] = found
    mail["Content-Language"] = document.language
    mail["X-Unsent"] = "1"
    mail.set_content(text, cte="quoted-printable")
    mail.add_alternative(page, subtype="html", cte="quoted-printable")
    mail.set_boundary(sha256(f"{text}{page}".encode()).hexdigest())  # the same for the same letter
    return mail.as_bytes()


def _address(who: str) -> str:
    """`Anna <anna@example.org>`; nothing where it holds no address."""
    found = _WHO.fullmatch(plain(who).strip())
    return (
        formataddr(((found["name"] or "").strip(), found["in"] or found["bare"])) if found else ""
    )
