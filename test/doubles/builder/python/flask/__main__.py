"""python3 -m flask --app NAME run --port PORT"""

import argparse
import importlib

parser = argparse.ArgumentParser()
parser.add_argument("--app", required=True)
parser.add_argument("command", choices=["run"])
parser.add_argument("--port", type=int, default=5000)
given = parser.parse_args()
importlib.import_module(given.app).app._serve(given.port)
