"""Which region a text speaks of, as the assistant asks it; read once, where documents are taken in too."""

from ingest.regions import Region, RegionMention, Regions, RegionsError, Via

__all__ = ["Region", "RegionMention", "Regions", "RegionsError", "Via"]
