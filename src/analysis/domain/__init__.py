"""What everything above shares: the regions and their search, the series and its key, the groups of quantities."""
