"""Arguments of a tool against its schema: what does not fit is refused in one line that names the argument."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match

from sarcomakg.agents.tools import ToolSpec
from sarcomakg.errors import InputError

_SHOWN = 80


def checked(spec: ToolSpec, given: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the arguments with the defaults of the schema filled in; raise InputError on what does not fit it."""
    arguments = dict(given or {})
    error = best_match(Draft202012Validator(spec.takes).iter_errors(arguments))
    if error is not None:
        raise InputError(f"{spec.name}: {_said(error, spec)}")
    try:
        json.dumps(arguments, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise InputError(f"{spec.name}: an argument has half of a surrogate pair; send whole characters") from None
    usual = {name: schema["default"] for name, schema in spec.takes["properties"].items() if "default" in schema}
    return usual | arguments


def _said(error: ValidationError, spec: ToolSpec) -> str:
    """Return what does not fit, with the argument, its value and the way out."""
    names = ", ".join(spec.takes["properties"])
    where = ".".join(str(part) for part in error.absolute_path)
    wanted: Any = error.validator_value
    match error.validator:
        case "required":
            missing = next(name for name in wanted if name not in error.instance)
            return f"{missing} is missing; {spec.takes['properties'].get(missing, {}).get('description', 'give it')}"
        case "additionalProperties":
            unknown = sorted(set(error.instance) - set(spec.takes["properties"]))
            return f"there is no argument {unknown[0][:_SHOWN]!r}; choose from {names}"
        case "enum":
            return f"{where} is {_shown(error.instance)}; choose from {', '.join(map(str, wanted))}"
        case "type":
            return f"{where} is {_shown(error.instance)}; give {wanted if isinstance(wanted, str) else ' or '.join(wanted)}"
        case "minLength":
            return f"{where} is empty; {spec.takes['properties'].get(where, {}).get('description', 'give it')}"
        case "maxLength":
            return f"{where} has {len(error.instance)} characters; at most {wanted} are read"
        case "maxItems":
            return f"{where} has {len(error.instance)} values; {wanted} are the most"
        case _:
            return f"{where} is {_shown(error.instance)}; it is {error.validator} {wanted}"


def _shown(value: Any) -> str:
    text = json.dumps(value)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "..."
