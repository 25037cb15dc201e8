"""Programs in Go, built as packages of one program, which takes one compilation and one link for all of them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

LIBRARY = Path("/usr/share/gocode/src/github.com/golang-jwt/jwt")
MODULE = f"module programs\n\ngo 1.19\n\nrequire github.com/golang-jwt/jwt/v4 v4.4.3\n\nreplace github.com/golang-jwt/jwt/v4 => {LIBRARY}\n"


class GoPrograms:
    """The programs at *paths*, built in *folder*; `errors` has what the compiler says of those that it refuses."""

    def __init__(self, folder: Path, paths: Sequence[Path]) -> None:
        self.errors: dict[Path, str] = {}
        self._names = {path: f"p{number}" for number, path in enumerate(paths)}
        if not paths:
            return
        self._folder = folder / f"go_{paths[0].parent.name}"
        self._folder.mkdir()
        (self._folder / "go.mod").write_text(MODULE)
        for path, name in self._names.items():
            (self._folder / name).mkdir()
            text = path.read_text().replace("package main", f"package {name}", 1).replace("func main()", "func Main()")
            (self._folder / name / path.name).write_text(text)
        self._refuse("build", "./...")
        # The compiler says which packages are wrong; vet also finds tests of a library's misuse, which a build does not.
        good = [name for path, name in self._names.items() if path not in self.errors]
        imports = "\n".join(f'\t"programs/{name}"' for name in good)
        cases = "\n".join(f'\tcase "{name}":\n\t\t{name}.Main()' for name in good)
        (self._folder / "main.go").write_text(
            f'package main\n\nimport (\n\t"os"\n{imports}\n)\n\nfunc main() {{\n\tswitch os.Args[1] {{\n{cases}\n\t}}\n}}\n'
        )
        done = self._go("build", "-o", "all", ".")
        assert done.returncode == 0, done.stderr

    def command(self, path: Path) -> tuple[str, ...]:
        return (str(self._folder / "all"), self._names[path])

    def _refuse(self, *arguments: str) -> None:
        said = self._go(*arguments).stderr
        for path, name in self._names.items():
            if f"# programs/{name}\n" in said or f"{name}/" in said:
                self.errors[path] = said

    def _go(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "GOFLAGS": "-mod=mod", "GOPROXY": "off", "GOSUMDB": "off", "GO111MODULE": "on", "CGO_ENABLED": "0"}
        return subprocess.run(("go", *arguments), cwd=self._folder, env=environment, capture_output=True, text=True, timeout=300, check=False)
