"""Hooks of schemathesis: one line of JSON in $FUZZ_CALLS for each call that was answered."""

import itertools
import json
import os

import schemathesis

_calls = open(os.environ["FUZZ_CALLS"], "a", buffering=1, encoding="utf-8")
_number = itertools.count()


@schemathesis.hook
def before_call(context, case, kwargs):
    """A request id that the gateway would take is made one that no other call has: it names the message on the topic."""
    for name, value in (case.headers or {}).items():
        if name.lower() == "x-request-id" and value and all("\x21" <= char <= "\x7e" for char in str(value)):
            case.headers[name] = f"fuzz-{next(_number)}"


@schemathesis.hook
def after_call(context, case, response):
    headers = {name.lower(): value for name, value in (case.headers or {}).items()}
    request_id = response.headers.get("x-request-id") or [None]
    body = response.json() if response.status_code == 200 and case.path == "/send" else {}
    call = {
        "method": case.method,
        "path": case.path,
        "mode": case.meta.generation.mode.value if case.meta else None,
        "status": response.status_code,
        "requestId": request_id[0],
        "key": headers.get("idempotency-key"),
        "id": body.get("id"),
    }
    _calls.write(json.dumps(call) + "\n")
