"""What the builder's handler uses of Flask, for a machine without it, served by http.server."""

import logging
from contextvars import ContextVar
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_current = ContextVar("request")
_log = logging.getLogger("flask")


class _Headers:
    def __init__(self, message):
        self._message = message

    def get(self, name, default=None):
        return self._message.get(name, default)


class _Request:
    def __init__(self, headers, body):
        self.headers = _Headers(headers)
        self._body = body

    def get_data(self):
        return self._body


class _Proxy:
    """The request of this thread."""

    def __getattr__(self, name):
        return getattr(_current.get(), name)


request = _Proxy()


class Flask:
    def __init__(self, import_name):
        self._views = {}

    def post(self, rule):
        def add(view):
            self._views[rule] = view
            return view

        return add

    def _answer(self, view, headers, body):
        """A view answers a text, or a text and a status. When it fails, that is a 500."""
        _current.set(_Request(headers, body))
        try:
            answer = view()
            text, status = answer if isinstance(answer, tuple) else (answer, 200)
            return status, text.encode()
        except Exception:
            _log.exception("Exception on the request")
            return 500, b"Internal Server Error"

    def _serve(self, port):
        app = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self.reply(405 if self.path in app._views else 404, b"")

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                view = app._views.get(self.path)
                self.reply(*(app._answer(view, self.headers, body) if view else (404, b"")))

            def reply(self, status, body):
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()
