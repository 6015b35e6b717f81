"""Native Office charts: a chart part and the workbook behind it, the same for PowerPoint and Word."""
