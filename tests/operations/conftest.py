"""Further laptops of the company, for what only shows when they meet."""

from tests.sync.conftest import laptop as laptop
