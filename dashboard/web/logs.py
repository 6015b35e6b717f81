"""Log lines that say what was sent without letting it act: nobody writes a line of his own, or into a terminal."""

import logging

FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"
CONTINUED = "\n    "  # what goes on below a line, a traceback say, never begins as a line does


class SafeFormatter(logging.Formatter):
    """Control characters and the like as their escapes; further lines of a record indented."""

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        shown = "".join(one if one.isprintable() or one == "\n" else ascii(one)[1:-1] for one in text)
        return shown.replace("\n", CONTINUED)


def to_stderr() -> None:
    """All lines from INFO on."""
    handler = logging.StreamHandler()
    handler.setFormatter(SafeFormatter(FORMAT))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a request that waits a moment is no warning
