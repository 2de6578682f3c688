"""`evalcore ask`: an interview that stops as soon as the verdict is certain."""

from __future__ import annotations

import shlex
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import cast

import attrs
import click

from evalcore.cli.common import DATE, READING, Given, grouped, plugin_options
from evalcore.cli.dialogue import HELP, Back, Quit, ask, ask_text, show
from evalcore.cli.output import EVERY, Output, output_options
from evalcore.cli.portfolio import beside
from evalcore.cli.roles import check_role
from evalcore.cli.showing import reported
from evalcore.cli.showing import show as show_listing
from evalcore.form import form_of
from evalcore.judge.comparison import Reader
from evalcore.judge.evaluation import Judged
from evalcore.judge.evaluator import Evaluator
from evalcore.read.documents import LARGEST
from evalcore.request.initiative import Initiative
from evalcore.request.situation import owner
from evalcore.request.values import FieldValue, Record
from evalcore.say.terms import Terms
from evalcore.study.interview import Question, next_question, outlook
from evalcore.study.interview.transcript import MARK, NOT_KNOWN, Transcript, transcript_of
from evalcore.written.errors import Complaint, InputError, listing, near, one_of, plural
from evalcore.written.files import look, read_text
from evalcore.written.writing import write_whole

PORTFOLIO = "--portfolio"


class Asking(click.Command):
    """The command, whose --portfolio stands alone or has a FILE of its own.

    What comes after it is the file only where RULESET and INPUT are there without it, so that the
    option may stand anywhere.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Spells the option so that what belongs to it is told from INPUT."""
        options = args[: args.index("--")] if "--" in args else args
        if PORTFOLIO in options:
            at = options.index(PORTFOLIO)
            alone = [*args[:at], f"{PORTFOLIO}=", *args[at + 1 :]]
            try:
                _, over, _ = self.make_parser(ctx).parse_args(list(alone))
            except click.UsageError:
                over = []  # said again below
            follows = options[at + 1 : at + 2]
            if over and follows and not follows[0].startswith("-"):
                alone = [*args[:at], f"{PORTFOLIO}={follows[0]}", *args[at + 2 :]]
            args = alone
        return super().parse_args(ctx, args)


@click.command("ask", cls=Asking)
@click.argument("ruleset")
@grouped(
    "given",
    Given,
    click.argument("paths", metavar="[INPUT]", default=""),
    click.option("--id", "name", metavar="ID", help="The initiative that it is about."),
    click.option(
        "--save", metavar="FILE", help="Keep the answers in this TOML file, and go on there."
    ),
    click.option(
        PORTFOLIO,
        "plan",
        metavar="[FILE]",
        help="Ask about all of INPUT: what could still change who is chosen together, by "
        "[portfolio] in RULESET, or in a TOML file.",
    ),
    DATE,
    click.option(
        "--answered-by", "role", metavar="ROLE", help="Ask only what this role can answer."
    ),
    *READING,
    output_options(bom=True),
    plugin_options,
)
def command(
    *,
    ruleset: str,
    given: Given,
    name: str | None,
    save: str | None,
    plan: str | None,
    role: str | None,
    output: Output,
) -> None:
    """Ask what RULESET has to know about an initiative, until the verdict is certain.

    Each question is the one that helps most. Answers are written as in a table; ? is I don't
    know, - is I can't say, back undoes an answer, quit stops. INPUT is where some answers are
    already: a file that --save has written, or any other with --id. Answers may be piped in.
    With --portfolio the requests of INPUT are asked about, as long as an answer could change which
    of them are chosen together. The result is a sentence; in every other format than table it is
    the evaluation, or what is chosen.
    """
    day = given.day
    evaluator = given.selection.evaluator(ruleset)
    evaluator = beside(evaluator, plan) if plan else evaluator
    output = output.among(EVERY) if plan is not None else reported(output, evaluator.plugins)
    output.verify()
    _check(evaluator, day, role)
    if plan is not None:
        if name is not None:
            raise click.UsageError("--portfolio asks about all of INPUT, --id about one: take one")
        from evalcore.cli.ask_portfolio import interview

        interview(evaluator, given, day, role, save, output)
        return
    file = _file(given.path or None, save)
    if not given.path and file is not None and look(file):
        given = attrs.evolve(given, paths=str(file))
    try:
        start = _resumed(evaluator, given, name) if given.path else _begun(name)
    except Quit:
        return
    _Interview(ruleset, evaluator, [start], file, day, role, output).run()


def _check(evaluator: Evaluator, day: date | None, role: str | None) -> None:
    """Raises `InputError` for what would otherwise come up in the middle of the interview."""
    found: list[Complaint] = []
    if day is None and evaluator.graph.reads_date:
        found.append(evaluator.date_missing)
    try:
        check_role(evaluator, role)
    except InputError as error:
        found += error.complaints
    if NOT_KNOWN in evaluator.graph.declared:
        problem = f"a field is called {NOT_KNOWN}, as what nobody could answer is in a saved file"
        found.append(Complaint(problem, mend="give the field another name"))
    if found:
        raise InputError(found)


def _file(path: str | None, save: str | None) -> Path | None:
    """Where answers are kept: in FILE, or in an INPUT that was kept there before."""
    if path == "-":
        problem = "standard input is where the answers come from"
        raise InputError(Complaint(problem, "a file as INPUT"))
    if save is None:
        return Path(path) if path is not None and _is_transcript(Path(path)) else None
    file = Path(save)
    if file.suffix.casefold() != ".toml":
        raise InputError(Complaint("answers are kept as TOML", "FILE.toml", source=save))
    there = look(file)
    again = path is None or (there and look(path) and file.samefile(path))
    if there and not (again and _is_transcript(file)):
        problem = "there is something here already"
        raise InputError(Complaint(problem, mend="choose another name", source=save))
    return file


def _is_transcript(path: Path) -> bool:
    try:
        with path.open(encoding="utf-8-sig") as file:
            return file.read(len(MARK)) == MARK
    except (OSError, ValueError):
        return False


def _begun(name: str | None) -> Transcript:
    while not name:
        name = ask_text("A short id for the initiative, such as R1")
    return Transcript(name, ask_text("Its title"))


def _resumed(evaluator: Evaluator, given: Given, name: str | None) -> Transcript:
    """What a file already says about an initiative. Raises `InputError`."""
    # Every field that is declared: what another ruleset asked for is kept as well.
    reader = Reader(evaluator.plugins, {**evaluator.graph.declared, **evaluator.fields})
    initiatives = given.read(reader)
    ids = [each.id for each in initiatives]
    if name is None and len(ids) != 1:
        problem = f"{len(ids)} initiatives: which one is it about?"
        raise InputError(Complaint(problem, f"--id, {one_of(ids)}", source=given.path))
    if name is not None and name not in ids:
        problem = f"no initiative has the id {name!r}"
        raise InputError(Complaint(problem, one_of(ids), near(name, ids), source=given.path))
    chosen = next(each for each in initiatives if name in (None, each.id))
    return transcript_of(chosen, _document(given, chosen.id))


def _document(given: Given, name: str) -> Mapping[str, object] | None:
    """What a TOML file says of this initiative, beside what its fields say; None for others."""
    form = given.format or given.path.casefold().rpartition(".")[2]
    if form != "toml" or given.mappings:
        return None
    found = tomllib.loads(read_text(given.path, LARGEST))
    listed = cast("list[Mapping[str, object]]", found.get("initiatives", [found]))
    return next((each for each in listed if each.get("id") == name), None)


@attrs.frozen
class _Interview:
    """One interview, from the answers that there are to a verdict, or to where the user stops."""

    ruleset: str
    evaluator: Evaluator
    heard: list[Transcript]
    file: Path | None
    day: date | None
    role: str | None
    output: Output

    @property
    def terms(self) -> Terms:
        return self.evaluator.ruleset.terms

    @property
    def now(self) -> Transcript:
        return self.heard[-1]

    def initiative(self) -> Initiative:
        return self.now.initiative(self.evaluator.fields)

    def evaluation(self) -> Judged:
        return self.evaluator.judge(self.initiative(), as_of=self.day)

    def next(self, role: str | None) -> Question | None:
        return next_question(self.evaluation(), asked=self.now.not_known, answered_by=role)

    def run(self) -> None:
        asked_as = {each.name: each for each in form_of(self.evaluator).fields}
        show(HELP)
        self.save()
        while (question := self.next(self.role)) is not None:
            field = asked_as.get(question.key, question.field)
            try:
                who = self.terms.role_label(question.answered_by)
                value = ask(attrs.evolve(question, field=field), len(self.heard), who)
            except Back:
                if len(self.heard) == 1:
                    show("   there is nothing to undo")
                else:
                    self.heard.pop()
                    self.save()
                continue
            except Quit:
                self.stop()
                return
            now = self.noted(question.key, value)
            broken = [
                each
                for each in self.evaluator.broken(now.initiative(self.evaluator.fields))
                if not each.warns or owner(question.key) in each.fields
            ]
            for each in broken:
                show(f"   {each.complaint}")
            if any(not each.warns for each in broken):
                continue
            self.heard.append(now)
            self.save()
            self.tell()
        self.end()

    def noted(self, key: str, value: FieldValue) -> Transcript:
        """The transcript with an answer."""
        field = self.evaluator.fields.get(key)
        if field is None or not field.record or not isinstance(value, tuple):
            return self.now.answered(key, value)
        records = cast("tuple[Record, ...]", value)
        return self.now.listed(field, records, self.evaluator.graph.cells[key])

    def tell(self) -> None:
        verdicts = self.outlook()
        if len(verdicts) > 1:
            show(f"   still possible: {listing(verdicts, 'or')}")

    def outlook(self) -> list[str]:
        return self.terms.labels(outlook(self.evaluation(), self.now.not_known).verdicts)

    def stop(self) -> None:
        """What stands when the user stops, and how to go on."""
        self.tell_result(f"still open, {listing(self.outlook(), 'or')}")
        if self.file is not None:
            show(f"go on: evalcore ask {self.quoted(self.ruleset, self.file)}")

    def end(self) -> None:
        """The verdict and why; or why there is none that is certain."""
        evaluation = self.evaluator.evaluate(self.initiative(), as_of=self.day)
        form, asked = len(self.evaluator.fields), plural(len(self.heard) - 1, "question")
        after = f"after {asked}; the form has {form} fields"
        because = evaluation.decided_by.because
        verdict = self.terms.label(evaluation.verdict)
        others = self.next(None) if self.role is not None else None
        if others is not None:
            mine = self.terms.role_label(self.role or "")
            whose = self.terms.role_label(others.answered_by) or "anybody"
            self.tell_result(f"still open, {listing(self.outlook(), 'or')}")
            show(f"nothing more for {mine} to answer; the next question is for {whose}")
        elif evaluation.decided:
            self.tell_result(f"{verdict}, because {because}")
            show(f"certain {after}")
        else:
            verdicts = listing(self.terms.labels(evaluation.possible), "or")
            stands = f"; {verdict} stands in" if evaluation.verdict else ""
            self.tell_result(f"undecided, {verdicts}{stands}; {because}")
            show(f"nothing that can be asked settles it, {after}")
        if self.file is not None:
            words = self.quoted(self.ruleset, self.file, self.now.id)
            show(f"why, score by score: evalcore explain {words}")

    def tell_result(self, sentence: str) -> None:
        """The result: a sentence, or in every other format the evaluation."""
        if self.output.form == "table":
            self.output.emit(f"{self.named()}: {sentence}\n")
        else:
            show_listing(self.evaluator, self.evaluator.listing([self.evaluation()]), self.output)

    def named(self) -> str:
        return " ".join(filter(None, [self.now.id, self.now.title]))

    def quoted(self, *words: object) -> str:
        dated = ["--as-of", self.day.isoformat()] if self.day else []
        return shlex.join([*map(str, words), *dated])

    def save(self) -> None:
        if self.file is not None:
            write_whole(self.file, self.now.to_toml())
