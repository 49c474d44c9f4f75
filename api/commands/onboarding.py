"""rammeaftale onboarding."""

from __future__ import annotations

import shutil
import textwrap
from contextlib import closing

import click

from api import onboarding as work
from api.onboarding import Given, Judged
from api.opening import open_library
from api.progress import progress
from api.refusal import Refused
from api.rendering import readable_quote, visible
from api.settings import Settings
from assistant.answer import Citation
from assistant.learner import Learner, UnknownLearner
from assistant.onboarding import REGIONS, ROLES, Step
from assistant.onboarding_room import OnboardingRoom
from assistant.quiz import Question
from corpus import CORPUS

_LETTERS = "abcdefgh"


def run(
    settings: Settings,
    role: str | None,
    region: str | None,
    name: str | None,
    forget: bool,
    as_json: bool,
) -> None:
    """Print the path, forget a learner, or go through the path with plain prompts until it is done or left."""
    try:
        work.check_choice(role, region)
    except Refused as wrong:
        raise click.UsageError(str(wrong)) from wrong
    if forget and not name:
        raise click.UsageError("Skriv, hvis forløb der skal slettes: --laerling NAVN.")
    with closing(open_library(settings)) as library:
        with progress() as bar:
            library.seed(CORPUS / "documents", bar)
            library.ensure(bar)
        room = OnboardingRoom(library)
        if as_json:
            print(work.path(room, role, region).model_dump_json(indent=2))
        elif forget:
            _forget(room, f"navn:{name}")
        else:
            _learn(room, _learner(room, role, region, name), kept=name is not None)


def _forget(room: OnboardingRoom, token: str) -> None:
    try:
        work.forget(room, token)
    except Refused as unknown:
        raise click.ClickException(str(unknown)) from unknown
    print("Forløbet er slettet.")


def _learner(room: OnboardingRoom, role: str | None, region: str | None, name: str | None) -> Learner:
    token = f"navn:{name}" if name else None
    if token:
        try:
            known = room.learners.get(token)
        except UnknownLearner:
            pass
        else:
            return room.learners.move(token, role or known.role, region or known.region)
    return room.learners.create(
        role or _choice("Hvad arbejder du som?", ROLES),
        region or _choice("I hvilken region?", REGIONS),
        token,
    )


def _choice(ask: str, options: tuple[str, ...]) -> str:
    while True:
        print(ask)
        for letter, option in zip(_LETTERS, options, strict=False):
            print(f"  {letter}) {option}")
        typed = _typed().casefold()
        for letter, option in zip(_LETTERS, options, strict=False):
            if typed in (letter, option.casefold()):
                return option
        print(f"Skriv et bogstav fra a til {_LETTERS[len(options) - 1]}.")


def _learn(room: OnboardingRoom, learner: Learner, kept: bool) -> None:
    try:
        _through(room, learner)
    except click.Abort:
        print()
        if kept:
            print("Du kan fortsætte senere med samme navn.")
    finally:
        if not kept:
            room.learners.delete(learner.token)


def _through(room: OnboardingRoom, learner: Learner) -> None:
    module = ""
    print("Tryk Ctrl-D for at stoppe.")
    while following := room.progress(learner).next:
        if following.module.id != module:
            module = following.module.id
            print(f"\n== {following.module.title} ==")
        if following.step is not None:
            _print_step(room, following.step)
        else:
            print("\nNu kommer det igen, som ikke blev besvaret rigtigt.")
        for question in following.questions:
            _ask(room, learner, question)
    stands = room.progress(learner)
    print(f"\nForløbet er gennemført: {stands.right} af {stands.questions} spørgsmål er rigtigt besvaret.")


def _print_step(room: OnboardingRoom, step: Step) -> None:
    print(f"\n{step.title}\n")
    print(_wrapped(work.step_text(step)))
    if step.note:
        print(_wrapped(f"Bemærk: {step.note}"))
    print("\nKilder")
    for citation in work.cite(room.material.snapshot, step.sources):
        _print_quote(citation, f"[{citation.n}] ")
    print(f'\nPrøv selv: rammeaftale ask "{step.ask}"')


def _ask(room: OnboardingRoom, learner: Learner, question: Question) -> None:
    print()
    print(_wrapped(question.ask))
    if question.kind == "valg":
        for letter, option in zip(_LETTERS, question.options, strict=False):
            print(f"  {letter}) {option}")
    while True:
        try:
            told = work.answer(room, learner.token, Given(question=question.id, answer=_typed()[:300]))
        except Refused as wrong:
            if wrong.code != "ulaeseligt_svar":
                raise
            print(str(wrong))
        else:
            return _tell(told)


def _tell(told: Judged) -> None:
    if told.correct:
        print(f"Rigtigt: {told.right_answer}")
    else:
        print(f"Ikke rigtigt: {told.given}")
        if told.mistaken:
            print(f"»{told.mistaken.answer}« hører til et andet sted:")
            for citation in told.mistaken.citations:
                _print_quote(citation)
        print(f"Det rigtige svar er {told.right_answer}:")
    for citation in told.citations:
        _print_quote(citation)


def _print_quote(citation: Citation, mark: str = "  ") -> None:
    print(_wrapped(f"»{visible(readable_quote(citation.quote))}«", mark, "    "))
    print(_wrapped(citation.title, "    ", "    "))


def _wrapped(line: str, first: str = "", rest: str = "") -> str:
    width = min(shutil.get_terminal_size((100, 24)).columns, 100)
    return textwrap.fill(line, width, initial_indent=first, subsequent_indent=rest, break_long_words=False)


def _typed() -> str:
    try:
        return input("> ").strip()
    except EOFError as end:
        raise click.Abort from end
