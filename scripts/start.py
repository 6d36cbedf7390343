"""Loads ./scripts/serve's program, which takes a second: Ctrl-C ends it until then without a traceback."""

import runpy
import signal

signal.signal(signal.SIGINT, signal.SIG_DFL)
runpy.run_module("scripts.serve", run_name="__main__")
