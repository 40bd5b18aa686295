"""Our JSON schemas and a checker for the few words of JSON Schema that they use.

Owns no expectation; a schema with a word that the checker does not know fails by itself.
"""

from __future__ import annotations

import json
import re
from typing import Any

from samplepoint.app.paths import resources

TYPES = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool}
KNOWN = {
    *("$schema", "title", "description", "$defs", "const", "enum", "pattern", "maxLength", "type"),
    *("minimum", "maximum", "minItems", "maxItems", "items", "properties", "required"),
    *("additionalProperties", "oneOf"),
}


def schema_of(name: str) -> dict[str, Any]:
    """Return one of our schemas."""
    found: dict[str, Any] = json.loads(
        (resources() / "schemas" / f"{name}.json").read_text("utf-8")
    )
    return found


def faults(value: Any, schema: dict[str, Any], path: str = "") -> list[str]:
    """Return where a value is not as a schema says, empty when it is."""
    assert set(schema) <= KNOWN, path
    if "oneOf" in schema:
        fitting = [one for one in schema["oneOf"] if not faults(value, one, path)]
        return [] if len(fitting) == 1 else [path]
    if "const" in schema:
        return [] if _same(value, schema["const"]) else [path]
    # A bool is an int to Python, not to JSON.
    if type(value) is not TYPES[schema["type"]] or not _within(value, schema):
        return [path]
    if isinstance(value, list):
        inside = schema["items"]
        return [
            fault for n, one in enumerate(value) for fault in faults(one, inside, f"{path}/{n}")
        ]
    return _members(value, schema, path) if isinstance(value, dict) else []


def _same(value: Any, constant: Any) -> bool:
    return type(value) is type(constant) and bool(value == constant)


def _pattern(schema: dict[str, Any]) -> str:
    # JSON Schema's `$` is the very end; Python's also lies before a last line feed.
    return str(schema.get("pattern", "")).replace("$", r"\Z")


def _within(value: Any, schema: dict[str, Any]) -> bool:
    if isinstance(value, str):
        return (
            bool(value in schema.get("enum", (value,)))
            and re.search(_pattern(schema), value) is not None
            and len(value) <= int(schema.get("maxLength", len(value)))
        )
    if isinstance(value, list):
        return bool(schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)))
    if isinstance(value, int):
        return bool(schema.get("minimum", value) <= value <= schema.get("maximum", value))
    return True


def _members(value: dict[str, Any], schema: dict[str, Any], path: str) -> list[str]:
    known, rest = schema.get("properties", {}), schema.get("additionalProperties", True)
    found = [f"{path}/{key}" for key in schema.get("required", ()) if key not in value]
    for key, one in value.items():
        below = known.get(key, rest)
        if below is False:
            found.append(f"{path}/{key}")
        elif isinstance(below, dict):
            found += faults(one, below, f"{path}/{key}")
    return found
