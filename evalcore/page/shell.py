"""Shell: the file around a page. Nothing in it is run or shown but what the hashes name."""

from __future__ import annotations

import json
from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from evalcore.page.markup import Markup, joined, tag
from evalcore.page.program import script


def whole(title: str, body: Markup, data: Any, code: str, behaviour: str) -> str:
    """The file: what is shown, what it is made of, the script that evaluates, and the page's own.

    Without JavaScript it is read as it stands.
    """
    style = look()
    policy = "; ".join(
        [
            "default-src 'none'",
            f"script-src {_hash(code)} {_hash(behaviour)}",
            f"style-src {_hash(style)}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )
    head = joined(
        [
            # Quotes stay as they are: within a double-quoted value they end nothing.
            Markup(f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'),
            Markup('<meta charset="utf-8">\n'),
            tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
            tag("title", title),
            Markup(f"<style>{style}</style>"),
        ]
    )
    scripts = (
        f'<script type="application/json" id="evalcore-data">{in_script(data)}</script>\n'
        f'<script id="evalcore-code">{code}</script>\n<script>{behaviour}</script>'
    )
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>{head}</head>\n'
        f"<body>\n{body}\n{scripts}\n</body>\n</html>\n"
    )


def in_script(data: Any) -> str:
    """Plain data as JSON that can end no element."""
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    text = text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


@cache
def look() -> str:
    """The style of every page."""
    text = files("evalcore").joinpath("page/looks/page.css").read_text(encoding="utf-8")
    lines = [line.strip() for line in text.splitlines()]
    return "\n".join(line for line in lines if line and not line.startswith("/*"))


def own_script(*names: str, **constants: str) -> str:
    """The behaviour of a page: our scripts, in a function of their own, with these constants."""
    given = [f"const {name} = {text};" for name, text in constants.items()]
    body = "\n".join([*given, *(script("page", "scripts", name) for name in names)])
    return f"(() => {{\n{body}\n}})();"


def _hash(text: str) -> str:
    digest = b64encode(sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"
