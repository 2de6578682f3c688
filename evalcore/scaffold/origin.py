"""Where this evalcore was installed from, so that somebody else's environment gets the same one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, distribution
from typing import Any, cast
from urllib.parse import urlsplit
from urllib.request import url2pathname

from evalcore.extend.finding import DISTRIBUTION


def source() -> str:
    """What `pip install` takes: a folder, a wheel, a git URL; '' where an index has it.

    As pip has noted it (PEP 610).
    """
    noted = direct_url()
    url = str(noted.get("url", ""))
    if isinstance(noted.get("vcs_info"), Mapping):
        vcs: Mapping[str, Any] = noted["vcs_info"]
        commit = f"@{vcs['commit_id']}" if vcs.get("commit_id") else ""
        return f"{DISTRIBUTION} @ {vcs.get('vcs', 'git')}+{url}{commit}"
    parts = urlsplit(url)
    return url2pathname(parts.path) if parts.scheme == "file" else url


def direct_url() -> Mapping[str, Any]:
    """What pip noted of where it came from; nothing for what came from an index."""
    try:
        text = distribution(DISTRIBUTION).read_text("direct_url.json")
    except PackageNotFoundError:
        return {}
    found: Any = json.loads(text or "{}")
    return cast("Mapping[str, Any]", found) if isinstance(found, Mapping) else {}
