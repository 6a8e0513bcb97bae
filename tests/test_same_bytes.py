"""The data that models learn from is the same to the byte, whatever processor computes it.

Another processor is played by OpenBLAS's oldest kernel, numpy without its vector code and glibc
without fused multiplication.
"""

import json
import os
import subprocess
import sys

import numpy as np
import pytest

PROGRAM = """
import hashlib, io, json
import numpy as np
import pyarrow.parquet as pq
from matchloop.column_mapping.generate import pairs
from matchloop.column_mapping.schema.schema import load_schema
from matchloop.column_mapping.standards import collect
from matchloop.column_types import dataset, split
from matchloop.column_types.features import extract_many
from matchloop.column_types.generate import generate
from matchloop.column_types.labels import LABELS
from matchloop.column_types.summary import ColumnSummary

def digest(data):
    return hashlib.sha256(data).hexdigest()

def parquet(table):
    file = io.BytesIO()
    pq.write_table(table, file, compression="zstd")
    return digest(file.getvalue())

made = generate(dict.fromkeys(LABELS, 50), seed=7, max_values=150)
columns = dataset.to_table(
    dataset.LabelledSummary(
        ColumnSummary.of(c.header, list(c.values)), c.label, "synthetic", c.kind, c.domain, c.locale
    )
    for c in made
)
standards = collect(load_schema(None), ["Order_Dt", "cust name"], frozenset(), composed=40, seed=7)
noise = np.random.default_rng(0).normal(size=(3, 500))
print(json.dumps({
    "columns": parquet(columns),
    "splits": parquet(split.assign(columns, validation=0.15, test=0.15, seed=7)),
    "features": digest(extract_many(dataset.summaries(columns)).tobytes()),
    "standards": parquet(standards),
    "pairs": parquet(pairs(standards, 300, 7)),
    "dot": digest((noise @ noise.T).tobytes()),
}))
"""


def test_data_has_the_same_bytes_on_another_processor() -> None:
    here, there = _digests({}), _digests(_other_processor())
    if here.pop("dot") == there.pop("dot"):
        pytest.skip("numpy's BLAS has no kernel to choose: it multiplies alike under both settings")
    assert here == there


def _digests(settings: dict[str, str]) -> dict[str, str]:
    settings = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **settings}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROGRAM],
        env=settings,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def _other_processor() -> dict[str, str]:
    vectors = np.show_config(mode="dicts")["SIMD Extensions"].get("found", [])
    return {
        "OPENBLAS_CORETYPE": "Prescott",
        "NPY_DISABLE_CPU_FEATURES": ",".join(vectors),
        "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4,-AVX512F",
    }
