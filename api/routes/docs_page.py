"""The API's own description as a page, made from /openapi.json without anything from elsewhere."""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.pages import page

router = APIRouter(include_in_schema=False)


@router.get("/docs")
async def docs(request: Request) -> Response:
    schema: dict[str, Any] = request.app.openapi()
    operations = [
        _operation(path, method, operation)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]
    shapes = {
        name: json.dumps(shape, ensure_ascii=False, indent=2)
        for name, shape in schema.get("components", {}).get("schemas", {}).items()
    }
    return page(
        request, "docs.html", {"operations": operations, "shapes": shapes, "title": schema["info"]["title"]}
    )


def _operation(path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    body = operation.get("requestBody", {}).get("content", {})
    return {
        "method": method.upper(),
        "path": path,
        "summary": operation.get("summary", ""),
        "tag": (operation.get("tags") or [""])[0],
        "parameters": [
            {
                "name": parameter["name"],
                "place": {"path": "i stien", "query": "i adressen"}.get(parameter["in"], parameter["in"]),
                "required": parameter.get("required", False),
                "description": parameter.get("description", ""),
            }
            for parameter in operation.get("parameters", ())
        ],
        "body": [(kind, _name(content.get("schema", {}))) for kind, content in body.items()],
        "responses": [
            (status, answer.get("description", ""), _named(answer))
            for status, answer in operation.get("responses", {}).items()
        ],
    }


def _named(answer: dict[str, Any]) -> str:
    names = {_name(content.get("schema", {})) for content in answer.get("content", {}).values()}
    return ", ".join(sorted(filter(None, names)))


def _name(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if schema.get("type") == "array":
        return f"liste af {_name(schema.get('items', {}))}"
    return ""
