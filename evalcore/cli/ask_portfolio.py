"""`evalcore ask --portfolio`: an interview about what could still change a selection.

Only requests are asked about that belong to some of the selections that may be best, and not to
all; it stops as soon as there are none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import attrs

from evalcore.cli.common import Given
from evalcore.cli.dialogue import HELP, Back, Quit, ask, show
from evalcore.cli.output import Output
from evalcore.cli.portfolio import write
from evalcore.form import form_of
from evalcore.judge.comparison import Reader
from evalcore.judge.evaluator import Evaluator
from evalcore.portfolios.candidates import Candidate, Candidates, candidates_of, reader_of
from evalcore.portfolios.choice import choose
from evalcore.portfolios.robust import Robust, robust
from evalcore.request.fields import Field
from evalcore.study.interview import Question
from evalcore.study.interview.transcript import Transcript, transcript_of
from evalcore.written.errors import Complaint, InputError, listing, plural
from evalcore.written.files import look
from evalcore.written.writing import write_whole


@attrs.frozen
class State:
    """What every request says so far."""

    heard: Mapping[str, Transcript]

    def answered(self, key: str, question: Question, value: object) -> State:
        """With one more answer about one of them."""
        transcript = self.heard[key].answered(question.key, value)  # type: ignore[arg-type]
        return State({**self.heard, key: transcript})


def interview(
    evaluator: Evaluator,
    given: Given,
    day: date | None,
    role: str | None,
    save: str | None,
    output: Output,
) -> None:
    """Asks until nothing that can be answered could change the selection."""
    if not given.path:
        expected = "INPUT, with the requests"
        raise InputError(Complaint("there is nothing to choose from", expected))
    _check_place(save)
    reader = reader_of(evaluator)
    whole = Reader(evaluator.plugins, {**evaluator.graph.declared, **reader.fields})
    initiatives = given.read(whole)
    start = State({each.id: transcript_of(each) for each in initiatives})
    _Interview(evaluator, reader.fields, day, role, save, output).run(start)


def _check_place(save: str | None) -> None:
    """Raises `InputError` where answers cannot be kept there."""
    if save is None:
        return
    if Path(save).suffix.casefold() != ".toml":
        raise InputError(Complaint("answers are kept as TOML", "FILE.toml", source=save))
    if look(save):
        problem = "there is something here already"
        raise InputError(Complaint(problem, mend="choose another name", source=save))


@attrs.frozen
class _Interview:
    evaluator: Evaluator
    fields: Mapping[str, Field]
    day: date | None
    role: str | None
    save: str | None
    output: Output

    def run(self, start: State) -> None:
        states = [start]
        show(HELP)
        while True:
            candidates = self.candidates(states[-1])
            found = robust(candidates)
            asked = next(self.questions(candidates, found, states[-1]), None)
            if asked is None:
                self.end(candidates, found, len(states) - 1)
                return
            candidate, question = asked
            who = self.evaluator.ruleset.terms.role_label(question.answered_by)
            try:
                value = ask(question, len(states), who)
            except Back:
                if len(states) == 1:
                    show("   there is nothing to undo")
                else:
                    states.pop()
                continue
            except Quit:
                self.end(candidates, found, len(states) - 1, stopped=True)
                return
            state = states[-1].answered(candidate.id, question, value)
            broken = self.evaluator.broken(state.heard[candidate.id].initiative(self.fields))
            for each in broken:
                show(f"   {each.complaint}")
            if any(not each.warns for each in broken):
                continue
            states.append(state)
            self.keep(state)

    def candidates(self, state: State) -> Candidates:
        initiatives = [each.initiative(self.fields) for each in state.heard.values()]
        return candidates_of(self.evaluator, initiatives, self.day)

    def questions(
        self, candidates: Candidates, found: Robust, state: State
    ) -> Iterator[tuple[Candidate, Question]]:
        """What can be asked about those in between, and about those that leave open what they take.

        The least settled first; of one request what costs least to answer.
        """
        asked_as = {each.name: each for each in form_of(self.evaluator).fields}
        for key in found.open:
            candidate, transcript = candidates.by_id[key], state.heard[key]
            fields = [
                self.fields[name]
                for name in candidate.needs
                if name in self.fields and name not in transcript.not_known
            ]
            fields = [each for each in fields if self.role in (None, each.answered_by, "")]
            kept = candidate.evaluation.initiative.state
            fields = [each for each in fields if kept(each.name) == "unknown"]
            for each in sorted(fields, key=lambda field: (field.minutes or 0.0, field.name)):
                field = asked_as.get(each.name, each)
                text = f"{candidate.known_as}: {each.question or each.label or each.name}"
                why = "it is in some of the selections that may be best, and not in all"
                if key not in found.core:
                    why = "without an answer it cannot be chosen"
                yield candidate, Question(each.name, field, text, why, ())

    def keep(self, state: State) -> None:
        if self.save is not None:
            texts = (each.to_toml().partition("\n")[2] for each in state.heard.values())
            write_whole(Path(self.save), "\n".join(f"[[initiatives]]\n{each}" for each in texts))

    def end(
        self, candidates: Candidates, found: Robust, asked: int, *, stopped: bool = False
    ) -> None:
        choice = choose(candidates, why=[])
        ids = listing([each.known_as for each in choice.chosen]) or "nobody"
        if self.output.form == "table":
            self.output.emit(f"chosen: {ids}\n")
        else:
            write(choice, self.output)
        after = f"after {plural(asked, 'question')}"
        if not found.open:
            show(f"no answer could change that, {after}")
        elif stopped:
            show(f"still open: {listing(found.open, most=5)}")
        else:
            show(f"nothing that can be asked settles {listing(found.open, most=5)}, {after}")
