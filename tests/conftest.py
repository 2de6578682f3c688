"""What all tests share: how hypothesis searches."""

from __future__ import annotations

import os

from hypothesis import settings

# A slow machine is no fault of the code. In CI the same examples run each time, so that what lands
# is what was tested; elsewhere every run looks for new ones.
settings.register_profile("evalcore", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "evalcore")
