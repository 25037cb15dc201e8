"""What languages write and do differently, each as an attribute of its class."""

from __future__ import annotations

from typing import ClassVar


class Traits:
    """Base of all languages: what most of them do."""

    divides_whole: ClassVar[bool] = False
    """Whether / drops the fraction of two whole numbers."""
    divides_exactly: ClassVar[bool] = False
    """Whether / of two whole numbers is a whole number if nothing is left over."""
    has_one_number: ClassVar[bool] = False
    """Whether a number without a fraction is a whole number, however it came about."""
    returns_last: ClassVar[bool] = False
    """Whether a function without a return statement returns the value of its last one."""
    copies_collections: ClassVar[bool] = False
    fills_fields_in_order: ClassVar[bool] = False
    """Whether a value of a type can be written as the values of its fields, in their order."""
    """Whether an assignment copies mappings and lists, so that a change of one variable does not change another."""
    implies_self: ClassVar[bool] = True
    """Whether a method can name the fields and methods of its object without naming the object."""
    shares_names: ClassVar[bool] = True
    """Whether the files of a program know the functions and types of each other by only their names."""
    imports_by_path: ClassVar[bool] = False
    """Whether an import of a file names a path, so that a name without one is that of a library."""
    functions_own_variables: ClassVar[bool] = False
    closures_own_variables: ClassVar[bool] = False
    """Whether an assignment in a function, or in one without a name, makes a variable of its own, whatever is called the same outside."""
    wrappers: ClassVar[frozenset[str]] = frozenset()
    """Nodes that say nothing if they have one child, of which a grammar may put ten around each value."""
