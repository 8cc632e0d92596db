"""How the house stands: rooms, arrows and circles between them, files, functions, and what each engine owns.

`python -m scripts.house` prints it for the tree it is started in. A room is a folder, and at the root of a package each
file by itself; an arrow is drawn once between two rooms, however many imports go that way.
"""

import ast
import statistics
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import grimp

PACKAGES: Final = ("mappings", "search", "indexer", "webapp", "trips")
# Packages whose rooms are drawn; their engines by the folders that they are or were.
DRAWN: Final = ("search", "webapp")
ENGINES: Final = ("embedded", "elastic")
_MOST_CIRCLES: Final = 5


def main() -> None:
    """Print every figure."""
    graph = grimp.build_graph(*PACKAGES)
    for package in DRAWN:
        rooms = {room for module in graph.modules if (room := _room(package, module))}
        arrows = {
            (_room(package, importer), _room(package, imported))
            for importer in graph.modules
            for imported in graph.find_modules_directly_imported_by(importer)
        }
        drawn = {(one, other) for one, other in arrows if one and other and one != other}
        circles = sorted({tuple(sorted(pair)) for pair in drawn if pair[::-1] in drawn})
        print(f"{package}: {len(rooms)} rooms, {len(drawn)} arrows, {len(circles)} circles {circles[:_MOST_CIRCLES]}")
    files = {path: path.read_text(encoding="utf-8") for package in PACKAGES for path in Path(package).rglob("*.py")}
    lines = {path: text.count("\n") for path, text in files.items()}
    longest = max(lines, key=lambda path: lines[path])
    print(
        f"files: {len(files)}, lines {sum(lines.values()):,}, median {statistics.median(lines.values()):.0f}, "
        f"longest {lines[longest]} ({longest})"
    )
    functions = {f"{path}:{name}": length for path, text in files.items() for name, length in _functions(text)}
    most = max(functions, key=lambda name: functions[name])
    print(
        f"functions: {len(functions):,}, median {statistics.median(functions.values()):.0f} lines, "
        f"longest {functions[most]} ({most})"
    )
    for engine in ENGINES:
        own = sum(count for path, count in lines.items() if engine in path.parts)
        print(f"lines of the engine {engine}: {own:,}")


def _room(package: str, module: str) -> str:
    """The room of a module, empty for modules of other packages and for the package itself."""
    name, *inside = module.split(".")
    return ".".join([package, inside[0]]) if name == package and inside else ""


def _functions(text: str) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{node.name}:{node.lineno}", (node.end_lineno or node.lineno) - node.lineno + 1


if __name__ == "__main__":
    main()
