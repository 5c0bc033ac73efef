"""Finds, in a syntax tree, what leans on the inside of a library.

Names that begin with an underscore, assignments to what was imported or to the
application, and answers that are kept for the life of the process.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

import thuis_app

PACKAGE = Path(thuis_app.__file__).parent
FILES = sorted(PACKAGE.rglob("*.py"))

DOCUMENTED_NAMES = {
    "_asdict": "public of a namedtuple; the underscore keeps it from its fields",
    "_fields": "public of a namedtuple",
    "_make": "public of a namedtuple",
    "_replace": "public of a namedtuple",
    "_get_current_object": "documented by Werkzeug for a LocalProxy",
    "_value": "documented by WTForms: what a field shows of its data",
}
DOCUMENTED_ASSIGNMENTS = {
    "app.jinja_options": "documented by Flask, for the options of its environment",
    "app.session_interface": "documented by Flask, for sessions of one's own",
    "app.wsgi_app": "documented by Flask, for middleware",
    "request.max_content_length": "documented by Flask, to bound one request",
    "g": "made by Flask to hold attributes for one request",
}
KEEPS = {"lru_cache", "cache"}
SHARED_TYPES = {"Flask", "Blueprint", "SQLAlchemy", "Engine", "Dialect", "Environment"}
SHARED_NAMES = {"app", "current_app", "engine", "dialect"}


@dataclass
class Module:
    """The syntax tree of one file; what it imports, and which private names it has."""

    tree: ast.Module
    imported: set[str] = field(default_factory=set)
    own: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        for node in ast.walk(self.tree):
            match node:
                case ast.Import(names=names) | ast.ImportFrom(names=names):
                    given = (one.asname or one.name.split(".")[0] for one in names)
                    self.imported.update(given)
                case (
                    ast.FunctionDef(name=name)
                    | ast.ClassDef(name=name)
                    | ast.Name(id=name, ctx=ast.Store())
                    | ast.Attribute(
                        value=ast.Name(id="self" | "cls"), attr=name, ctx=ast.Store()
                    )
                ):
                    self.own.add(name)


def read(source: str) -> Module:
    return Module(ast.parse(source))


MODULES = {str(p.relative_to(PACKAGE)): read(p.read_text()) for p in FILES}
OURS = {name for module in MODULES.values() for name in module.own}

ASKING = [
    path
    for path in MODULES
    if {"policy", "queries"} & {*Path(path).with_suffix("").parts}
]


def is_private(name: str) -> bool:
    is_dunder = name.startswith("__") and name.endswith("__")
    return name.startswith("_") and name != "_" and not is_dunder


def private_imports(module: Module) -> Iterator[str]:
    """Names or modules that begin with an underscore, of a library or of our own."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom):
            path = (node.module or "").split(".")
        elif isinstance(node, ast.Import):
            path = []
        else:
            continue
        for alias in node.names:
            if any(map(is_private, [*path, *alias.name.split(".")])):
                yield f"line {node.lineno}: import of {'.'.join([*path, alias.name])}"


def private_attributes(module: Module) -> Iterator[str]:
    """`x._name`, unless this module itself gave `x` that name."""
    for node in ast.walk(module.tree):
        match node:
            case ast.Attribute(value=value, attr=name):
                pass
            case ast.Call(
                func=ast.Name(id="getattr" | "setattr" | "hasattr" | "delattr"),
                args=[value, ast.Constant(value=str(name)), *_],
            ):
                pass
            case _:
                continue
        if is_private(name) and name not in DOCUMENTED_NAMES:
            of = ast.unparse(value)
            known = OURS | module.own if of in {"self", "cls"} else module.own
            if of == "super()" or name not in known or root(value) in module.imported:
                yield f"line {node.lineno}: {of}.{name}"


def private_overrides(module: Module, path: str) -> Iterator[str]:
    """Private methods of a library's class that a class of ours replaces."""
    here = import_module(f"thuis_app.{path.removesuffix('.py').replace('/', '.')}")
    for node in module.tree.body:
        if not isinstance(node, ast.ClassDef):
            continue
        refused = {
            name
            for base in getattr(here, node.name).__mro__
            if not base.__module__.startswith("thuis_app")
            for name in vars(base)
            if is_private(name) and name not in DOCUMENTED_NAMES
        }
        for one in node.body:
            if isinstance(one, ast.FunctionDef) and one.name in refused:
                yield f"line {one.lineno}: {node.name}.{one.name} overrides"


def root(node: ast.AST) -> str | None:
    """The name at the left of `a.b[0].c`, through `cast(...)` too."""
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "cast":
        return root(node.args[-1])
    return node.id if isinstance(node, ast.Name) else None


def shared_in(scope: ast.AST) -> set[str]:
    """What stands in a function for the application or a part of it."""
    found = set(SHARED_NAMES)
    for node in ast.walk(scope):
        if isinstance(node, ast.arg) and node.annotation is not None:
            if ast.unparse(node.annotation).strip("'\"") in SHARED_TYPES:
                found.add(node.arg)
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if root(node.value) in found:
                found |= {one.id for one in targets if isinstance(one, ast.Name)}
    return found


def assigned(node: ast.AST) -> list[ast.expr]:
    """What a statement assigns to or deletes, also by `setattr`."""
    match node:
        case ast.Assign(targets=targets) | ast.Delete(targets=targets):
            return [part for one in targets for part in parts(one)]
        case ast.AnnAssign(target=target) | ast.AugAssign(target=target):
            return [target]
        case ast.Call(
            func=ast.Name(id="setattr" | "delattr"),
            args=[value, ast.Constant(value=str(name)), *_],
        ):
            return [ast.Attribute(value, name, ast.Store())]
    return []


def parts(target: ast.expr) -> list[ast.expr]:
    return target.elts if isinstance(target, ast.Tuple | ast.List) else [target]


def foreign_assignments(module: Module) -> Iterator[str]:
    """`x.name = ...` where `x` was imported, or stands for the application."""
    scopes = [module.tree, *functions_of(module.tree)]
    found: set[tuple[int, str]] = set()
    for scope in scopes:
        foreign = module.imported | shared_in(scope)
        for node in ast.walk(scope):
            for target in assigned(node):
                text = ast.unparse(target)
                is_foreign = (
                    isinstance(target, ast.Attribute) and root(target) in foreign
                )
                if is_foreign and not is_documented(target):
                    found.add((getattr(node, "lineno", 0), text))
    yield from (f"line {line}: {text} is assigned" for line, text in sorted(found))


def caches(module: Module) -> Iterator[str]:
    """Functions whose answers are kept for the life of the process."""
    for node in ast.walk(module.tree):
        match node:
            case (
                ast.Name(id="lru_cache" | "cache")
                | ast.Attribute(
                    value=ast.Name(id="functools"), attr="lru_cache" | "cache"
                )
            ):
                yield f"line {node.lineno}: {ast.unparse(node)}"
            case ast.ImportFrom(module="functools", names=names):
                kept = [one.name for one in names if one.name in KEEPS]
                yield from (f"line {node.lineno}: import of {name}" for name in kept)


def functions_of(tree: ast.Module) -> list[ast.AST]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def is_documented(target: ast.expr) -> bool:
    return {ast.unparse(target), root(target)} & set(DOCUMENTED_ASSIGNMENTS) != set()
