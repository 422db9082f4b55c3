"""A worker's half of its conversation with the driver; bench.work.Worker is the same in Java."""

import json
import sys
import time


def serve(facts, images, piece):
    print("bench ready " + json.dumps(facts), flush=True)
    for line in sys.stdin:
        assert line.strip() == "go", line
        start = time.perf_counter()
        piece()
        seconds = time.perf_counter() - start
        print("bench done " + json.dumps({"seconds": seconds, "images": images}), flush=True)
