"""The tables of the truth. Changing one needs a migration in index/migrations/versions."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

# The revision the code expects; see index/migrations/versions.
REVISION = "0004"

metadata = MetaData()

files = Table(
    "files",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("page_starts", JSON, nullable=False),
    Column("added_at", DateTime, nullable=False),
)

documents = Table(
    "documents",
    metadata,
    Column("id", String(200), primary_key=True),
    Column("file_sha256", String(64), ForeignKey("files.sha256", ondelete="CASCADE"), nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("region", Text),
    Column("kind", Text, nullable=False),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("dated", Date),
    Column("about", Text),
    Column("standing", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("confirmed", Boolean, nullable=False),
)

sections = Table(
    "sections",
    metadata,
    Column("document_id", String(200), ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("heading", Text, nullable=False),
    Column("path", JSON, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
)

passages = Table(
    "passages",
    metadata,
    Column("id", String(32), primary_key=True),
    Column(
        "document_id",
        String(200),
        ForeignKey("documents.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("number", Integer, nullable=False),
    Column("section", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("units", JSON, nullable=False),
)

# One row for each embedded text of each model: the same text is never embedded twice.
vectors = Table(
    "vectors",
    metadata,
    Column("model", String(200), primary_key=True),
    Column("text_sha256", String(64), primary_key=True),
    Column("vector", LargeBinary, nullable=False),
)

# Key "generation": the folder that readers open.
state = Table(
    "state",
    metadata,
    Column("key", String(50), primary_key=True),
    Column("value", Text, nullable=False),
)

conversations = Table(
    "conversations",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("title", Text, nullable=False),
    Column("created_at", DateTime, nullable=False),
    Column("updated_at", DateTime, nullable=False, index=True),
    # The id of the key it was asked with; NULL where no key was needed.
    Column("owner", String(16), index=True),
)

messages = Table(
    "messages",
    metadata,
    Column("id", String(36), primary_key=True),
    Column(
        "conversation_id",
        String(36),
        ForeignKey("conversations.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("number", Integer, nullable=False),
    Column("question", Text, nullable=False),
    Column("understood", JSON, nullable=False),
    Column("answer", JSON, nullable=False),
    Column("created_at", DateTime, nullable=False),
)

feedback = Table(
    "feedback",
    metadata,
    Column("id", String(36), primary_key=True),
    Column(
        "message_id",
        String(36),
        ForeignKey("messages.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("helpful", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    Column("comment", Text, nullable=False),
    Column("created_at", DateTime, nullable=False),
)

# Who did what, and when; ids only, never any text. Rows are only ever added (triggers refuse the rest).
audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", DateTime, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("outcome", Text, nullable=False, server_default="udført"),
)

# Of a key only a hash is kept. The id is public: it stands in lists and in the audit log.
api_keys = Table(
    "api_keys",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("name", Text, nullable=False),
    Column("scope", String(10), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("created_at", DateTime, nullable=False),
    Column("expires_at", DateTime),
    Column("revoked_at", DateTime),
)

# A browser that logged in with a key; the hash is of the random id in its cookie.
sessions = Table(
    "sessions",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("key_id", String(16), ForeignKey("api_keys.id", ondelete="CASCADE"), nullable=False),
    Column("created_at", DateTime, nullable=False),
    Column("expires_at", DateTime, nullable=False),
)

# Who goes through the learning path: the key is a hash of a random token or a chosen name, nothing else is known.
learners = Table(
    "learners",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("role", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("created_at", DateTime, nullable=False),
)

# The last state of each question a learner has answered. Version: what was asked; a changed question is asked again.
quiz_answers = Table(
    "quiz_answers",
    metadata,
    Column("learner_id", String(64), ForeignKey("learners.id", ondelete="CASCADE"), primary_key=True),
    Column("question", String(100), primary_key=True),
    Column("version", String(16), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("correct", Boolean, nullable=False),
    Column("answered_at", DateTime, nullable=False),
)

# Who approved what, and when; never any text of a document. Rows are only ever added (triggers refuse the rest).
approvals = Table(
    "approvals",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", DateTime, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("document_id", Text, nullable=False),
    Column("subject", Text, nullable=False),
)

# Rule drafts that a person approved, as YAML in the form of corpus/rules. They go with their document.
rule_values = Table(
    "rule_values",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("document_id", String(200), nullable=False, index=True),
    Column("yaml", Text, nullable=False),
    Column("approved_at", DateTime, nullable=False),
    Column("approved_by", Text, nullable=False),
)

# What a document changed when it came. "mentions": every document whose text the report holds; it goes with them.
impacts = Table(
    "impacts",
    metadata,
    Column("document_id", String(200), primary_key=True),
    Column("made_at", DateTime, nullable=False),
    Column("mentions", JSON, nullable=False),
    Column("report", JSON, nullable=False),
)
