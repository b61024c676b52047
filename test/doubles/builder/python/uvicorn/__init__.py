"""What is used of uvicorn, for a machine without it: an ASGI application, served by http.server."""

import asyncio
import logging
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_log = logging.getLogger("uvicorn.error")


def run(app, *, host="127.0.0.1", port=8000):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asyncio.run(self.answer())

        do_POST = do_GET

        async def answer(self):
            headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in self.headers.items()]
            scope = {"type": "http", "method": self.command, "path": self.path, "headers": headers}
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            sent = []

            async def receive():
                return {"type": "http.request", "body": body, "more_body": False}

            async def send(message):
                sent.append(message)

            try:
                await app(scope, receive, send)
            except Exception:
                _log.exception("Exception in ASGI application")
            content = b"".join(message["body"] for message in sent[1:])
            self.send_response(sent[0]["status"])
            for name, value in sent[0]["headers"]:
                if name != b"content-length":
                    self.send_header(name.decode("latin-1"), value.decode("latin-1"))
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    ThreadingHTTPServer((host, port), Handler).serve_forever()
