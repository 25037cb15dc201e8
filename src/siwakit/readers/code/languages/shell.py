"""bash, sh and zsh.

A command is a call of its first word with the others as arguments, all of which are strings. A pipe is a call of `|` with the commands in order. What
a command would be passed as its input is an argument by the name of stdin. A command whose output goes to a file is in a call of `>` or `>>`, with
the name of the file; `read a` from a here-document is an assignment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from siwakit.patterns import pattern
from siwakit.readers.code.languages.declarations import declared
from siwakit.readers.code.languages.lowering import Case, Lowered
from siwakit.readers.code.languages.shell_words import ShellWords
from siwakit.readers.code.tree import (
    Argument,
    Assign,
    Block,
    Branch,
    Call,
    Define,
    Evaluate,
    Expression,
    Function,
    Item,
    Joined,
    Name,
    Operation,
    Parameter,
    Sequence,
    Statement,
    Text,
    Unread,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tree_sitter import Node

_DECLARATIONS = frozenset({"export", "local", "readonly", "declare", "typeset"})
_TESTS = frozenset({"test", "[", "[[", "grep", "command", "which", "type", "true", "false"})
_LOCAL = frozenset({"local", "declare", "typeset"})
_SPREAD = pattern(r'"?\$(?:([@*])|\{(\w+|@)(?:\[[@*]\])?\})"?')
_POSITIONAL = pattern(r"\$\{?([1-9])")
_SHIFT = pattern(r"(?m)(?:^|[;&{]|\bdo\b|\bthen\b)\s*shift\b")
_OUTPUTS = {">": ">", ">|": ">", "&>": ">", ">&": ">", ">>": ">>", "&>>": ">>"}
_PATTERN = pattern(r"[*?\[]")


class Shell(ShellWords):
    """bash, sh and zsh. A function returns what its last command prints."""

    names: ClassVar[tuple[str, ...]] = ("bash", "sh", "shell", "zsh")
    endings: ClassVar[tuple[str, ...]] = ("sh", "bash", "zsh")
    grammar: ClassVar[tuple[str, str]] = ("tree_sitter_bash", "language")
    divides_whole: ClassVar[bool] = True
    returns_last: ClassVar[bool] = True

    @classmethod
    def prepared(cls, source: bytes) -> bytes:
        """Return *source* with another end in `s/=+$//`, an expression that means the same to the commands that are known."""
        return source.replace(b"$//", b"_//")

    # Commands.

    def on_command(self, node: Node) -> Lowered:
        """Return a command; assignments in front of it are made before it."""
        before = self.statements(child for child in node.named_children if child.type == "variable_assignment")
        name = self.text(node.child_by_field_name("name"))
        words = self._words(node.children_by_field_name("argument"))
        if name in _DECLARATIONS:
            return (*before, *(statement for word in words for statement in self._declared(word.value, name)))
        if name == "return":
            return before
        inputs = tuple(self._inputs(node.children_by_field_name("redirect")))
        if name == "read" and inputs and words:
            return (*before, self._read(node, words[-1].value, inputs[0].value))
        command = Call(function=self._function_name(node), arguments=(*words, *inputs), span=self.span(node))
        return (*before, Evaluate(value=command, span=command.span)) if before else command

    def _function_name(self, node: Node) -> Expression:
        name = self.expression(node.child_by_field_name("name"))
        return Name(name=name.value, span=name.span) if isinstance(name, Text) else name

    def _words(self, nodes: Iterable[Node]) -> tuple[Argument, ...]:
        """Return the words of a command; parts without a space between them are one."""
        words: list[Argument] = []
        end = -1
        for node in nodes:
            word = self._word(node)
            if node.start_byte == end:
                last = words.pop()
                word = Argument(value=self.joined(node, (last.value, word.value)), span=word.span)
            words.append(word)
            end = node.end_byte
        return tuple(words)

    def _word(self, node: Node) -> Argument:
        spread = _SPREAD.fullmatch(self.text(node))
        if spread is None or not (spread[1] or spread[0].rstrip('}"').endswith(("]", "@"))):
            return self.argument(node)
        return Argument(value=Name(name=spread[1] or spread[2], span=self.span(node)), is_spread=True, span=self.span(node))

    def on_redirected_statement(self, node: Node) -> Lowered:
        """Return a command with its input: a here-document, a here-string or a file."""
        redirects = node.children_by_field_name("redirect")
        inputs = tuple(self._inputs(redirects))
        body = node.child_by_field_name("body")
        pipes = [child for redirect in redirects for child in redirect.named_children if child.type == "pipeline"]
        if body is None:
            return None
        lowered = self.expression(body)
        if not (inputs or pipes):
            return self._to_file(node, lowered, redirects)
        if not isinstance(lowered, Call):
            return (*self.statements([body]), *(Evaluate(value=argument.value, span=argument.span) for argument in inputs))
        if lowered.function == Name(name="read", span=lowered.function.span) and inputs and lowered.arguments:
            return self._read(node, lowered.arguments[-1].value, inputs[0].value)
        command = self._with_inputs(lowered, inputs)
        return self._pipe(node, [command, *(stage for pipe in pipes for stage in self.expressions(pipe.named_children))]) if pipes else command

    def _read(self, node: Node, word: Expression, value: Expression) -> Assign:
        """Return what `read` sets."""
        target = Name(name=word.value, span=word.span) if isinstance(word, Text) else word
        return Assign(targets=(target,), value=value, span=self.span(node))

    def _to_file(self, node: Node, command: Expression, redirects: Iterable[Node]) -> Expression:
        """Return *command* with the file that its output goes to; that of errors is left out."""
        for redirect in redirects:
            kind = next((child.type for child in redirect.children if child.type in _OUTPUTS), "")
            descriptor, file = self.text(redirect.child_by_field_name("descriptor")), redirect.child_by_field_name("destination")
            if redirect.type == "file_redirect" and kind and descriptor in {"", "1"} and file is not None and isinstance(command, Call):
                name = self.string(file, "/dev/stderr") if kind == ">&" else self.expression(file)
                arguments = (Argument(value=command, span=command.span), Argument(value=name, span=name.span))
                return Call(function=Name(name=_OUTPUTS[kind], span=self.span(redirect)), arguments=arguments, span=self.span(node))
        return command

    def _with_inputs(self, call: Call, inputs: tuple[Argument, ...]) -> Call:
        """Return *call* with *inputs*; those of a pipe go to its first command."""
        if not inputs:
            return call
        if call.function == Name(name="|", span=call.function.span) and call.arguments and isinstance(call.arguments[0].value, Call):
            first = call.arguments[0]
            changed = Argument(value=self._with_inputs(call.arguments[0].value, inputs), span=first.span)
            return Call(function=call.function, arguments=(changed, *call.arguments[1:]), span=call.span)
        return Call(function=call.function, arguments=(*call.arguments, *inputs), span=call.span)

    def _inputs(self, redirects: Iterable[Node]) -> Iterator[Argument]:
        for redirect in redirects:
            match redirect.type:
                case "heredoc_redirect":
                    yield Argument(value=self.heredoc(redirect), name="stdin", span=self.span(redirect))
                case "herestring_redirect":
                    text = self.joined(redirect, (*self.expressions(redirect.named_children), self.string(redirect, "\n")))
                    yield Argument(value=text, name="stdin", span=self.span(redirect))
                case "file_redirect" if any(child.type == "<" for child in redirect.children):
                    yield Argument(value=self.file(redirect), name="stdin", span=self.span(redirect))

    def on_pipeline(self, node: Node) -> Expression:
        """Return commands of which each reads what the one before prints."""
        return self._pipe(node, self.expressions(node.named_children))

    def _pipe(self, node: Node, stages: Iterable[Expression]) -> Call:
        arguments = tuple(Argument(value=stage, span=stage.span) for stage in stages)
        return Call(function=Name(name="|", span=self.span(node)), arguments=arguments, span=self.span(node))

    def on_list(self, node: Node) -> Lowered:
        """Return `a && b` and `a || b`: only a test decides whether what follows `&&` is executed, since other commands mostly succeed."""
        first, second = node.named_children[0], node.named_children[-1]
        if any(child.type == "||" for child in node.children):
            return Branch(condition=self.expression(first), bodies=((), self.body(second)), span=self.span(node))
        if self._is_test(first):
            return Branch(condition=self.expression(first), bodies=(self.body(second), ()), span=self.span(node))
        return self.statements([first, second])

    def _is_test(self, node: Node) -> bool:
        while node.type == "list":
            node = node.named_children[-1]
        return node.type in {"test_command", "negated_command"} or self.text(node.child_by_field_name("name")) in _TESTS

    def on_negated_command(self, node: Node) -> Expression:
        """Return `! a`."""
        return self.operation(node, "not", node.named_children[0])

    # Assignments.

    def on_variable_assignment(self, node: Node) -> Lowered:
        """Return `a=b` and `a+=b`, which joins strings or adds to an array."""
        target, value = self.expression(node.child_by_field_name("name")), node.child_by_field_name("value")
        new = self.expression(value) if value else self.string(node, "")
        if not any(child.type == "+=" for child in node.children):
            return Assign(targets=(target,), value=new, span=self.span(node))
        if isinstance(new, Sequence):
            return Assign(targets=(target,), value=new, operator="+", span=self.span(node))
        return Assign(targets=(target,), value=self.joined(node, (target, new)), span=self.span(node))

    def on_declaration_command(self, node: Node) -> Lowered:
        """Return the assignments of export, local, readonly and declare."""
        keyword = self.text(node.children[0])
        words = (
            self.body(child) if child.type == "variable_assignment" else self._declared(self.expression(child), keyword)
            for child in node.named_children
        )
        statements = (statement for word in words for statement in word)
        return declared(statements, "function") if keyword in _LOCAL else tuple(statements)

    def _declared(self, word: Expression, keyword: str) -> Iterable[Statement]:
        """Return the assignment that *word*, `a=b` in quotes or without, makes; only `local a` changes what `a` is."""
        if isinstance(word, Name):
            return (Assign(targets=(word,), value=None, span=word.span),) if keyword == "local" else ()
        first, *others = word.parts if isinstance(word, Joined) else (word,)
        name, equals, text = first.value.partition("=") if isinstance(first, Text) else ("", "", "")
        if not equals:
            return ()
        start = (Text(value=text, span=first.span),) if text or not others else ()
        parts = (*start, *others)
        value = parts[0] if len(parts) == 1 else Joined(parts=parts, span=word.span)
        return (Assign(targets=(Name(name=name, span=first.span),), value=value, span=word.span),)

    def on_unset_command(self, _: Node) -> Lowered:
        """Return nothing."""
        return None

    # Statements.

    def _all(self, node: Node) -> Lowered:
        """Return what *node* contains, in order."""
        return self.statements(node.named_children)

    on_do_group = _all
    on_else_clause = _all
    on_subshell = _all
    on_variable_assignments = _all

    def on_compound_statement(self, node: Node) -> Lowered:
        """Return what `{ a; }` or `((a))` contains."""
        return self.calculated(node.named_children) if self.text(node).startswith("((") else self.statements(node.named_children)

    def on_function_definition(self, node: Node) -> Lowered:
        """Return the definition of a function, whose parameters are `1`, `2` and so on, unless it moves them."""
        body = node.child_by_field_name("body")
        source = self.text(node)
        count = 0 if _SHIFT.search(source) else max((int(match[1]) for match in _POSITIONAL.finditer(source)), default=0)
        parameters = tuple(Parameter(name=str(place), span=self.span(node)) for place in range(1, count + 1))
        name = self.text(node.child_by_field_name("name"))
        return Define(function=Function(name=name, parameters=parameters, body=self.body(body), span=self.span(node)), span=self.span(node))

    def on_if_statement(self, node: Node) -> Lowered:
        """Return the alternatives of if, elif and else."""
        cases = [self._case(child) for child in (node, *node.named_children) if child.type in {"if_statement", "elif_clause"}]
        return self.alternatives(node, cases, self.statements(child for child in node.named_children if child.type == "else_clause"))

    def _case(self, node: Node) -> Case:
        then = next((child.start_byte for child in node.children if child.type == "then"), node.end_byte)
        parts = [child for child in node.named_children if child.type not in {"elif_clause", "else_clause"}]
        conditions = [child for child in parts if child.start_byte < then]
        condition = self.expression(conditions[0]) if len(conditions) == 1 else Unread(inner=self.expressions(conditions), span=self.span(node))
        return condition, self.statements(child for child in parts if child.start_byte > then)

    def on_while_statement(self, node: Node) -> Lowered:
        """Return the condition and the body of a loop."""
        return Block(body=self.statements(node.named_children), is_loop=True, span=self.span(node))

    def on_for_statement(self, node: Node) -> Lowered:
        """Return the body of a loop, after the assignment of some word to its variable."""
        items = Sequence(items=self._words(node.children_by_field_name("value")), span=self.span(node))
        variable = self.expression(node.child_by_field_name("variable"))
        assigned = Assign(targets=(variable,), value=Item(of=items, key=Unread(), span=items.span), span=variable.span)
        return Block(body=(assigned, *self.body(node.child_by_field_name("body"))), is_loop=True, span=self.span(node))

    def on_c_style_for_statement(self, node: Node) -> Lowered:
        """Return the body of a loop with a counter."""
        head = self.calculated(
            child for name in ("initializer", "condition", "update") for child in node.children_by_field_name(name) if child.is_named
        )
        return Block(body=(*head, *self.body(node.child_by_field_name("body"))), is_loop=True, span=self.span(node))

    def on_case_statement(self, node: Node) -> Lowered:
        """Return the alternatives of case; a pattern without wildcards is a comparison."""
        subject = self.expression(node.child_by_field_name("value"))
        cases: list[Case] = []
        otherwise: tuple[Statement, ...] = ()
        for item in node.named_children:
            if item.type != "case_item":
                continue
            values = item.children_by_field_name("value")
            body = self.statements(child for child in item.named_children if child not in values)
            if [self.text(value) for value in values] == ["*"]:
                otherwise = body
            else:
                cases.append((self.folded(item, "or", [self._matches(subject, value) for value in values]), body))
        return self.alternatives(node, cases, otherwise)

    def _matches(self, subject: Expression, value: Node) -> Expression:
        if value.type == "extglob_pattern" and _PATTERN.search(self.text(value)):
            return Unread(inner=(subject,), span=self.span(value))
        return Operation(operator="==", operands=(subject, self.expression(value)), span=self.span(value))
