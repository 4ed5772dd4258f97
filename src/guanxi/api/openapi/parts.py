"""What operations are put together from: parameters, bodies, answers."""

from __future__ import annotations

from typing import Any

from guanxi.api.encoding import encode
from guanxi.api.openapi.schemas import ID, Schema, ref

PROBLEMS = {
    400: "The request can't be understood.",
    401: "No valid token.",
    403: "Not allowed to this user or token.",
    404: "There is no such record, or none that the caller may see.",
    409: "Changed in the meantime, like another record, or not possible at this stage.",
    410: "The record was merged into another one; `merged_into` names it.",
    411: "The body has no Content-Length.",
    412: "Not the version that If-Match names.",
    413: "The body is too large.",
    415: "The body is not JSON.",
    422: "Values can't be saved; `errors` names the fields.",
    429: "Too many requests; Retry-After says when to go on.",
}
READING = (400, 401, 403, 404, 410, 429)
WRITING = (*READING, 409, 411, 412, 413, 415, 422)

KEY: Schema = {"name": "key", "in": "path", "required": True, "schema": ID}
IF_MATCH: Schema = {
    "name": "If-Match",
    "in": "header",
    "description": "The ETag the change is based on; any other version is refused.",
    "schema": {"type": "string"},
}
ONCE: Schema = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "The same request sent again with the same key has no further effect and gets the first answer.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
}
FIELDS: Schema = {
    "name": "fields",
    "in": "query",
    "description": "The fields to give, separated by commas; all when missing.",
    "schema": {"type": "string"},
}
DELETED: Schema = {
    "name": "deleted",
    "in": "query",
    "description": "The recycle bin instead of the living records.",
    "schema": {"enum": ["true", "false"]},
}


DUPLICATES: Schema = {
    "name": "duplicates",
    "in": "query",
    "description": "Whether records that look like the new one are told with it, or instead of making it.",
    "schema": {"enum": ["ignore", "tell", "refuse"]},
}


def limit(most: int, default: int) -> Schema:
    """How many at once."""
    return {
        "name": "limit",
        "in": "query",
        "schema": {"type": "integer", "minimum": 1, "maximum": most, "default": default},
    }


def query(name: str, description: str) -> Schema:
    """A parameter that is a text."""
    return {"name": name, "in": "query", "description": description, "schema": {"type": "string"}}


def body(schema: Schema, *, required: bool = True) -> Schema:
    """A JSON body."""
    return {"required": required, "content": {"application/json": {"schema": schema}}}


def operation(
    ident: str, summary: str, tag: str, answers: dict[int, Schema | None], problems: tuple[int, ...], **more: Any
) -> Schema:
    """One method of one address."""
    responses: dict[str, Any] = {}
    for status, schema in answers.items():
        responses[str(status)] = {"description": summary}
        if schema is not None:
            responses[str(status)]["content"] = {"application/json": {"schema": schema}}
    for status in problems:
        responses[str(status)] = {"$ref": f"#/components/responses/Problem{status}"}
    return {"operationId": ident, "summary": summary, "tags": [tag], **more, "responses": responses}


def problem_responses() -> Schema:
    """The problems that operations refer to."""
    content = {"application/problem+json": {"schema": ref("Problem")}}
    return {f"Problem{status}": {"description": text, "content": content} for status, text in PROBLEMS.items()}


def share_parameters(paths: dict[str, dict[str, Schema]]) -> Schema:
    """Move the parameters of all operations to one place, each told once; what they then refer to."""
    shared: Schema = {}
    names: dict[bytes, str] = {}
    for operations in paths.values():
        for told in operations.values():
            told["parameters"] = [_shared(one, shared, names) for one in told.get("parameters", ())]
    return shared


def _shared(parameter: Schema, shared: Schema, names: dict[bytes, str]) -> Schema:
    content = encode(parameter)
    if content not in names:
        base = str(parameter["name"])
        alike = sum(name.rstrip("0123456789") == base for name in shared)
        names[content] = f"{base}{alike + 1}" if alike else base
        shared[names[content]] = parameter
    return {"$ref": f"#/components/parameters/{names[content]}"}
