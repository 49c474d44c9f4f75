"""The assistant as tools and resources for other programs, over the Model Context Protocol."""
