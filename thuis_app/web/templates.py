"""Templates are compiled once for each language, with its words already in them.

What a template asks with a fixed answer - the words of a sentence, an icon, the address
of a static file - is asked when it is compiled, not for every page that is shown.
"""

from collections.abc import MutableMapping
from typing import Any

from flask import Flask
from flask.templating import Environment
from jinja2 import Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape
from markupsafe import _escape_inner as escape_text  # type: ignore[attr-defined]

from thuis_app.web import language

WORDS = frozenset({"_", "gettext", "language"})
DRAWN = frozenset({"asset", "icon"})


class Fixed(NodeTransformer):
    """Puts the answer in the place of each question that has the same one always."""

    def __init__(self, known: MutableMapping[str, Any], asked: frozenset[str]) -> None:
        self.known, self.asked = known, asked

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        self.generic_visit(node)
        given = [part.value for part in node.args if isinstance(part, nodes.Const)]
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        is_open = node.kwargs or node.dyn_args or node.dyn_kwargs
        if name not in self.asked or is_open or len(given) < len(node.args):
            return node
        return nodes.Const(self.known[name](*given), lineno=node.lineno)


class Writer(CodeGenerator):
    """Puts what a template shows into the page by `Spoken.text`, and a loop at once."""

    def visit_For(self, node: nodes.For, frame: Frame) -> None:
        """Gather a loop, before it goes up word by word through all templates above."""
        if frame.buffer is not None:
            return super().visit_For(node, frame)
        self.buffer(frame)
        super().visit_For(node, frame)
        self.writeline(f"yield concat({frame.buffer})")
        frame.buffer = None

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        """Jinja's own hook, and the only one, for what surrounds a value."""
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.text(")


class Spoken(Environment):
    """Flask's templates, in as many languages as are asked for."""

    code_generator_class = Writer

    def __init__(self, app: Flask, **options: Any) -> None:
        super().__init__(app, **options)
        self.spoken: dict[str, Environment] = {}

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,
    ) -> Template:
        """The template in the language of this request, and all that it includes."""
        if self.overlayed:
            return super().get_template(name, parent, globals)
        code = language.code()
        if code not in self.spoken:
            self.spoken[code] = self.overlay()
        return self.spoken[code].get_template(name, parent, globals)

    def make_globals(
        self, d: MutableMapping[str, Any] | None
    ) -> MutableMapping[str, Any]:
        """In one dictionary: jinja's own chain is walked in Python at each import."""
        return {**self.globals, **(d or {})}

    def _generate(
        self,
        source: nodes.Template,
        name: str | None,
        filename: str | None,
        defer_init: bool = False,
    ) -> str:
        """Jinja's own hook to work on a template before it is compiled."""
        asked = WORDS if self.app.debug else WORDS | DRAWN
        answered = Fixed(self.globals, asked).visit(source)
        return super()._generate(answered, name, filename, defer_init)

    @staticmethod
    def text(value: Any) -> str:
        """A value as it stands in a page, escaped.

        It goes straight into the page, so unlike `escape` this does not mark it as
        safe first, which took a twentieth of a page. Markupsafe offers the step that
        remains under a private name only.
        """
        if type(value) is str:
            escaped: str = escape_text(value)
            return escaped
        if type(value) is int:
            return str(value)
        return value if type(value) is Markup else escape(value)


def init_app(app: Flask) -> None:
    app.jinja_environment = Spoken  # type: ignore[assignment]
