"""What browsers may post to Dash's one address for callbacks: calls of callbacks that exist, with their own inputs.

Dash answers anything else with a failure of the server (500). Who posts made-up bodies has made the mistake himself
(400), and the log shall have no traceback for each of them.
"""

from collections.abc import Mapping

import flask

PATH = "/_dash-update-component"
REFUSED = "请求不完整或不是本看板发出的。请刷新页面再试。"
ROUTER = "_pages_location"  # Dash's own location: what its router reads


def refused(callbacks: Mapping[str, dict]) -> flask.Response | None:
    """The answer to a body that calls none of the `callbacks` (output → `inputs`, `state`); None for a proper one.

    Raises werkzeug's errors for what is no JSON or too large.
    """
    try:
        if _proper(flask.request.get_json(), callbacks):
            return None
    except RecursionError:  # thousands of brackets
        pass
    return flask.Response(REFUSED, status=400, mimetype="text/plain")


def _proper(body: object, callbacks: Mapping[str, dict]) -> bool:
    if not isinstance(body, dict) or not isinstance(body.get("output"), str):
        return False
    declared = callbacks.get(body["output"])
    if declared is None or "callback" not in declared:  # what runs in the browser is never asked for here
        return False
    changed = body.get("changedPropIds", [])
    return (
        _fit(body.get("inputs", []), declared["inputs"])
        and _fit(body.get("state", []), declared["state"])
        and _outputs(body.get("outputs"), body["output"])
        and isinstance(changed, list)
        and all(isinstance(one, str) for one in changed)
    )


def _fit(given: object, declared: list[dict]) -> bool:
    """Whether the entries are those declared, in their order, and the router's such as browsers have."""
    if not isinstance(given, list) or len(given) != len(declared):
        return False
    for entry, known in zip(given, declared, strict=True):
        if known["id"].startswith("{"):  # of a pattern: any number of components
            continue
        if not isinstance(entry, dict) or any(entry.get(name) != known[name] for name in ("id", "property")):
            return False
        if known["id"] == ROUTER and not _location(known["property"], entry.get("value")):
            return False
    return True


def _location(part: str, value: object) -> bool:
    """Whether a browser's address could have this `pathname` or `search`."""
    return isinstance(value, str) and (part != "pathname" or value.startswith("/"))


def _outputs(given: object, declared: str) -> bool:
    """`declared` is Dash's own name for the outputs: `id.property`, or `..id.property...id.property..` of several."""
    if "{" in declared:
        return True
    several = declared.startswith("..")
    entries = given if several else [given]
    names = declared[2:-2].split("...") if several else [declared]
    if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        return False
    said = [f"{one.get('id')}.{one.get('property')}" for one in entries]
    return said == [name.partition("@")[0] for name in names]
