"""What the builder's handler uses of FastAPI, for a machine without it: an ASGI application of POST routes."""

import inspect
import json
from typing import Annotated, get_args, get_origin, get_type_hints


class HTTPException(Exception):
    def __init__(self, status_code, detail):
        super().__init__(detail)
        self.status_code = status_code
        self.detail = detail


class Header:
    """Marks a parameter: an underscore of its name is a hyphen of the header's."""


class Request:
    def __init__(self, body):
        self._body = body

    async def body(self):
        return self._body


class FastAPI:
    def __init__(self):
        self._routes = {}

    def post(self, path):
        def add(endpoint):
            self._routes[path] = endpoint, _parameters(endpoint)
            return endpoint

        return add

    async def __call__(self, scope, receive, send):
        # A server also asks for the start-up of an application, and goes on when there is none.
        if scope["type"] != "http":
            raise NotImplementedError(scope["type"])
        body = b""
        more = True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        endpoint, parameters = self._routes.get(scope["path"], (None, ()))
        if not endpoint or scope["method"] != "POST":
            return await _send(send, 405 if endpoint else 404, {"detail": "Not Found"})
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        values = {
            name: Request(body) if of is Request else headers.get(of, default) for name, of, default in parameters
        }
        if inspect.Parameter.empty in values.values():
            return await _send(send, 422, {"detail": "a header is missing"})
        try:
            answer = await endpoint(**values)
            if not isinstance(answer, dict):
                raise TypeError(f"The answer should be a dict, as the endpoint declares, not {answer!r}.")
        except HTTPException as error:
            return await _send(send, error.status_code, {"detail": error.detail})
        except Exception:
            await _send(send, 500, "Internal Server Error")
            raise
        await _send(send, 200, answer)


def _parameters(endpoint):
    """Name, Request or the header's name, and default of each parameter. Anything else is refused."""
    if not inspect.iscoroutinefunction(endpoint):
        raise NotImplementedError("The endpoint should be async.")
    hints = get_type_hints(endpoint, include_extras=True)
    if get_origin(hints["return"]) is not dict:
        raise NotImplementedError("The endpoint should be declared to return a dict.")
    found = []
    for name, parameter in inspect.signature(endpoint).parameters.items():
        hint = hints[name]
        if hint is Request:
            found.append((name, Request, None))
        elif get_origin(hint) is Annotated and get_args(hint)[0] is str and isinstance(get_args(hint)[1], Header):
            found.append((name, name.replace("_", "-"), parameter.default))
        else:
            raise NotImplementedError(f"{name} should be the request or a header that is a str.")
    return found


async def _send(send, status, answer):
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(answer).encode()})
