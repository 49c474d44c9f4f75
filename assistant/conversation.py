"""Conversations kept in the truth, so that they can be resumed, listed and deleted for real."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from assistant.answer import Answer
from assistant.conversation_summary import ConversationSummary, summary_of
from assistant.feedback import Feedback, feedback_of
from assistant.privacy import masked, masked_data, searchable
from index import erasure, schema
from index.database import now
from index.store import Store


class UnknownConversation(LookupError):
    """No conversation, or no message, has the id."""


@dataclass(frozen=True)
class Turn:
    """A question, what was understood by it, and the answer given."""

    message_id: str
    question: str
    understood: Mapping[str, Any]
    answer: Answer
    created_at: datetime

    def searched(self) -> Turn:
        """The turn with its question as it was searched for."""
        return replace(self, question=searchable(self.question))


class Conversations:
    """The conversations of one owner in a store: for everybody else they are not there.

    `owner` is the id of a key; None is whoever works at the machine itself, where no key is needed.
    """

    def __init__(self, store: Store, owner: str | None = None) -> None:
        self._store = store
        self._owner = owner

    @property
    def _own(self) -> sa.ColumnElement[bool]:
        owner = schema.conversations.c.owner
        return owner.is_(None) if self._owner is None else owner == self._owner

    def of(self, owner: str | None) -> Conversations:
        """The conversations of another owner."""
        return Conversations(self._store, owner)

    def exists(self, conversation_id: str) -> bool:
        table = schema.conversations
        query = sa.select(table.c.id).where(table.c.id == conversation_id, self._own)
        with self._store.engine.connect() as connection:
            return connection.execute(query).first() is not None

    def begin(self, title: str) -> str:
        """Open a conversation that has an address before its first answer is there; its id.

        One in which nothing was answered within a day is dropped by the next.
        """
        at = now()
        conversations, messages = schema.conversations, schema.messages
        begun = str(uuid4())
        answered = sa.select(messages.c.id).where(messages.c.conversation_id == conversations.c.id).exists()
        with self._store.transaction() as connection:
            connection.execute(
                sa.delete(conversations).where(
                    conversations.c.updated_at < at - timedelta(days=1), sa.not_(answered)
                )
            )
            connection.execute(
                sa.insert(conversations).values(
                    id=begun,
                    title=masked(title).strip()[:120],
                    created_at=at,
                    updated_at=at,
                    owner=self._owner,
                )
            )
        return begun

    def turns(self, conversation_id: str) -> list[Turn]:
        """The turns of a conversation in order. Raises UnknownConversation."""
        if not self.exists(conversation_id):
            raise UnknownConversation(f"Der er ingen samtale med id »{conversation_id}«.")
        table = schema.messages
        with self._store.engine.connect() as connection:
            rows = connection.execute(
                sa.select(table).where(table.c.conversation_id == conversation_id).order_by(table.c.number)
            ).all()
        return [_turn(row) for row in rows]

    def turn(self, message_id: str) -> Turn:
        """One turn. Raises UnknownConversation."""
        table, conversations = schema.messages, schema.conversations
        query = (
            sa.select(table)
            .join(conversations, conversations.c.id == table.c.conversation_id)
            .where(table.c.id == message_id, self._own)
        )
        with self._store.engine.connect() as connection:
            row = connection.execute(query).first()
        if row is None:
            raise UnknownConversation(f"Der er ingen besked med id »{message_id}«.")
        return _turn(row)

    def reported(self, message_id: str) -> Conversations:
        """Where a message is to be read by whoever looks after the system.

        With those of its owner, when he reported its answer as wrong; with the own ones otherwise.
        """
        feedback, messages, conversations = schema.feedback, schema.messages, schema.conversations
        query = (
            sa.select(conversations.c.owner)
            .join(messages, messages.c.conversation_id == conversations.c.id)
            .join(feedback, feedback.c.message_id == messages.c.id)
            .where(messages.c.id == message_id, sa.not_(feedback.c.helpful))
        )
        with self._store.engine.connect() as connection:
            row = connection.execute(query).first()
        return self if row is None else self.of(row.owner)

    def add(
        self, conversation_id: str | None, question: str, understood: Mapping[str, Any], answer: Answer
    ) -> Answer:
        """Keep a turn, beginning a conversation when there is none; the answer with both ids filled in."""
        at = now()
        question = masked(question)
        messages, conversations = schema.messages, schema.conversations
        number = 1
        with self._store.transaction() as connection:
            if conversation_id is None:
                conversation_id = str(uuid4())
                connection.execute(
                    sa.insert(conversations).values(
                        id=conversation_id,
                        title=question[:120],
                        created_at=at,
                        updated_at=at,
                        owner=self._owner,
                    )
                )
            else:
                # First: it holds off another turn of the same conversation until this one has its number.
                connection.execute(
                    sa.update(conversations)
                    .where(conversations.c.id == conversation_id)
                    .values(updated_at=at)
                )
                number = connection.execute(
                    sa.select(sa.func.coalesce(sa.func.max(messages.c.number), 0) + 1).where(
                        messages.c.conversation_id == conversation_id
                    )
                ).scalar_one()
            kept = answer.model_copy(update={"conversation_id": conversation_id, "message_id": str(uuid4())})
            connection.execute(
                sa.insert(messages).values(
                    id=kept.message_id,
                    conversation_id=conversation_id,
                    number=number,
                    question=question,
                    understood=masked_data(dict(understood)),
                    answer=kept.model_dump(mode="json"),
                    created_at=at,
                )
            )
        return kept

    def disliked(self, limit: int = 100) -> list[tuple[Feedback, Turn]]:
        """The answers somebody found wrong, whoever it was, the latest first, each with what was said of it."""
        feedback, messages = schema.feedback, schema.messages
        query = (
            sa.select(feedback)
            .where(sa.not_(feedback.c.helpful))
            .order_by(feedback.c.created_at.desc())
            .limit(limit)
        )
        with self._store.engine.connect() as connection:
            said = [feedback_of(row) for row in connection.execute(query).all()]
            wanted = {each.message_id for each in said}
            rows = connection.execute(sa.select(messages).where(messages.c.id.in_(wanted))).all()
        turns = {row.id: _turn(row) for row in rows}
        return [(each, turns[each.message_id]) for each in said if each.message_id in turns]

    def list(self, search: str = "", limit: int = 200) -> list[ConversationSummary]:
        """The latest conversations first; those with the words in a question or title when `search` is given.

        One in which nothing is answered yet is left out.
        """
        conversations, messages = schema.conversations, schema.messages
        count = (
            sa.select(sa.func.count())
            .where(messages.c.conversation_id == conversations.c.id)
            .scalar_subquery()
        )
        query = (
            sa.select(conversations, count.label("turns"))
            .where(self._own, conversations.c.id.in_(sa.select(messages.c.conversation_id)))
            .order_by(conversations.c.updated_at.desc())
        )
        if search.strip():
            pattern = f"%{_literal(masked(search).strip())}%"
            asked = sa.select(messages.c.conversation_id).where(
                messages.c.question.ilike(pattern, escape="\\")
            )
            query = query.where(
                conversations.c.title.ilike(pattern, escape="\\") | conversations.c.id.in_(asked)
            )
        with self._store.engine.connect() as connection:
            rows = connection.execute(query.limit(limit)).all()
        return [summary_of(row) for row in rows]

    def summary(self, conversation_id: str) -> ConversationSummary:
        """What the list says of one conversation. Raises UnknownConversation."""
        conversations, messages = schema.conversations, schema.messages
        count = sa.select(sa.func.count()).where(messages.c.conversation_id == conversation_id)
        query = sa.select(conversations, count.scalar_subquery().label("turns")).where(
            conversations.c.id == conversation_id, self._own
        )
        with self._store.engine.connect() as connection:
            row = connection.execute(query).first()
        if row is None:
            raise UnknownConversation(f"Der er ingen samtale med id »{conversation_id}«.")
        return summary_of(row)

    def rename(self, conversation_id: str, title: str) -> None:
        """Give a conversation another title. Raises UnknownConversation."""
        if not self.exists(conversation_id):
            raise UnknownConversation(f"Der er ingen samtale med id »{conversation_id}«.")
        table = schema.conversations
        with self._store.transaction() as connection:
            connection.execute(
                sa.update(table)
                .where(table.c.id == conversation_id)
                .values(title=masked(title).strip()[:120])
            )

    def delete(self, conversation_id: str) -> None:
        """Delete a conversation; its bytes leave the database files at once, or where a
        reader is in the way with the next clean-up (assistant/retention.py). Raises UnknownConversation.
        """
        if not self.exists(conversation_id):
            raise UnknownConversation(f"Der er ingen samtale med id »{conversation_id}«.")
        table = schema.conversations
        with self._store.transaction() as connection:
            connection.execute(sa.delete(table).where(table.c.id == conversation_id))
            erasure.begin(connection)
        erasure.finish(self._store)

    def delete_all(self) -> None:
        """Delete every conversation of this owner, as `delete` does."""
        with self._store.transaction() as connection:
            connection.execute(sa.delete(schema.conversations).where(self._own))
            erasure.begin(connection)
        erasure.finish(self._store)

    def add_feedback(self, message_id: str, helpful: bool, reason: str = "", comment: str = "") -> None:
        """Keep what a reader thought of an answer. Raises UnknownConversation."""
        self.turn(message_id)
        with self._store.transaction() as connection:
            connection.execute(
                sa.insert(schema.feedback).values(
                    id=str(uuid4()),
                    message_id=message_id,
                    helpful=helpful,
                    reason=masked(reason),
                    comment=masked(comment),
                    created_at=now(),
                )
            )

    def feedback(self, conversation_id: str) -> dict[str, Feedback]:
        """What was last thought of each answer of a conversation, by message id."""
        feedback, messages, conversations = schema.feedback, schema.messages, schema.conversations
        query = (
            sa.select(feedback)
            .join(messages, messages.c.id == feedback.c.message_id)
            .join(conversations, conversations.c.id == messages.c.conversation_id)
            .where(messages.c.conversation_id == conversation_id, self._own)
            .order_by(feedback.c.created_at)
        )
        with self._store.engine.connect() as connection:
            rows = connection.execute(query).all()
        return {row.message_id: feedback_of(row) for row in rows}


def _literal(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _turn(row: Any) -> Turn:
    return Turn(row.id, row.question, row.understood, Answer.model_validate(row.answer), row.created_at)
