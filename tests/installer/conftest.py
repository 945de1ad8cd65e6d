"""Only whoever built the program tests it."""

import os

collect_ignore_glob = [] if os.environ.get("CRM_TEST_BUILT") else ["test_*.py"]
