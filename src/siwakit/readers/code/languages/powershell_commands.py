"""PowerShell: commands and pipes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siwakit.patterns import pattern
from siwakit.readers.code.languages.lowering import Lowered
from siwakit.readers.code.languages.nodes import descendants
from siwakit.readers.code.languages.powershell_values import PowerShellValues
from siwakit.readers.code.tree import (
    Argument,
    Branch,
    Call,
    Constant,
    Expression,
    Import,
    Mapping,
    Name,
    Program,
    Sequence,
    Statement,
    Text,
    Unread,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

_VARIABLE = pattern(r"\$(?:\{(\w+)\}|(\w+))")
_OPTION = pattern(r"-[A-Za-z]\w*")


class PowerShellCommands(PowerShellValues):
    """Commands of PowerShell.

    A command is a call of its first word with the others as arguments. The options of a function that the file itself defines are arguments by
    name, those of any other command are words. A pipe is a call of `|` with the commands in order; where the output goes is left out.
    """

    def __init__(self, source: bytes) -> None:
        super().__init__(source)
        self._functions: set[str] = set()

    def program(self, root: Node) -> Program:
        """Return the whole file, after a look at which functions it defines."""
        for node in descendants(root):
            if node.type == "function_statement":
                self._functions |= {self.text(child).lower() for child in node.named_children if child.type == "function_name"}
        return super().program(root)

    def understands(self, error: Node) -> bool:
        """Return whether *error* is only an arrow that the grammar misses in an option that ends with a number, such as `-sha256`."""
        return error.is_missing and error.type == ">"

    def on_command(self, node: Node) -> Lowered:
        """Return a command: a call of its first word, or what `using`, `Import-Module` and `New-Object` stand for.

        The parameters of a script are a command for the grammar if `using` is in front of them; then they are not read.
        """
        name, words = self.expression(node.child_by_field_name("command_name")), self._words(node.child_by_field_name("command_elements"))
        command = name.value.lower() if isinstance(name, Text) else ""
        match command, [word.value for word in words]:
            case "using", [Text(), Text(value=module)]:
                return Import(module=module, names=(("*", "*"),), span=self.span(node))
            case "import-module", [Text(value=module), *_]:
                return Import(module=module, span=self.span(node))
            case "param", _:
                return None
            case "new-object", [_, *_]:
                return self._new_object(node, tuple(self._bound(words)))
        if command in self._functions:
            return Call(function=Name(name=self.spelled(command), span=name.span), arguments=tuple(self._bound(words)), span=self.span(node))
        function = Name(name=name.value, span=name.span) if isinstance(name, Text) else name
        return Call(function=function, arguments=words, span=self.span(node))

    def on_command_name(self, node: Node) -> Expression:
        """Return the word that a command begins with."""
        return self.string(node, self.text(node))

    def _words(self, elements: Node | None) -> tuple[Argument, ...]:
        """Return the words of a command; those without a space between them are one, and redirections are left out."""
        words: list[Argument] = []
        end = -1
        for node in elements.named_children if elements else ():
            if node.type == "command_argument_sep" or node.is_extra:
                continue
            is_adjacent, end = node.start_byte == end and bool(words), node.end_byte
            if node.type != "redirection":
                words[-1:] = self._adjacent(words[-1], node) if is_adjacent else [*words[-1:], self._word(node)]
            elif is_adjacent and node.children[0].start_byte == node.children[0].end_byte:
                words[-1] = self._glued(words[-1], self._misread(node), node)
        return tuple(words)

    def _word(self, node: Node) -> Argument:
        node = self.unwrapped(node)
        if node.type == "variable" and self.text(node).startswith("@"):
            return Argument(value=self.expression(node), is_spread=True, span=self.span(node))
        if node.type == "generic_token":
            return Argument(value=self.joined(node, self._token(node)), span=self.span(node))
        return self.argument(node)

    def _token(self, node: Node) -> Iterator[Expression]:
        """Return the parts of a word without quotes, in which variables are replaced."""
        text, end = self.text(node), 0
        for match in _VARIABLE.finditer(text):
            if end < match.start():
                yield self.string(node, text[end : match.start()])
            yield Name(name=self.spelled(match[1] or match[2]), span=self.span(node))
            end = match.end()
        if end < len(text):
            yield self.string(node, text[end:])

    def _adjacent(self, last: Argument, node: Node) -> list[Argument]:
        """Return *last* and *node* as one word; arguments in parentheses are an array, unless a dollar sign makes them an expression."""
        if node.type != "argument_list":
            return [self._glued(last, self.expression(node), node)]
        given = self.arguments(node)
        if isinstance(last.value, Text) and last.value.value.endswith("$") and len(given) == 1:
            start = Argument(value=Text(value=last.value.value[:-1], span=last.span), span=last.span)
            return [self._glued(start, given[0].value, node)]
        return [last, Argument(value=Sequence(items=given, span=self.span(node)), span=self.span(node))]

    def _glued(self, last: Argument, value: Expression, node: Node) -> Argument:
        return Argument(value=self.joined(node, (last.value, value)), span=last.span)

    def _misread(self, node: Node) -> Expression:
        """Return what follows an option without a space, which the grammar reads as a redirection without its sign."""
        inner = next((child for child in descendants(node) if child.type == "variable"), None)
        return self.expression(inner) if inner else self.string(node, self.text(node))

    def _bound(self, words: tuple[Argument, ...]) -> Iterator[Argument]:
        """Return the arguments that *words* are: `-a b` is one by name, and `-a` without a value is true."""
        waiting = list(reversed(words))
        while waiting:
            word = waiting.pop()
            option = _OPTION.fullmatch(word.value.value) if isinstance(word.value, Text) and self.source[word.span.start] == ord("-") else None
            if option is None:
                yield word
                continue
            has_value = waiting and self.source[waiting[-1].span.start] != ord("-")
            value = waiting.pop().value if has_value else Constant(value=True, span=word.span)
            yield Argument(value=value, name=self.spelled(option[0][1:]), span=word.span)

    def _new_object(self, node: Node, arguments: tuple[Argument, ...]) -> Expression:
        """Return `New-Object A -ArgumentList b` as the call of a constructor; properties are arguments by name."""
        named = {argument.name.lower(): argument.value for argument in arguments if argument.name}
        positional = [argument.value for argument in arguments if not argument.name]
        kind, *given = [named[name] for name in ("typename",) if name in named] + positional or [Unread(span=self.span(node))]
        listed = [named[name] for name in ("argumentlist", "args") if name in named] or given
        items = [item for value in listed for item in (value.items if isinstance(value, Sequence) else (Argument(value=value, span=value.span),))]
        fields = named.get("property")
        entries = fields.entries if isinstance(fields, Mapping) else ()
        items += [Argument(value=entry.value, name=entry.key.value, span=entry.span) for entry in entries if isinstance(entry.key, Text)]
        function = self.chain(node, kind.value) if isinstance(kind, Text) else kind
        return Call(function=function, arguments=tuple(items), is_new=True, span=self.span(node))

    def on_pipeline_chain(self, node: Node) -> Expression:
        """Return commands of which each reads what the one before leaves."""
        stages = self.expressions(node.named_children)
        return self.built_in(node, "|", [Argument(value=stage, span=stage.span) for stage in stages])

    def on_pipeline(self, node: Node) -> Lowered:
        """Return `a && b`, of which both are executed, and `a || b`, of which the second is an alternative."""
        statements: tuple[Statement, ...] = ()
        is_alternative = False
        for child in node.named_children:
            if child.type == "pipeline_chain_tail":
                is_alternative = self.text(child) == "||"
                continue
            body = self.body(child)
            statements += (Branch(condition=None, bodies=(body, ()), span=self.span(child)),) if is_alternative else body
        return statements
