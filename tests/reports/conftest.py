"""The real pipeline, imported once for all tests of reports."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.reports.sales import Sales, imported


@pytest.fixture(scope="package")
def sales(test_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sales]:
    """The company with the pipeline in it."""
    path = tmp_path_factory.mktemp("sales") / "sales.crm"
    with imported(test_data / "crm_sales_opportunities", path) as made:
        yield made
