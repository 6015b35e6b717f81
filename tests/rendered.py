"""What a page made of Dash components says, read without a browser."""

from dash.development.base_component import Component


def text(component: object) -> str:
    if isinstance(component, Component):
        return text(getattr(component, "children", None))
    if isinstance(component, list | tuple):
        return "".join(map(text, component))
    return component if isinstance(component, str) else ""
