"""Tables of live objects: sequences that show themselves in aligned columns."""

from __future__ import annotations

TYPE_CHECKING = False  # the machine has no module collections; annotations are never evaluated
if TYPE_CHECKING:
    from collections.abc import Iterator


class Table:
    """Rows of text under headings; as a sequence, the objects that the rows are about."""

    def __init__(self, headings: list[str], rows: list[list[object]], objects: list[object]) -> None:
        self.headings = headings
        self.rows = rows
        self._objects = objects

    def __len__(self) -> int:
        return len(self._objects)

    def __getitem__(self, index: int) -> object:
        return self._objects[index]

    def __iter__(self) -> Iterator[object]:
        return iter(self._objects)

    def __repr__(self) -> str:
        texts = [self.headings] + [[_text(cell) for cell in row] for row in self.rows]
        widths = [max([len(row[column]) for row in texts]) for column in range(len(self.headings))]
        right = [_is_numeric(self.rows, column) for column in range(len(self.headings))]
        return "\n".join([_line(row, widths, right) for row in texts])


def _text(cell: object) -> str:
    return "-" if cell is None else str(cell)


def _is_numeric(rows: list[list[object]], column: int) -> bool:
    return all(row[column] is None or isinstance(row[column], int) for row in rows)


def _line(cells: list[str], widths: list[int], right: list[bool]) -> str:
    parts = []
    for column in range(len(cells)):
        cell = cells[column]
        parts.append(cell.rjust(widths[column]) if right[column] else cell.ljust(widths[column]))
    return "  ".join(parts).rstrip()


def named_values(values: dict[str, int]) -> Table:
    """A table of names and numbers."""
    rows: list[list[object]] = [[name.replace("_", " "), values[name]] for name in values]
    return Table(["name", "value"], rows, list(values.items()))
