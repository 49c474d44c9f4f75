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


class CannotWrite(IndexFault):
    """The disk is full, or the data folder may not be written to. Nothing was changed."""

    def __init__(self, folder: object, why: object) -> None:
        super().__init__(
            f"Der kan ikke skrives i datamappen {folder} ({why}). Sørg for plads på disken og skriveadgang "
            "til mappen, og prøv igen; intet er ændret."
        )


class DamagedStore(IndexFault):
    """The database file is damaged: the truth itself, which nothing here can rebuild."""

    def __init__(self, url: str, why: object) -> None:
        super().__init__(
            f"Databasen {url} er beskadiget eller kan ikke læses ({why}). Gendan den fra en sikkerhedskopi, "
            "eller flyt den væk og indlæs dokumenterne igen."
        )


class UnknownDocument(IndexFault):
    """No document has the id."""

    def __init__(self, document_id: str, known: list[str]) -> None:
        super().__init__(
            f"Der er ikke noget dokument med id »{document_id}«. De indlæste er: {', '.join(known) or 'ingen'}."
        )


class StaleView(BrokenView):
    """The views were replaced, and these taken away, while a question read them; asked again it reads the new ones."""


class DatabaseGone(IndexFault):
    """The database server cannot be reached, or ended the connection."""

    def __init__(self, place: str, why: str) -> None:
        super().__init__(
            f"Databasen {place} svarer ikke ({why}). Se efter, at PostgreSQL kører og kan nås, og prøv igen."
        )
