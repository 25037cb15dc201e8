"""Description of the management API in OpenAPI 3.1, from the same table of actions that answers requests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from enum import Enum
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from siwakit.emulator.portal.actions import Action, Field, FieldKind

_VERSION = "3.1.0"
_PLAIN = {str: "string", int: "integer", bool: "boolean"}
_HIDDEN = {"body"}
_PROBLEM = {
    "type": "object",
    "required": ["code", "message", "hint"],
    "properties": {
        "code": {"type": "string"},
        "message": {"type": "string"},
        "hint": {"type": "string"},
        "rule": {"type": "string", "description": "id of the rule that refuses"},
    },
}


def document(actions: Iterable[Action]) -> dict[str, Any]:
    """Return the OpenAPI document of *actions*."""
    listed = tuple(actions)
    paths: dict[str, dict[str, Any]] = {}
    for action in listed:
        paths.setdefault(action.path, {})[action.method.lower()] = _operation(action)
    rows = {action.answers.__name__: action.answers for action in listed if action.answers}
    schemas = {name: row_schema(row) for name, row in sorted(rows.items())}
    return {
        "openapi": _VERSION,
        "info": {
            "title": "siwakit emulator: management API",
            "version": "1",
            "description": "For testing only. Requests that change something must be application/json.",
        },
        "paths": paths,
        "components": {"schemas": {**schemas, "Problem": _PROBLEM}},
    }


def row_schema(row: type) -> dict[str, Any]:
    """Return the schema of a row, by the types of its fields."""
    hints = get_type_hints(row)
    properties = {field.name: _schema(hints[field.name]) for field in fields(row) if field.name not in _HIDDEN}
    return {"type": "object", "properties": properties}


def _operation(action: Action) -> dict[str, Any]:
    operation: dict[str, Any] = {"operationId": action.name, "summary": action.summary, "responses": _responses(action)}
    parameters = [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in action.parameters]
    if action.method == "GET":
        parameters += [{"name": field.name, "in": "query", "description": field.about, "schema": _field_schema(field)} for field in action.fields]
    elif action.fields or action.method == "POST":
        content = {"application/json": {"schema": _body_schema(action)}}
        operation["requestBody"] = {"required": any(field.is_required for field in action.fields), "content": content}
    return operation | ({"parameters": parameters} if parameters else {})


def _responses(action: Action) -> dict[str, Any]:
    success: dict[str, Any] = {"description": action.summary}
    if action.answers is not None:
        schema: dict[str, Any] = {"$ref": f"#/components/schemas/{action.answers.__name__}"}
        success["content"] = {"application/json": {"schema": {"type": "array", "items": schema} if action.is_list else schema}}
    refused = {"description": "Not done", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    return {str(action.status): success, "4XX": refused}


def _body_schema(action: Action) -> dict[str, Any]:
    required = [field.name for field in action.fields if field.is_required]
    properties = {field.name: {**_field_schema(field), "description": field.about} for field in action.fields}
    schema: dict[str, Any] = {"type": "object", "properties": properties, "additionalProperties": False}
    return schema | ({"required": required} if required else {})


def _field_schema(field: Field) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": field.kind.value}
    if field.kind is FieldKind.LINES:
        schema = {**schema, "items": {"type": "string"}}
    if field.options:
        schema = {**schema, "enum": list(field.options)}
    return schema if field.default is None else {**schema, "default": field.default}


def _schema(hint: Any) -> dict[str, Any]:
    origin, inner = get_origin(hint), get_args(hint)
    if origin is UnionType:
        schema = _schema(next(member for member in inner if member is not type(None)))
        return {**schema, "type": [schema["type"], "null"]}
    if origin is tuple:
        return {"type": "array", "items": _schema(inner[0])}
    if isinstance(hint, type) and issubclass(hint, Enum):
        return {"type": "string", "enum": [member.value for member in hint]}
    if origin is not None and issubclass(origin, Mapping):
        return {"type": "object"}
    return {"type": _PLAIN[hint]}
