"""What is said where the documents do not answer: what was searched, and what could be asked instead."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from assistant.answer import Answer, Dependency
from assistant.asked import Asked
from assistant.compose import NOT_FOUND, searched_line
from assistant.evidence import ON_TOPIC_KINDS
from assistant.finder import Finder
from assistant.followups import Resolved
from assistant.found import Found
from assistant.missing_named import REFERRED, missing_named
from assistant.question import Question, understand
from index.store import StoredDocument

_SENTENCE = re.compile(r"(?<=[.!?])\s+")
# What a note says of the document whatever is asked.
_NO_AGREEMENT = re.compile(r"\bikke (?:selve )?aftalen\b", re.IGNORECASE)


class Silence:
    """The answers that claim nothing."""

    def __init__(self, finder: Finder) -> None:
        self.finder = finder
        self.snapshot = finder.snapshot
        self.regions = finder.regions

    def not_found(
        self, asked: Asked, scope: Collection[str], found: Found | None, resolved: Resolved
    ) -> Answer:
        documents = [
            self.snapshot.documents[document_id]
            for document_id in sorted(scope)
            if self.snapshot.documents[document_id].metadata.kind in ON_TOPIC_KINDS
        ]
        texts = [NOT_FOUND, searched_line(documents)]
        if len(documents) == 1 and (note := self._note(documents[0], resolved.question)):
            texts.append(f"{documents[0].metadata.title}: {note}")
        named = missing_named(
            resolved.question,
            asked.regions or resolved.regions,
            self.finder.dependencies,
            self.finder.wording,
            self.regions,
        )
        texts += [REFERRED.format(name=each.name) for each in named]
        elsewhere = self._elsewhere(asked, resolved)
        if elsewhere:
            texts.append("Et andet dokument kan have det; se forslagene.")
        return Answer(
            status="not_found",
            answer="\n\n".join(filter(None, texts)),
            as_of=asked.today,
            suggestions=elsewhere or self._nearest(found),
            depends_on=[Dependency(name=each.name, citations=[]) for each in named],
        )

    def _note(self, document: StoredDocument, question: Question) -> str:
        """What of the note on a document bears on a question: that it is no agreement, and what it says of a word asked."""
        terms = self.finder.wording.terms(question.subject)
        kept = [
            sentence
            for sentence in _SENTENCE.split(document.metadata.note)
            if _NO_AGREEMENT.search(sentence)
            or any(term.found_in(self.finder.wording.stems_of(sentence)) for term in terms)
        ]
        return " ".join(kept)

    def _elsewhere(self, asked: Asked, resolved: Resolved) -> list[str]:
        """The question asked of another region that has an answer to it."""
        question = resolved.question
        if len(question.mentions) != 1 or asked.documents or resolved.depends:
            return []
        mention = question.mentions[0]
        names = {d.metadata.region for d in self.snapshot.documents.values() if d.metadata.region} - {
            mention.region
        }
        made: list[str] = []
        for name in sorted(names):
            named = f"KKR {name}" if mention.matched.startswith("KKR") else name
            text = question.text[: mention.start] + named + question.text[mention.end :]
            moved = Resolved(understand(text, self.regions), resolved.inherited, regions=(name,))
            # What is meant is the same but for the region, which the scope sees to: nothing is embedded anew.
            found = self.finder.find(moved, self.finder.scope(asked, moved, [name]), asked, question.text)
            if found is not None and found.carries:
                made.append(text[:1].upper() + text[1:].rstrip("?!. ") + "?")
        return made

    def _nearest(self, found: Found | None) -> list[str]:
        if found is None or found.probability < 0.15:
            return []
        headings = dict.fromkeys(
            f"Hvad står der i »{candidate.section.heading}« i {candidate.document.metadata.title}?"
            for candidate in found.ranked[:3]
            if candidate.section.number
        )
        return list(headings)[:2]

    def at_odds(self, asked: Asked, question: Question) -> Answer:
        """The filter and the question name different regions; answering for either would mislead."""
        text = (
            f"Spørgsmålet nævner {' og '.join(question.regions)}, men der er kun valgt "
            f"{' og '.join(asked.regions)}. Fjern filteret, eller ret spørgsmålet."
        )
        return Answer(status="not_found", answer=f"{NOT_FOUND} {text}", as_of=asked.today)

    def not_covered(self, strangers: Sequence[str], asked: Asked) -> Answer:
        loaded = sorted({d.metadata.region for d in self.snapshot.documents.values() if d.metadata.region})
        text = (
            f"{NOT_FOUND} Der er ikke indlæst dokumenter fra {' og '.join(strangers)}. "
            f"De indlæste dokumenter er fra {', '.join(loaded)}."
        )
        return Answer(status="not_found", answer=text, as_of=asked.today)

    def no_older(self, regions: Sequence[str], asked: Asked) -> Answer:
        """An older agreement is asked about, and the one that was quoted is the oldest that is loaded."""
        of = f" fra {' og '.join(regions)}" if regions else ""
        text = f"{NOT_FOUND} Der er ikke indlæst en ældre aftale{of}."
        return Answer(status="not_found", answer=text, as_of=asked.today)
