"""What can go wrong with the index, said so that a person can act on it."""


class IndexFault(Exception):
    """The index cannot do what was asked; the message is a Danish sentence with the remedy."""


class IngestRunning(IndexFault):
    """Another ingest holds the writer's lock."""

    def __init__(self) -> None:
        super().__init__(
            "En anden indlæsning er i gang. Vent, til den er færdig, og prøv igen; intet er ændret."
        )


class BrokenView(IndexFault):
    """A search view on disk is damaged or missing; it can be rebuilt from the database."""


class UnknownDocument(IndexFault):
    """No document has the id."""

    def __init__(self, document_id: str, known: list[str]) -> None:
        super().__init__(
            f"Der er ikke noget dokument med id »{document_id}«. De indlæste er: {', '.join(known) or 'ingen'}."
        )
