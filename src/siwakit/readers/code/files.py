"""Files that are given together: what one of them imports is followed into the others.

In JavaScript and Python a name has to be imported from a module, which is a file. Elsewhere the functions and types of all files are known by
their names.
"""

from __future__ import annotations

from dataclasses import dataclass

from siwakit.patterns import pattern
from siwakit.readers.code.evaluation import Evaluation
from siwakit.readers.code.scope import Scope
from siwakit.readers.code.tree import NOWHERE, Program
from siwakit.readers.code.values import Instance, Reference, Table, Value

_PARTS = pattern(r"[./\\]|::")
_FOLDERS = ("/", "\\")
_ENDINGS = frozenset({"js", "mjs", "cjs", "jsx", "ts", "mts", "cts", "tsx", "py", "pyw"})
_EXPORTS = pattern(r"(?:module\.)?exports(?:\.(\w+))?")
_WHOLE = "module.exports"
_MOST_PARTS = 12


@dataclass(slots=True, eq=False)
class File:
    """One file: its name, what it contains, and its variables when it has been executed."""

    name: str
    program: Program
    scope: Scope
    has_begun: bool = False

    @property
    def stem(self) -> str:
        """Return the name without its ending."""
        return self.name.partition(".")[0]


class Files(Evaluation):
    """The files of a run, of which the one that is executed is *file*."""

    files: tuple[File, ...] = ()
    file: File | None = None

    def execute_file(self, file: File) -> None:
        """Execute *file* once; what is imported while it is not known which way a program takes is not."""
        if file.has_begun or self.memory.level:
            return
        outer, self.file, file.has_begun = self.file, file, True
        self.execute(file.program.body, file.scope)
        self.file = outer

    def export(self, path: str, value: Value) -> None:
        """Note what a module of CommonJS exports: what it assigns to `module.exports` or to a member of it."""
        match = _EXPORTS.fullmatch(path)
        if match is None or self.file is None:
            return
        names = self.file.scope.names
        self.memory.touch(self.file.scope)
        exported = names.get(_WHOLE)
        if match[1] is None:
            names[_WHOLE] = value
        elif isinstance(exported, Table):
            self.memory.touch(exported)
            exported.entries[match[1]] = value
        elif exported is None:
            names[_WHOLE] = Table(entries={match[1]: value})

    def elsewhere(self, path: str) -> Value | None:
        """Return what *path* is in another file, or None if it is not there."""
        if len(self.files) < 2:  # noqa: PLR2004  the file itself and another one
            return None
        return self._shared(path) if self.semantics.shares_names else self._imported(path)

    def _imported(self, path: str) -> Value | None:
        module = self._module(path)
        if module is not None:
            return self._whole(module)
        of, _, name = path.rpartition(".")
        module = self._module(of)
        if module is None:
            return None
        whole = self._whole(module)
        found = whole.entries.get(name) if isinstance(whole, Table) else module.scope.names.get(name)
        return whole if found is None and name == "default" and _WHOLE in module.scope.names else found

    def _module(self, path: str) -> File | None:
        """Return the file that is imported as *path*."""
        parts = _PARTS.split(path)
        if parts[-1] in _ENDINGS and len(parts) > 1:
            parts.pop()
        if self.semantics.imports_by_path and not path.startswith(".") and not any(folder in path for folder in _FOLDERS):
            return None
        found = next((file for file in self.files if file.stem == parts[-1] and file is not self.file), None)
        if found is not None:
            self.execute_file(found)
        return found

    def _whole(self, module: File) -> Value:
        return module.scope.names.get(_WHOLE) or Instance(kind=module.stem, state={"scope": module.scope}, span=NOWHERE)

    def _shared(self, path: str) -> Value | None:
        """Return the function, type or variable that the end of *path* is in another file; what is behind a type is one of its members."""
        parts = [part for part in _PARTS.split(path) if part][-_MOST_PARTS:]
        for number in reversed(range(len(parts))):
            value = self._known_as(parts[number]) or self._known_as(".".join(parts[: number + 1]))
            for name in parts[number + 1 :] if value is not None else ():
                value = self.member(value, name, NOWHERE) if value is not None else None
            if value is not None and not isinstance(value, Reference):
                return value
        return None

    def _known_as(self, name: str) -> Value | None:
        found: list[Value] = []
        for file in self.files:
            if file is not self.file:
                self.execute_file(file)
                found += [file.scope.names[name]] if name in file.scope.names else []
        return found[0] if len(found) == 1 else None
