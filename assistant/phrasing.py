"""An extractive answer with its quotes phrased by a language model, sentence by verified sentence.

The answer's skeleton is never the model's: titles, "Ja", "Men", "Tidligere", what is in force, conflicts, what is not
loaded. In it a quote gives way to a model's sentences only when these, each verified, tell all of it.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from assistant import prompts
from assistant.answer import Answer, Citation
from assistant.carried_sentences import carrier, cleaned, sentences_of
from assistant.carrying import carries
from assistant.carrying_words import odd
from assistant.citations import shown
from assistant.llm import LanguageModel, ModelFault
from assistant.model_talk import speaks_to_a_model
from assistant.reply import Said, read_sentences

_MOST_QUOTES = 12
_LONGEST_QUOTE = 2_000
_LEAST_USED = 0.5
_LISTED = re.compile(r"^\s*(?:[-•▪◦*]|\(?\d{1,2}[.)])\s", re.MULTILINE)
_QUOTED = re.compile(r"»(?P<quote>[^«»]*)« \[(?P<n>\d+)\](?P<items>(?:\n  - [^\n]*)*)")


@dataclass(frozen=True)
class Kept:
    """A verified sentence: its text without marks, the citations that carry it, its supporting words."""

    text: str
    citations: tuple[int, ...]
    support: tuple[str, ...]

    @property
    def marked(self) -> str:
        return f"{self.text} " + "".join(f"[{n}]" for n in self.citations)


@dataclass(frozen=True)
class Phrasing:
    """What a model had to do with an answer: kept with it, and part of its record.

    `used` tells whether its sentences stand in the answer; `dropped` counts those that do not.
    """

    model: str
    used: bool = False
    sentences: tuple[Kept, ...] = ()
    dropped: int = 0
    fault: str = ""
    seconds: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        return asdict(self) | {
            "sentences": [
                {"text": kept.text, "citations": list(kept.citations), "support": list(kept.support)}
                for kept in self.sentences
            ]
        }


@dataclass
class _Segment:
    """A quote as it stands in the answer, and the verified sentences that may take its place."""

    citation: Citation
    start: int
    end: int
    sentences: list[Kept] = field(default_factory=list)
    told: set[int] = field(default_factory=set)

    @property
    def whole(self) -> bool:
        """Whether the sentences tell every sentence of the quote."""
        telling = {
            number
            for number, sentence in enumerate(sentences_of(self.citation.quote))
            if any(sign.isalnum() for sign in sentence)
        }
        return bool(self.sentences) and telling <= self.told


def phrase(
    answer: Answer, question: str, model: LanguageModel, seconds: float
) -> tuple[Answer, Phrasing | None]:
    """The answer phrased, and what came of it; the answer itself and None where there is nothing to phrase.

    Only an answer of quotes is phrased: never a refusal, a computation, a question back or an explained word. A
    fault of the model leaves the answer as it is, with a line that says so.
    """
    segments = _segments(answer) if answer.status == "answered" and not answer.glossary else {}
    if not segments:
        return answer, None
    started = time.monotonic()
    try:
        reply = model.reply(_instructions(segments), _material(segments, question), seconds)
    except ModelFault as fault:
        done = Phrasing(model.name, fault=str(fault), seconds=round(time.monotonic() - started, 2))
        return _with_line(answer, f"{fault} {prompts.WITHOUT_MODEL}"), done
    said = read_sentences(reply)
    used = _fill(segments, said)
    dropped = len(said) - len(used)
    done = Phrasing(
        model.name,
        used=bool(used) and len(used) >= _LEAST_USED * len(said),
        sentences=tuple(used),
        dropped=dropped,
        seconds=round(time.monotonic() - started, 2),
    )
    if not done.used:
        return _with_line(answer, prompts.NOT_USED), Phrasing(
            model.name, dropped=len(said), seconds=done.seconds
        )
    phrased = answer.model_copy(update={"answer": _replaced(answer.answer, segments)})
    return _with_line(phrased, _line(done)), done


def _line(done: Phrasing) -> str:
    line = prompts.PHRASED.format(name=done.model)
    if done.dropped == 1:
        return f"{line} {prompts.DROPPED_ONE}"
    return f"{line} {prompts.DROPPED_MORE.format(count=done.dropped)}" if done.dropped else line


def _with_line(answer: Answer, line: str) -> Answer:
    return answer.model_copy(update={"answer": f"{answer.answer}\n\n{line}"})


# --- the evidence ------------------------------------------------------------------------------------------


def _segments(answer: Answer) -> dict[int, _Segment]:
    """The quotes of the answer that a model may phrase, by citation number.

    A quote that speaks to a model, or holds signs that nobody sees, is not among them: it stays a quote.
    """
    citations = {citation.n: citation for citation in answer.citations}
    found: dict[int, _Segment] = {}
    for match in _QUOTED.finditer(answer.answer):
        citation = citations.get(int(match["n"]))
        if citation is None or citation.n in found or len(found) == _MOST_QUOTES:
            continue
        if len(_LISTED.findall(citation.quote)) > 1:
            continue  # a list reads best as it stands
        text = shown(citation.quote)
        if _letters(match["quote"] + match["items"]) != _letters(text) or len(text) > _LONGEST_QUOTE:
            continue
        if not odd(text) and not speaks_to_a_model(text):
            found[citation.n] = _Segment(citation, match.start(), match.end())
    return found


def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, text))


def _instructions(segments: Mapping[int, _Segment]) -> str:
    documents = {segment.citation.document for segment in segments.values()}
    return prompts.PHRASE_COMPARISON if len(documents) > 1 else prompts.PHRASE


def _material(segments: Mapping[int, _Segment], question: str) -> str:
    """Question and quotes as JSON, so that no text can pass for anything but a value of it.

    Titles and headings are left out: they are a document's own words, and nothing in them is quoted.
    """
    sources = [
        {"nr": n, "region": segment.citation.region, "citat": " ".join(shown(segment.citation.quote).split())}
        for n, segment in segments.items()
    ]
    return json.dumps({"spørgsmål": question, "kilder": sources}, ensure_ascii=False)


# --- the sentences -----------------------------------------------------------------------------------------


def check(said: Said, quotes: Mapping[int, tuple[str, str | None]]) -> dict[int, tuple[int, ...]] | None:
    """Which sentences of each cited quote carry what was said; None when one cited quote does not carry it.

    `quotes`: citation number -> exact quote and region of its source.
    """
    if not said.citations or not said.support:
        return None
    text = cleaned(said.text)
    carried: dict[int, tuple[int, ...]] = {}
    for n in said.citations:
        if n not in quotes:
            return None
        quote, region = quotes[n]
        numbers = carrier(quote, said.support)
        sentences = sentences_of(quote)
        if not numbers or not carries(" ".join(sentences[number] for number in numbers), text, region):
            return None
        carried[n] = numbers
    return carried


def _fill(segments: Mapping[int, _Segment], said: Sequence[Said]) -> list[Kept]:
    """Give each segment its verified sentences; those that then stand in the answer."""
    quotes = {n: (segment.citation.quote, segment.citation.region) for n, segment in segments.items()}
    for each in said:
        carried = check(each, quotes)
        if carried is None:
            continue
        numbers = tuple(carried)
        kept = Kept(_ended(cleaned(each.text)), numbers, each.support)
        segment = segments[numbers[0]]
        if kept.text not in [other.text for other in segment.sentences]:
            segment.sentences.append(kept)
            segment.told.update(carried[numbers[0]])
    return [kept for segment in segments.values() if segment.whole for kept in segment.sentences]


def _ended(text: str) -> str:
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?", ":")) else f"{text}."


def _replaced(text: str, segments: Mapping[int, _Segment]) -> str:
    for segment in sorted(segments.values(), key=lambda each: -each.start):
        if segment.whole:
            sentences = " ".join(kept.marked for kept in segment.sentences)
            text = text[: segment.start] + sentences + text[segment.end :]
    return text


def faults_of(kept: Mapping[str, Any], answer: Answer) -> list[str]:
    """What no longer holds of a phrased answer on file, a Danish sentence each. `kept` is Phrasing.as_dict()."""
    quotes = {citation.n: (citation.quote, citation.region) for citation in answer.citations}
    faults: list[str] = []
    for each in kept.get("sentences", ()) if kept.get("used") else ():
        said = Said(str(each["text"]), tuple(each["citations"]), tuple(each["support"]))
        marked = Kept(said.text, said.citations, said.support).marked
        where = "".join(f"[{n}]" for n in said.citations)
        if marked not in answer.answer:
            faults.append(f"Sprogmodellens sætning »{said.text}« står ikke i svaret.")
        elif check(said, quotes) is None:
            faults.append(f"Sprogmodellens sætning »{said.text}« bæres ikke af sin kilde {where}.")
    return faults
