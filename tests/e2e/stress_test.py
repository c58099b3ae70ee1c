#!/usr/bin/env python3
"""stress.py, small enough for every day. CULVERT_STRESS_SIZE (1G) and CULVERT_STRESS_TUNNELS make it larger."""

import os
import unittest

import harness
import stress
from harness import Supervisor, parse_size


class Stress(unittest.TestCase):
    def test_large_transfers_beside_many_tunnels(self):
        size = parse_size(os.environ.get("CULVERT_STRESS_SIZE", "256M"))
        count = int(os.environ.get("CULVERT_STRESS_TUNNELS", stress.FLUTTERING))
        with Supervisor() as room:
            stress.run(room, size, count)


if __name__ == "__main__":
    harness.main()
