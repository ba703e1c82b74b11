"""Hooks of schemathesis: one line of JSON in $FUZZ_CALLS for each call that was answered."""

import itertools
import json
import os

import schemathesis

_calls = open(os.environ["FUZZ_CALLS"], "a", buffering=1, encoding="utf-8")
_turn = itertools.count()
_number = itertools.count()
_name = os.environ["FUZZ_NAME"]
_key = os.environ.get("FUZZ_KEY")
_WRONG = [None, "", "Bearer", "Bearer ", "Basic dXNlcjpwYXNz", "Bearer x", "Bearer a.b.c"]


@schemathesis.hook
def before_call(context, case, kwargs):
    """A request id that the gateway would take is made one that no other call has: it names the message on the topic.

    Where a key is asked for, every eighth call gives none, or another.
    """
    if _key is not None:
        turn = next(_turn)
        right = turn % 8 != 0
        given = f"Bearer {_key}" if right else _WRONG[turn // 8 % len(_WRONG)]
        kept = {name: value for name, value in (case.headers or {}).items() if name.lower() != "authorization"}
        case.headers = kept if given is None else {**kept, "Authorization": given}
    for name, value in (case.headers or {}).items():
        if name.lower() == "x-request-id" and value and all("\x21" <= char <= "\x7e" for char in str(value)):
            case.headers[name] = f"{_name}-{next(_number)}"


@schemathesis.hook
def after_call(context, case, response):
    headers = {name.lower(): value for name, value in (case.headers or {}).items()}
    request_id = response.headers.get("x-request-id") or [None]
    body = response.json() if response.status_code == 200 and case.path == "/send" else {}
    call = {
        "method": case.method,
        "path": case.path,
        "mode": case.meta.generation.mode.value if case.meta else None,
        "authenticated": None if _key is None else headers.get("authorization") == f"Bearer {_key}",
        "status": response.status_code,
        "requestId": request_id[0],
        "key": headers.get("idempotency-key"),
        "id": body.get("id"),
    }
    _calls.write(json.dumps(call) + "\n")
