"""`evalcore new plugin`: what it writes works and names nothing but itself; what it refuses."""

from __future__ import annotations

import ast
import csv
import re
import shlex
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner
from plugin_shop import install, module

from evalcore import Evaluator, InputError, __version__, discover, load_ruleset
from evalcore.cli import evalcore
from evalcore.scaffold import files, origin
from evalcore.scaffold.names import LONGEST
from evalcore.written.writing import write_all

TEMPLATES = Path(files.__file__).parent / "templates"
DECISIONS = {
    "criterion": [("R1", "go", True), ("R2", "hold", True), ("R3", "recycle", False)],
    "gate": [("R1", "go", True), ("R2", "recycle", True), ("R3", "recycle", False)],
}
EXCERPT = """\
[criteria.carbon]
policy = "carbon"
weight = 1
settings = { best = 5 }
"""
STEPS = """
Next:

  cd evalcore-carbon
  python3 -m venv .venv
  .venv/bin/pip install --upgrade pip
  .venv/bin/pip install /home/you/evalcore
  .venv/bin/pip install --editable . --group dev
  .venv/bin/evalcore rank examples/rules.toml examples/requests.csv
  .venv/bin/pytest
"""
CLONE = {"url": "file:///home/you/evalcore", "dir_info": {}}
MADE = [
    "pyproject.toml",
    "README.md",
    ".gitignore",
    ".github/workflows/ci.yml",
    "src/evalcore_carbon/__init__.py",
    "src/evalcore_carbon/py.typed",
    "tests/test_carbon.py",
    "examples/rules.toml",
    "examples/requests.csv",
]


@pytest.fixture
def new(tmp_path, monkeypatch):
    """Runs `evalcore new plugin` in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(origin, "direct_url", lambda: CLONE)

    def call(*words):
        command = ["new", "plugin", *words]
        return CliRunner().invoke(evalcore, command, catch_exceptions=False)

    return call


def texts(folder):
    found = (path for path in Path(folder).rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in found}


def requests(path):
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            numbers = {k: float(v) for k, v in row.items() if v and k not in ("id", "title")}
            yield {"id": row["id"], "title": row["title"], **numbers}


def decisions(evaluator, rows):
    return [(each.id, each.verdict, each.decided) for each in evaluator.rank(rows)]


def test_it_writes_a_distribution_and_says_what_comes_next(new):
    result = new("evalcore-carbon")
    assert (result.exit_code, result.stderr) == (0, "")
    listed = "".join(f"evalcore-carbon/{name}\n" for name in MADE)
    assert result.stdout == listed + STEPS
    assert sorted(texts("evalcore-carbon")) == sorted(MADE)


@pytest.mark.parametrize("role", DECISIONS)
def test_its_ruleset_decides_through_its_entry_point(new, role, tmp_path, monkeypatch):
    assert new("evalcore-carbon", *["--gate"] * (role == "gate")).exit_code == 0
    made = texts("evalcore-carbon")
    project = tomllib.loads(made["pyproject.toml"])["project"]
    assert project["entry-points"]["evalcore"] == {"carbon": "evalcore_carbon"}
    code = {"carbon": made["src/evalcore_carbon/__init__.py"]}
    installed = (project["name"], project["version"], code, {"carbon": "evalcore_carbon"})
    install(tmp_path, monkeypatch, *installed)
    home = tmp_path / "evalcore-carbon" / "examples"
    evaluator = Evaluator(home / "rules.toml")
    assert evaluator.warnings == []
    assert decisions(evaluator, requests(home / "requests.csv")) == DECISIONS[role]
    assert all(field.question and field.unit for field in evaluator.fields.values())


@pytest.mark.parametrize("role", DECISIONS)
def test_its_policy_is_documented_and_its_readme_says_the_same(new, role):
    new("evalcore-carbon", *["--gate"] * (role == "gate"))
    made = texts("evalcore-carbon")
    plugin = module("made", made["src/evalcore_carbon/__init__.py"])
    (policy,) = plugin.evalcore_policies()
    assert (policy.name, policy.role) == ("carbon", role)
    sections = ["Why it matters", "Example", "Settings", "Fields"]
    sections += ["Clauses"] if role == "gate" else []
    assert [each for each in sections if f"\n{each}:" not in policy.doc] == []
    readme = made["README.md"]
    for each in (*policy.fields, *policy.settings):
        assert f"| `{each.name}` |" in readme
        assert re.search(rf"^    {each.name}: .*\d", policy.doc, re.MULTILINE)
    assert [each.question for each in policy.fields if each.question not in readme] == []


def test_every_name_in_it_is_its_own(new):
    new("acme-zeal")
    for path, text in texts("acme-zeal").items():
        assert "carbon" not in text
        assert not re.search(r"\$(?!\{\{ (matrix|vars)|EVALCORE|[ ])", text), path
        if path.endswith(".py"):
            ast.parse(text)
    assert 'acme_zeal = "acme_zeal"' in texts("acme-zeal")["pyproject.toml"]


def test_the_longest_names_still_fit_on_the_lines(new):
    for words in ((), ("--gate", "--dir", "gates")):
        assert new("z" * LONGEST, *words).exit_code == 0
    for path, text in texts(".").items():
        if path.endswith(".py"):
            assert max(map(len, text.splitlines())) <= 100


def test_underscores_are_as_good_as_hyphens(new):
    assert new("evalcore_carbon").exit_code == 0
    assert sorted(texts("evalcore-carbon")) == sorted(MADE)


@pytest.mark.parametrize("words", [("--dir", "a b/plugins"), ("--dir", "a b/plugins/")])
def test_it_writes_where_it_is_told_to(new, words):
    result = new("carbon", *words)
    assert "  cd 'a b/plugins/carbon'\n" in result.stdout
    assert Path("a b/plugins/carbon/src/carbon/__init__.py").exists()


@pytest.mark.parametrize("words", [(), ("--dir", "house")])
def test_a_single_file_is_a_plugin_in_a_folder(new, words):
    folder = words[-1] if words else "policies"
    result = new("evalcore-carbon", "--single-file", *words)
    then = f"Then add --plugins-dir {folder} to every command.\n"
    assert result.stdout == f"{folder}/carbon.py\n\nIn a ruleset:\n\n{EXCERPT}\n{then}"
    Path("rules.toml").write_text(
        f'name = "n"\nversion = "1"\n{EXCERPT}\n[default]\nverdict = "hold"\n', "utf-8"
    )
    said = Path(folder, "carbon.py").read_text("utf-8")
    assert '\n\nREQUIRES_EVALCORE = ">=0.1,<0.2"\n\n' in said
    plugins = discover(folder=folder, entry_points=False)
    evaluator = Evaluator("rules.toml", plugins=plugins)
    evaluation = evaluator.evaluate({"id": "R1", "carbon_gain_k": 20, "carbon_days": 10})
    assert evaluation.total == 0.4


def test_a_single_file_may_be_a_gate(new):
    result = new("carbon", "--single-file", "--gate")
    excerpt = result.stdout.partition("In a ruleset:\n\n")[2].partition("\nThen")[0]
    Path("rules.toml").write_text(
        f'name = "n"\nversion = "1"\n{excerpt}\n[default]\nverdict = "hold"\n', "utf-8"
    )
    assert load_ruleset("rules.toml").gates["carbon"].policy == "carbon"


OWN = "error: the policy {} is called like {}\n    choose another name\n"
PYTEST = """\
error: the policy 'testable' would be taken for a test by pytest
    choose another name
"""
ITSELF = """\
error: 'initiative-evalcore' is evalcore's own name
    say what it judges, such as evalcore-carbon
"""
SHAPE = (
    "error: {} cannot be the name of a plugin\n    expected lower-case letters and digits, a "
    f"letter first, parts joined by -, at most {LONGEST} characters, such as evalcore-carbon\n"
)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Carbon Impact", SHAPE.format("'Carbon Impact'") + "    did you mean 'carbon-impact'?\n"),
        ("Émissions", SHAPE.format("'Émissions'") + "    did you mean 'emissions'?\n"),
        ("3d-carbon", SHAPE.format("'3d-carbon'") + "    did you mean 'd-carbon'?\n"),
        ("../carbon", SHAPE.format("'../carbon'") + "    did you mean 'carbon'?\n"),
        ("carbon\n", SHAPE.format(r"'carbon\n'") + "    did you mean 'carbon'?\n"),
        ("?", SHAPE.format("'?'")),
        ("c" * 39, SHAPE.format(f"'{'c' * 39}'")),
        (
            "evalcore-3d",
            "error: the policy '3d' starts with a digit\n    expected a letter first\n",
        ),
        ("evalcore-class", OWN.format("'class'", "a keyword of Python")),
        ("evalcore-clamp", OWN.format("'clamp'", "a word of evalcore's own")),
        ("evalcore-total", OWN.format("'total'", "a word of evalcore's own")),
        ("evalcore-min", OWN.format("'min'", "a word of evalcore's own")),
        ("evalcore-list", OWN.format("'list'", "a function of Python's own")),
        ("evalcore-testable", PYTEST),
        (
            "json",
            "error: the module 'json' is one of Python's own\n    did you mean 'evalcore-json'?\n",
        ),
        ("initiative-evalcore", ITSELF),
        (
            "attr",
            "error: attrs is installed, and attr would be in its way\n    choose another name\n",
        ),
    ],
)
def test_names_that_cannot_be_had(new, name, words):
    result = new(name)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", words)
    assert texts(".") == {}


def test_names_that_are_taken(new, tmp_path, monkeypatch):
    code = """
from typing import Annotated
from evalcore import clauses, gate, hookimpl, number
@gate
def carbon(tons: Annotated[float, number("tons")]):
    return clauses(some=tons > 0)
@hookimpl
def evalcore_policies():
    return [carbon]
"""
    install(tmp_path, monkeypatch, "acme-policies", "1.2", {"carbon": code})
    for name in ("evalcore-carbon", "carbon"):
        assert (
            "error: the plugin name and the gate 'carbon' already belong to plugin carbon "
            "(acme-policies 1.2)\n    choose another name\n"
        ) in new(name, "--single-file").stderr


@pytest.mark.parametrize("words", [(), ("--single-file",)])
def test_nothing_is_overwritten_and_all_is_said_at_once(new, words):
    kept = Path("policies/sum.py" if words else "evalcore-sum/README.md")
    kept.parent.mkdir()
    kept.write_text("mine")
    result = new("evalcore-sum", *words)
    assert result.exit_code == 2
    assert result.stderr == (
        "error: the policy 'sum' is called like a function of Python's own\n"
        "    choose another name\n"
        f"error: {kept}: there is something here already\n"
        "    expected a new file; nothing is overwritten\n2 errors\n"
    )
    assert texts(".") == {str(kept): "mine"}


def test_a_repository_that_is_there_already_is_a_good_place(new):
    Path("carbon/.git").mkdir(parents=True)
    assert new("carbon").exit_code == 0


def test_a_file_in_the_place_of_a_folder(new):
    Path("carbon").write_text("mine")
    assert new("carbon").stderr == "error: carbon: this is not a folder\n"


def test_a_link_that_leads_nowhere_is_something_too(new):
    Path("policies").mkdir()
    Path("policies/carbon.py").symlink_to("nowhere")
    assert "carbon.py: there is something here already" in new("carbon", "--single-file").stderr


def test_half_a_plugin_is_not_left_behind(tmp_path):
    long = tmp_path / "plugin" / ("x" * 300)
    with pytest.raises(InputError, match="cannot be written: File name too long"):
        write_all({tmp_path / "plugin" / "src" / "first.py": "", long / "second.py": ""})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("version", "bounds"),
    [
        ("0.1.0", ">=0.1,<0.2"),
        ("0.9.3", ">=0.9,<0.10"),
        ("1.4.2", ">=1.4,<2"),
        ("0.2.0.dev1", ">=0.2.0.dev1,<0.3"),
    ],
)
def test_the_versions_that_a_plugin_allows(version, bounds):
    assert files.bounds(version) == bounds


def test_the_bound_is_that_of_this_version(new):
    new("carbon")
    project = tomllib.loads(texts("carbon")["pyproject.toml"])["project"]
    assert project["dependencies"] == [f"initiative-evalcore{files.bounds(__version__)}"]


def test_every_template_is_used():
    known = [*files.LAYOUT.values(), "excerpt.ROLE.toml"]
    used = {each.replace("ROLE", role) for each in known for role in DECISIONS}
    assert {path.name.removesuffix(".template") for path in TEMPLATES.iterdir()} == used


def test_the_command_says_what_it_can_start(new):
    result = CliRunner().invoke(evalcore, ["new", "--help"])
    assert "  plugin   Write the plugin NAME" in result.stdout
    assert "--single-file" in new("--help").stdout


COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.mark.parametrize(
    ("noted", "source"),
    [
        ({}, ""),
        (CLONE, "/home/you/evalcore"),
        ({"url": "file:///my%20files/e.whl", "archive_info": {}}, "/my files/e.whl"),
        ({"url": "https://example.org/e.whl", "archive_info": {}}, "https://example.org/e.whl"),
        (
            {
                "url": "https://example.org/e.git",
                "vcs_info": {"vcs": "git", "commit_id": COMMIT},
            },
            f"initiative-evalcore @ git+https://example.org/e.git@{COMMIT}",
        ),
    ],
)
def test_the_steps_install_this_evalcore(new, monkeypatch, noted, source):
    monkeypatch.setattr(origin, "direct_url", lambda: noted)
    assert origin.source() == source
    said = new("evalcore-carbon").output
    installs = [line for line in said.splitlines() if "pip install" in line][1:-1]
    assert [shlex.split(line)[-1] for line in installs] == ([source] if source else [])
