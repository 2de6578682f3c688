"""A web service: one request in, its verdict with all reasons out. The form is the OpenAPI schema.

`uvicorn service:app` with the packages fastapi and uvicorn; then POST to /evaluations.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Body, FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from evalcore import Evaluator, InputError

# Only what ships, whatever else is installed. An evaluator is never changed: threads share it.
EVALUATOR = Evaluator("balanced", only=["initiative-evalcore"])


def inlined(schema: Any, definitions: dict[str, Any]) -> Any:
    """A schema with its definitions in their places: OpenAPI keeps its own elsewhere."""
    if isinstance(schema, list):
        return [inlined(each, definitions) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return inlined(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    return {
        name: inlined(each, definitions)
        for name, each in schema.items()
        if name not in ("$schema", "$defs")
    }


FORM = EVALUATOR.json_schema()
ONE = inlined(FORM["$defs"]["initiative"], FORM["$defs"])
BODY = {"content": {"application/json": {"schema": ONE}}, "required": True}

app = FastAPI(title=f"{EVALUATOR.ruleset.name} {EVALUATOR.ruleset.version}")


@app.exception_handler(InputError)
async def refused(_request: Request, error: InputError) -> JSONResponse:
    """Every complaint at once, each with the path of what it is about."""
    kept = ("path", "problem", "expected", "did_you_mean", "mend")
    found = [{name: getattr(each, name) for name in kept} for each in error.complaints]
    return JSONResponse({"complaints": found}, status_code=422)


@app.post("/evaluations", openapi_extra={"requestBody": BODY})
async def evaluations(said: Annotated[dict[str, Any], Body()]) -> dict[str, Any]:
    """The evaluation of one request: the JSON that `evalcore evaluate --format json` has."""
    # What is possible while fields are missing takes up to some milliseconds: not in the loop.
    evaluation = await run_in_threadpool(EVALUATOR.evaluate, said, strict=True)
    return evaluation.to_json()


@app.get("/ruleset")
async def ruleset() -> dict[str, Any]:
    """What decides here: keep the digest beside what you keep of an answer."""
    made_by = EVALUATOR.ruleset
    return {"name": made_by.name, "version": made_by.version, "digest": EVALUATOR.digest}
