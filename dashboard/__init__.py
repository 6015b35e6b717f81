"""The dashboard: reads `data/processed` through `analysis.tables`, shows it in a browser, computes nothing itself."""
