"""Responses that are rendered after the transaction of their request has ended."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Response, render_template
from jinja2_fragments.flask import render_block


@dataclass(frozen=True)
class Part:
    """A template, or one named block of it, with what it shows."""

    template: str
    block: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)

    def render(self) -> str:
        """The HTML of this part."""
        if self.block:
            return render_block(self.template, self.block, **self.context)
        return render_template(self.template, **self.context)


class TemplateResponse(Response):
    """Templates and their context, rendered by `render` (as Django's TemplateResponse).

    `page` is the address where the result can be seen again: what the idempotency key
    of the form remembers.
    """

    def __init__(self, *parts: Part, page: str = "") -> None:
        super().__init__()
        self.parts = parts
        self.page = page
        self.is_rendered = False

    def render(self) -> "TemplateResponse":
        """Fill the body, once; the response itself comes back."""
        if not self.is_rendered:
            self.set_data("".join(part.render() for part in self.parts))
            self.is_rendered = True
        return self


def rendered(response: Response) -> Response:
    """The same response with its body filled, whatever kind it is."""
    if isinstance(response, TemplateResponse):
        return response.render()
    return response
