"""How far a learner has come, kept in the truth: no name, only a hash of a random token or a chosen word."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from index import schema
from index.database import now
from index.store import Store


class UnknownLearner(LookupError):
    """No learner has the token."""

    def __init__(self) -> None:
        super().__init__("Der er intet forløb med det kendetegn. Begynd på et nyt.")


@dataclass(frozen=True)
class Learner:
    """Someone on the path. `token` is the only way back to the progress; it is not stored."""

    token: str
    role: str
    region: str


@dataclass(frozen=True)
class Given:
    """The last state of one question: which version of it was asked, how often, and whether it is right by now."""

    version: str
    tries: int
    correct: bool
    order: int


class Learners:
    """All learners of a store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def create(self, role: str, region: str, token: str | None = None) -> Learner:
        """A new learner with a random token; a token of one's own begins again from the start."""
        table = schema.learners
        learner = Learner(token or secrets.token_urlsafe(24), role, region)
        with self._store.transaction() as connection:
            connection.execute(sa.delete(table).where(table.c.id == _key(learner.token)))
            connection.execute(
                sa.insert(table).values(id=_key(learner.token), role=role, region=region, created_at=now())
            )
        return learner

    def get(self, token: str) -> Learner:
        """Raises UnknownLearner."""
        table = schema.learners
        with self._store.engine.connect() as connection:
            row = connection.execute(
                sa.select(table.c.role, table.c.region).where(table.c.id == _key(token))
            ).first()
        if row is None:
            raise UnknownLearner
        return Learner(token, row.role, row.region)

    def move(self, token: str, role: str, region: str) -> Learner:
        """Go on with another role or region; what is answered stays. Raises UnknownLearner."""
        table = schema.learners
        with self._store.transaction() as connection:
            moved = connection.execute(
                sa.update(table).where(table.c.id == _key(token)).values(role=role, region=region)
            )
            if not moved.rowcount:
                raise UnknownLearner
        return Learner(token, role, region)

    def answers(self, token: str) -> Mapping[str, Given]:
        """The state of every answered question, by its id; `order` counts from the longest ago."""
        table = schema.quiz_answers
        with self._store.engine.connect() as connection:
            rows = connection.execute(
                sa.select(table)
                .where(table.c.learner_id == _key(token))
                .order_by(table.c.answered_at, table.c.question)
            ).all()
        return {
            row.question: Given(row.version, row.tries, row.correct, order) for order, row in enumerate(rows)
        }

    def keep(self, token: str, question: str, version: str, correct: bool) -> None:
        """Keep an answer. What was right stays right, until the question itself changes. Raises UnknownLearner."""
        try:
            self._keep(token, question, version, correct)
        except sa.exc.IntegrityError:
            # The same question was answered at the same moment, or the learner is gone.
            self.get(token)
            self._keep(token, question, version, correct)

    def _keep(self, token: str, question: str, version: str, correct: bool) -> None:
        table = schema.quiz_answers
        mine = (table.c.learner_id == _key(token)) & (table.c.question == question)
        same = table.c.version == version
        with self._store.transaction() as connection:
            # Written first: a transaction that begins by reading could not be kept beside another's writing.
            updated = connection.execute(
                sa.update(table)
                .where(mine)
                .values(
                    tries=sa.case((same, table.c.tries + 1), else_=1),
                    correct=sa.case((same, table.c.correct | sa.literal(correct)), else_=sa.literal(correct)),
                    version=version,
                    answered_at=now(),
                )
            )
            if not updated.rowcount:
                connection.execute(
                    sa.insert(table).values(
                        learner_id=_key(token),
                        question=question,
                        version=version,
                        tries=1,
                        correct=correct,
                        answered_at=now(),
                    )
                )

    def delete(self, token: str) -> None:
        """Forget a learner; the bytes leave the database files at once. Raises UnknownLearner."""
        table = schema.learners
        with self._store.transaction() as connection:
            gone = connection.execute(sa.delete(table).where(table.c.id == _key(token)))
            if not gone.rowcount:
                raise UnknownLearner
        self._store.scrub()


def _key(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
