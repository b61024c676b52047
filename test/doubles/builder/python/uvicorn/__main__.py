"""python3 -m uvicorn MODULE:NAME --port PORT"""

import argparse
import importlib

import uvicorn

parser = argparse.ArgumentParser()
parser.add_argument("app")
parser.add_argument("--port", type=int, default=8000)
given = parser.parse_args()
module, name = given.app.split(":")
uvicorn.run(getattr(importlib.import_module(module), name), port=given.port)
