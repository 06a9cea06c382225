"""The benchmark itself: a very short run completes and writes every figure."""

import json
from pathlib import Path

import pytest

from tests.benchmarks.__main__ import main

KEYS = """ack_vs_peer turn_vs_peer turn_vs_echo throughput_32_vs_peer own_part_us fsync_us
throughput_32_slow_disk_vs_peer cold_start_over_imports_ms memory_over_imports_mib
library_load_ms""".split()


def test_a_short_run_writes_every_figure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["--quick", "--build", str(tmp_path)])
    written = json.loads((tmp_path / "bench.json").read_text(encoding="utf-8"))
    assert {key: type(written.get(key)) for key in KEYS} == dict.fromkeys(KEYS, float)
    assert "ack, open conversation" in capsys.readouterr().out
