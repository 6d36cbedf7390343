"""Loads ./scripts/serve's program, which takes a second: Ctrl-C ends it until then without a traceback."""

import gc
import runpy
import signal

signal.signal(signal.SIGINT, signal.SIG_DFL)
# Most of what is loaded stays: looking through all of it for cycles again and again took a tenth of the start. The worker has its own.
gc.set_threshold(50_000, 20, 1_000)
runpy.run_module("scripts.serve", run_name="__main__")
