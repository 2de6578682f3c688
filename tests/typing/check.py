"""What the type checkers tell authors of plugins: `python tests/typing/check.py` runs both, strict.

Each file beside this one is an author's. A line marked `# error: why` must be an error for both
checkers, `# error(mypy): why` and `# error(pyright): why` for one of them, any other line for none.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
FILES = sorted(path for path in HERE.glob("*.py") if path.name != Path(__file__).name)
MARK = re.compile(r"# error(?:\((mypy|pyright)\))?: \w")
Line = tuple[str, int]


def marked(checker: str) -> set[Line]:
    """The lines that must be errors for a checker."""
    return {
        (path.name, number)
        for path in FILES
        for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if (found := MARK.search(text)) and found[1] in (None, checker)
    }


def run(folder: Path, *command: str) -> str:
    """What a checker prints in a folder; errors in the files are no failure of it."""
    module = [sys.executable, "-m", *command]
    result = subprocess.run(module, cwd=folder, capture_output=True, text=True, check=False)
    if result.returncode not in (0, 1):
        sys.exit(f"{command[0]} failed:\n{result.stdout}{result.stderr}")
    return result.stdout


def mypy(folder: Path) -> Iterator[tuple[Line, str]]:
    """The errors of mypy, with their lines."""
    for text in run(folder, "mypy", "--strict", ".").splitlines():
        found = re.fullmatch(r"(.*?):(\d+): error: (.*)", text)
        if found:
            yield (found[1], int(found[2])), found[3]


def pyright(folder: Path) -> Iterator[tuple[Line, str]]:
    """The errors of pyright, with their lines."""
    strict = json.dumps({"typeCheckingMode": "strict"})
    (folder / "pyrightconfig.json").write_text(strict, encoding="utf-8")
    said = json.loads(run(folder, "pyright", "--outputjson", "--pythonpath", sys.executable))
    for each in said["generalDiagnostics"]:
        line = (Path(each["file"]).name, each["range"]["start"]["line"] + 1)
        yield line, each["message"].partition("\n")[0]


def main() -> None:
    """Compares what each checker says with the marks; ends with 1 where they differ."""
    report: list[str] = []
    differ = False
    for checker in (mypy, pyright):
        # A copy, so that the settings of this project do not count: authors have their own.
        with tempfile.TemporaryDirectory() as scratch:
            for path in FILES:
                shutil.copy(path, scratch)
            said = dict(checker(Path(scratch)))
        name = checker.__name__
        expected = marked(name)
        missed, unexpected = sorted(expected - set(said)), sorted(set(said) - expected)
        report += [f"{file}:{line}: {name} finds no error here" for file, line in missed]
        report += [f"{each[0]}:{each[1]}: {name}: {said[each]}" for each in unexpected]
        held = len(expected) - len(missed)
        report.append(f"{name}: {held} of {len(expected)} marked lines are errors")
        differ = differ or bool(missed or unexpected or not expected)
    sys.stdout.write("\n".join([*report, ""]))
    sys.exit(differ)


if __name__ == "__main__":
    main()
