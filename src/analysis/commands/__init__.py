"""One file a command: a function `run` with typer's annotations; the file's name is the command's name."""
