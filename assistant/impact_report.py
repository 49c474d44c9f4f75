"""What a new or changed document means, as it leaves the program: `rammeaftale impact`, `GET …/impact`."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.compare_cell import Kind
from assistant.instant import Instant


class _Out(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ImpactQuote(_Out):
    """`quote` is the exact slice start:end of the stored text of the document's file, `text` its readable form.

    `former`: the slice is of the version before the change, which is no longer stored.
    """

    document: str
    start: int
    end: int
    quote: str
    text: str
    url: str = ""
    former: bool = False


class ProposedField(_Out):
    """A fact about the document: its value (null: none), how it was found, and where.

    `about` is the id of the agreement it is about; agreements themselves have none.
    """

    field: Literal["title", "region", "kind", "valid_from", "valid_to", "standing", "about"]
    label: str
    value: str | date | None
    how: str
    quote: ImpactQuote | None = None


class ChangedItem(_Out):
    """A number, date, name or obligation that only one version has, or that was replaced by another."""

    kind: Literal["tal", "dato", "navn", "pligt"]
    section: str
    old: str
    new: str
    quotes: list[ImpactQuote]


class Succession(_Out):
    """What the document comes after: its own former text, or the agreement of its region before it.

    `sections` counts changed sections by what happened to them; `url` and `command` give the whole difference,
    where both texts are still stored.
    """

    relation: Literal["samme dokument før ændringen", "den tidligere aftale"]
    document: str
    title: str
    valid_from: date | None
    valid_to: date | None
    sections: dict[str, int]
    summary: list[ChangedItem]
    url: str = ""
    command: str = ""


class Lost(_Out):
    """Something that rested on a quote which is gone: it is switched off until the quote is mended."""

    kind: Literal["regel", "ord", "læringstrin", "quizspørgsmål", "emne", "henvisning", "godkendt regelværdi"]
    name: str
    reason: str


class CellState(_Out):
    """A cell of the comparison: `says` is why it is empty, "" when it is filled."""

    kind: Kind
    says: str
    quotes: list[ImpactQuote]


class SubjectChange(_Out):
    """A subject that the comparison now shows otherwise. `compared_with`: the column that `before` is."""

    subject: str
    title: str
    compared_with: str
    before: CellState | None
    after: CellState


class AnswerState(_Out):
    """The status of an answer, the document of its first citation, and that citation."""

    status: str
    document: str = ""
    quote: str = ""
    right: bool


class QuestionChange(_Out):
    """A stored test question that is answered otherwise than before. `before` is null for the first ingest."""

    id: str
    question: str
    before: AnswerState | None
    after: AnswerState


class RuleDraft(_Out):
    """A sentence that looks like a rate clause and has no rule.

    Where a rule computes just what it says (with the other clauses of that rule), `yaml` is a draft in the form of
    corpus/rules, `says` tells its values and `usable` is true; else it is only to be read, and `note` says what no
    rule computes of it. `approved`: a person has approved it. `rejected`: why a person rejected it, "" where none
    did; it is then offered no more. `note` of a usable draft says which shipped values give way to it.
    """

    id: str
    section: str
    signs: list[str]
    quote: ImpactQuote
    rule: str
    parameter: str
    yaml: str
    approved: bool
    rejected: str = ""
    usable: bool
    note: str
    says: list[str] = Field(default_factory=list)

    @property
    def waiting(self) -> bool:
        """Whether nobody has decided on it."""
        return not self.approved and not self.rejected

    @property
    def offered(self) -> bool:
        """Whether there is a draft that a person can approve now."""
        return self.usable and self.waiting


class Impact(_Out):
    """Everything about the document to look at before it is relied on.

    `confirmed`: a person has confirmed the facts about it; until then it outranks no confirmed document.
    `lost` and `regained` are what the change switched off or on again; `questions` is null where the report
    was made afterwards, without the state before. `current`: the documents it quotes have not been changed since it was made.
    """

    document: str
    title: str
    file: str
    made_at: Instant
    current: bool
    confirmed: bool
    replaces: str = Field("", description="Hvilken fil eller udgave den erstatter")
    facts: list[ProposedField]
    succeeds: list[Succession]
    lost: list[Lost]
    regained: list[Lost]
    subjects: list[SubjectChange]
    questions: list[QuestionChange] | None
    questions_asked: int = 0
    drafts: list[RuleDraft]
    notes: list[str] = Field(default_factory=list)
