"""Opening the data folder as the settings say."""

from __future__ import annotations

from api.settings import Settings
from assistant.assistant import Assistant
from assistant.llm import OpenAILikeModel
from assistant.retention import clean
from index.ingestion import Progress, silent
from index.library import Library


def open_library(settings: Settings) -> Library:
    """Documents and index; nothing is taken in and no model is loaded. Conversations past their time are erased."""
    library = Library.open(
        settings.data, settings.model, settings.database_url, settings.limits, reranker=settings.reranker
    )
    clean(library.store, settings.retention_days)
    return library


def language_model_of(settings: Settings) -> OpenAILikeModel | None:
    """The language model of the settings; None when none is set."""
    if not settings.llm_address:
        return None
    key = settings.llm_key.get_secret_value() if settings.llm_key else ""
    return OpenAILikeModel(settings.llm_address, settings.llm_model, key, settings.llm_seconds)


def new_assistant(settings: Settings) -> Assistant:
    """An assistant that still has to be prepared."""
    return Assistant(open_library(settings), settings.clock, language_model_of(settings))


def open_assistant(settings: Settings, progress: Progress = silent) -> Assistant:
    """An assistant that is ready to answer."""
    assistant = new_assistant(settings)
    assistant.prepare(progress)
    return assistant
