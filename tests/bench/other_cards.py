"""Cards of published measurements that are not in the catalogue: vendor figures, dense, fp32 sums."""

import re
from functools import cache

from core.catalog.gpus import Gpu, find_gpu

_TABLE = """
name          memory bandwidth bf16  fp8   nvlink pcie cc    pattern
RTX 3060      12     360       25.5  0     0      32   8.6   3060\\b(?! ti)
RTX 3070      8      448       40.6  0     0      32   8.6   3070
RTX 3080      10     760       59.5  0     0      32   8.6   3080
RTX 2080 Ti   11     616       53.8  0     0      16   7.5   2080 ?ti
RTX 4060 Ti   16     288       44    88    0      16   8.9   4060
RTX 4070      12     504       58    116   0      32   8.9   4070
RTX 5080      16     960       112   225   0      64   12.0  5080
TITAN RTX     24     672       65    0     0      16   7.5   titan
RTX A5000     24     768       111   0     0      32   8.6   a5000
RTX A4000     16     448       76.7  0     0      32   8.6   a4000
A30           24     933       165   0     0      32   8.0   \\ba30\\b
A40           48     696       149.7 0     0      32   8.6   \\ba40\\b
L20           48     864       119.5 239   0      32   8.9   \\bl20\\b
H20           96     4000      148   296   900    64   9.0   \\bh20\\b
GH200         96     4000      989   1979  900    64   9.0   gh200
GB300         288    8000      2500  5000  1800   64   10.3  gb300
GB200         186    8000      2500  5000  1800   64   10.0  gb200
B300          288    8000      2250  4500  1800   64   10.3  b300
P40           24     347       11.8  0     0      16   6.1   \\bp40\\b
P100          16     732       18.7  0     0      16   6.0   p100
"""
"""Memory in GB, bandwidths in GB/s, peaks in TFLOPS; the pattern is searched in the lower-cased name."""


def find_card(text: str) -> Gpu | None:
    """Return the card a measured row names: the catalogue's, else one of the table above."""
    found = find_gpu(text)
    if found is not None:
        return found
    wanted = text.lower()
    return next((card for pattern, card in _others() if re.search(pattern, wanted)), None)


@cache
def _others() -> tuple[tuple[str, Gpu], ...]:
    return tuple(_read(line) for line in _TABLE.strip().splitlines()[1:])


def _read(line: str) -> tuple[str, Gpu]:
    name, rest = line[:14].strip(), line[14:].split(maxsplit=7)
    memory, bandwidth, bf16, fp8, nvlink, pcie, capability = (float(field) for field in rest[:7])
    card = Gpu(
        id=name.lower().replace(" ", ""),
        name=name,
        variant="",
        vendor="nvidia",
        memory_gb=memory,
        visible_gib=memory * 0.97,
        bandwidth_gbs=bandwidth,
        bf16_tflops=bf16,
        fp8_tflops=fp8,
        int8_tops=0.0,
        nvlink_gbs=nvlink,
        pcie_gbs=pcie,
        tdp_w=0.0,
        compute_capability=capability,
        year=0,
        source="vendor data sheets",
        date="2026-08-22",
    )
    return rest[7], card
