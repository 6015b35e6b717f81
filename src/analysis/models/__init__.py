"""Pure models: tables in, tables out; no files, no clock, no globals."""
