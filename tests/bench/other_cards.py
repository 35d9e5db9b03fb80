"""Cards of published measurements that are not in the catalogue: vendor figures, dense, fp32 sums."""

import re
from functools import cache

from core.catalog.gpus import Gpu, find_gpu

_TABLE = """
name          memory bandwidth bf16  fp8   nvlink pcie cc    pattern
RTX 5090 M    24     896       64    127   0      32   12.0 5090.*(laptop|mobile|notebook)
RTX 5080 M    16     896       46    92    0      32   12.0 5080.*(laptop|mobile|notebook)
RTX 5070 Ti M 12     672       36    71    0      32   12.0 5070 ?ti.*(laptop|mobile|notebook)
RTX 5070 M    8      384       28    55    0      32   12.0 5070.*(laptop|mobile|notebook)
RTX 5060 M    8      384       20    40    0      32   12.0 50[56]0.*(laptop|mobile|notebook)
RTX 4090 M    16     576       66    132   0      16   8.9  4090.*(laptop|mobile|notebook)
RTX 4080 M    12     432       49    99    0      16   8.9  4080.*(laptop|mobile|notebook)
RTX 4070 M    8      256       31    62    0      16   8.9  4070.*(laptop|mobile|notebook)
RTX 4060 M    8      256       23    46    0      16   8.9  4060.*(laptop|mobile|notebook)
RTX 4050 M    6      192       19    38    0      16   8.9  4050.*(laptop|mobile|notebook)
RTX 3080 Ti M 16     512       47    0     0      32   8.6  3080 ?ti.*(laptop|mobile|notebook)
RTX 3080 M    16     448       50    0     0      32   8.6   3080.*(laptop|mobile|notebook)
RTX 3070 M    8      448       32    0     0      32   8.6  3070.*(laptop|mobile|notebook)
RTX 3060 M    6      336       26    0     0      32   8.6  3060.*(laptop|mobile|notebook)
RTX 3050 M    4      192       14    0     0      16   8.6  3050.*(laptop|mobile|notebook)
RTX 5000 Ada M 16    576       170   341   0      32   8.9   5000 ?ada.*(laptop|mobile)
RTX 4000 Ada M 12    432       134   268   0      32   8.9   4000 ?ada.*(laptop|mobile)
RTX 3500 Ada M 12    432       92    184   0      32   8.9   3500 ?ada
RTX 3000 Ada M 8     256       80    159   0      32   8.9   3000 ?ada
RTX 2000 Ada M 8     256       58    116   0      32   8.9   2000 ?ada.*(laptop|mobile)
RTX 1000 Ada M 6     192       48    97    0      16   8.9   1000 ?ada
RTX 500 Ada M 4      128       38    77    0      16   8.9   \\b500 ?ada
RTX A3000 M   6      264       51    0     0      32   8.6   a3000
RTX 3060      12     360       25.5  0     0      32   8.6   3060\\b(?! ?ti)
RTX 3080      10     760       59.5  0     0      32   8.6   3080(?! ?ti)
RTX 2080 Ti   11     616       53.8  0     0      16   7.5   2080 ?ti
RTX 4060 Ti   16     288       44    88    0      16   8.9   4060 ?ti
TITAN V       12     653       110   0     0      16   7.0  titan ?v
TITAN RTX     24     672       65    0     0      16   7.5   titan
RTX A5000     24     768       111   0     0      32   8.6   a5000
RTX A4000     16     448       76.7  0     0      32   8.6   a4000
V100S         32     1134      130   0     0      16   7.0  v100s
A100X         80     2039      312   0     600    64   8.0   a100x
A30           24     933       165   0     0      32   8.0   \\ba30\\b
A40           48     696       149.7 0     0      32   8.6   \\ba40\\b
L20           48     864       119.5 239   0      32   8.9   \\bl20\\b
H20-3e        141    4800      148   296   900    64   9.0  \\bh20.?3e|\\bh20\\b.*141
H20           96     4000      148   296   900    64   9.0   \\bh20\\b
GH200         96     4000      989   1979  900    64   9.0   gh200
GB300         288    8000      2500  5000  1800   64   10.3  gb300
GB200         186    8000      2500  5000  1800   64   10.0  gb200
B300          288    8000      2250  4500  1800   64   10.3  b300
RTX 4080 S    16     736       104   209   0      32   8.9   4080 ?s
RTX 4070 Ti S 16     672       88    176   0      32   8.9   4070 ?ti ?s
RTX 4070 Ti   12     504       80    160   0      32   8.9   4070 ?ti
RTX 4070 S    12     504       71    142   0      32   8.9  4070 ?s
RTX 4070      12     504       58    116   0      32   8.9   4070
RTX 4060      8      272       30    60    0      16   8.9   4060
RTX 3080 Ti   12     912       68    0     0      32   8.6   3080 ?ti
RTX 3070 Ti   8      608       43.5  0     0      32   8.6   3070 ?ti
RTX 3070      8      448       40.6  0     0      32   8.6   3070
RTX 3060 Ti   8      448       32.4  0     0      32   8.6   3060 ?ti
RTX 3050      8      224       18.2  0     0      16   8.6   3050
RTX 2080 S    8      496       44.6  0     0      16   7.5  2080 ?s
RTX 2080      8      448       40.3  0     0      16   7.5   2080
RTX 2070 S    8      448       36.2  0     0      16   7.5  2070 ?s
RTX 2070      8      448       29.9  0     0      16   7.5   2070
RTX 2060      6      336       25.8  0     0      16   7.5   2060
GTX 1080 Ti   11     484       11.3  0     0      16   6.1   1080 ?ti
GTX 1080      8      320       8.9   0     0      16   6.1   gtx 1080
GTX 1070      8      256       6.5   0     0      16   6.1   gtx 1070
GTX 1650      4      128       6     0     0      16   7.5  1650
GTX 1660      6      192       10    0     0      16   7.5   1660
P4            8      192       5.5   0     0      16   6.1   \\bp4\\b
RTX 5080      16     960       112   225   0      64   12.0  5080
RTX 5070 Ti   16     896       88    176   0      64   12.0  5070 ?ti
RTX 5070      12     672       62    123   0      64   12.0  5070
RTX 5060      8      448       38    77    0      32   12.0 5060(?! ?ti)
RTX 5060 Ti   16     448       47    95    0      32   12.0  5060
RTX A5500     24     768       136   0     0      32   8.6   a5500
RTX A4500     20     640       94.6  0     0      32   8.6   a4500
RTX PRO 5000  48     1344      270   540   0      64   12.0 pro 5000
RTX PRO 4500  32     896       203   405   0      64   12.0 pro 4500
RTX PRO 4000  24     672       150   300   0      64   12.0 pro 4000
RTX A2000     12     288       63    0     0      16   8.6  a2000
RTX 4500 Ada  24     432       158   317   0      32   8.9   4500 ?ada
RTX 2000 Ada  16     224       48    96    0      16   8.9   2000 ?ada
RTX 6000      24     672       130.5 0     0      16   7.5   rtx 6000$|quadro rtx 6000
RTX 5000      16     448       89    0     0      16   7.5   rtx 5000
A16           16     200       18    0     0      16   8.6   \\ba16\\b
L40           48     864       181   362   0      32   8.9   \\bl40\\b
K80           12     240       4.1   0     0      16   3.7   k80
A2            16     200       18    0     0      16   8.6   \\ba2\\b
L2            24     300       96    193   0      32   8.9   \\bl2\\b
H800          80     3350      989   1979  400    64   9.0   h800
H100 96       96     2400      989   1979  900    64   9.0   h100.*sxm.*9[46]
MI325X        256    6000      1307  2615  896    64   0     mi325
MI355X        288    8000      2300  4600  1075   64   0     mi35
MI250X GCD    64    1638      191   0     800    32   0     mi250x?.*\\bgcd
MI250         128    3277      362   0     800    32   0     mi250
MI210         64     1638      181   0     0      32   0     mi210
MI100         32     1229      184   0     0      32   0     mi100
MI50          16     1024      26.5  0     0      32   0     mi[56]0
RX 7900 XTX   24     960       123   0     0      32   0     7900 ?xtx
RX 7900 XT    20     800       103   0     0      32   0     7900 ?xt
W7900         48     864       123   0     0      32   0     w7900
AI PRO R9700  32     640       191   383   0      64   0     r9700
RX 7900 GRE   16     576       92    0     0      32   0    7900 ?gre
RX 7800 XT    16     624       74.6  0     0      32   0    7800 ?xt
RX 7700 XT    12     432       70    0     0      32   0    7700 ?xt
RX 7600       8      288       43.5  0     0      16   0    rx ?7600
RX 9070 XT    16     640       195   389   0      64   0    9070 ?xt
RX 9070       16     640       145   289   0      64   0    rx ?9070
RX 9060 XT    16     320       103   205   0      64   0    9060 ?xt
W7800         32     576       90    0     0      32   0    w7800
RX 6900 XT    16     512       46    0     0      32   0     6[89]00 ?xt
PRO V620      32    512       40.6  0     0      32   0    v620
RX 6800       16     512       32    0     0      32   0    rx ?6800
RX 6700 XT    12     384       26    0     0      32   0    6700 ?xt
Radeon VII    16     1024      26.9  0     0      16   0    radeon vii
Gaudi 2       96     2450      432   865   600    32   0     gaudi ?2
Gaudi 3       128    3700      1835  1835  1200   64   0     gaudi ?3
Arc A770      16     560       137   0     0      32   0     a770
Arc B580      12     456       117   0     0      32   0    b580
Arc B60       24     456       98    0     0      32   0    arc.*b60
M40           24     288       6.8   0     0      16   5.2   \\bm40\\b
P40           24     347       11.8  0     0      16   6.1   \\bp40\\b
P100          16     732       18.7  0     0      16   6.0   p100
GB10          128    273       62    124   0      32   12.1  gb10|dgx spark
Orin          64     204       42    0     0      16   8.7   orin
AI Max 395    128    256       59    0     0      16   0     ai max|strix|8060s
M3 Ultra      512    819       28    0     0      16   0     m3 ultra
M2 Ultra      192    800       27    0     0      16   0     m2 ultra
M1 Ultra      128    800       21    0     0      16   0     m1 ultra
M4 Max        128    546       18    0     0      16   0     m4 max
M3 Max        128    400       14    0     0      16   0     m3 max
M2 Max        96     400       13    0     0      16   0     m2 max
M1 Max        64     400       10    0     0      16   0     m1 max
M4 Pro        64     273       9     0     0      16   0    m4 pro
M3 Pro        36     150       7     0     0      16   0    m3 pro
M2 Pro        32     200       6.8   0     0      16   0    m2 pro
M1 Pro        32     200       5.3   0     0      16   0    m1 pro
RTX 5050      8      320       26    53    0      32   12.0 5050
RTX PRO 2000  16     288       68    136   0      32   12.0 pro 2000
RTX 5880 Ada  48     960       277   554   0      32   8.9   5880 ?ada
RTX 4000 SFF  20     280       77    153   0      32   8.9   4000 ?sff
RTX A1000     8      192       27    0     0      16   8.6   a1000
RTX 4000      8      416       57    0     0      16   7.5   (quadro )?rtx 4000$
P6000         24     432       12.6  0     0      16   6.1   p6000
GTX 1060      6      192       4.4   0     0      16   6.1   gtx 1060
GTX 980 Ti    6      336       6.1   0     0      16   5.2   980 ?ti
GTX 970       4      196       3.9   0     0      16   5.2   gtx 970
M60           8      160       4.8   0     0      16   5.2   \\bm60\\b
B100          192    8000      1750  3500  1800   64   10.0 b100\\b
Thor          128    273       258   517   0      32   11.0 thor\\b
MI300A        128    5300      980   1961  896    64   0     mi300a
MI308X        192    5300      344   688   896    64   0     mi308
RX 6950 XT    16     576       47    0     0      32   0     6950 ?xt
RX 6750 XT    12     432       26.6  0     0      32   0     6750 ?xt
RX 6600 XT    8      256       21    0     0      16   0     6600 ?xt
RX 6600       8      224       17.9  0     0      16   0     rx ?6600
RX 5700 XT    8      448       19.5  0     0      32   0     5700 ?xt
RX 580        8      256       6.2   0     0      16   0     rx ?580
RX Vega 64    8      484       25    0     0      16   0     vega ?64
Radeon Pro VII 16    1024      26    0     0      32   0     pro vii
W6800         32     512       36    0     0      32   0     w6800
Arc A750      8      512       117   0     0      32   0     a750
Arc B570      10     380       101   0     0      32   0     b570
Arc Pro B50   16     224       85    0     0      32   0     arc.*b50\\b
Ascend 910B   64     1600      313   0     0      32   0     910b
TPU v6e       32     1640      918   0     0      32   0     v6e|trillium
M4            32     120       4.3   0     0      16   0     apple.*m4|^m4$
M3            24     100       3.5   0     0      16   0     apple.*m3|^m3$
M2            24     100       3.6   0     0      16   0     apple.*m2|^m2$
M1            16     68        2.6   0     0      16   0     apple.*m1|^m1$
TPU v5e       16     819       197   0     0      32   0     v5e|v5 ?lite
TPU v4        32     1228      275   0     0      32   0     tpu ?v4
"""
"""Memory in GB, bandwidths in GB/s, peaks in TFLOPS; the pattern is searched in the lower-cased name.
Instinct cards that plug in are without the bridges that join them, which are sold apart."""

_EDITION = re.compile(
    r"\b(generation|laptop|mobile|workstation|server|edition|max-?q|super-?pod|d|x)\b|(?<=\d)d\b"
)
_ASIDE = re.compile(r"\(.*?\)|(?<=\d)-\d+q\b", re.IGNORECASE)
"""A server's name beside the card's, or the share of it that a virtual machine has."""
_HOSTS = 3.0
"""Memory so many times the card's is what the processor beside it has (GH200 480GB)."""
_VISIBLE = 0.97
"""GiB a driver shows of a gigabyte on the box."""
_MEMORY = re.compile(r"(?<![a-z\d])(\d{1,3})\s?(?:gib|gb|g)\b", re.IGNORECASE)
_TURING = 7.5
_SAME = 0.1
"""Figures of one memory differ by so much: GB and GiB, with and without what the driver keeps."""


def find_card(text: str) -> Gpu | None:
    """Return the card a measured row names: the catalogue's, else one of the table above.

    In a rack of Grace Blackwell 72 cards share the links that 8 share elsewhere, and a laptop's card is
    another chip than the desktop's of that name. Where the name states another memory, the card has that
    much.
    """
    found, stated = _named(text) or _named(_MEMORY.sub(" ", text)), said_memory_gib(text)
    found = found or _named(_ASIDE.sub(" ", text))
    if found is None or stated is None or abs(stated / _VISIBLE / found.memory_gb - 1) <= _SAME:
        return found
    if stated > _HOSTS * found.memory_gb:
        return found
    return found._replace(memory_gb=stated / _VISIBLE, visible_gib=stated)


def _named(text: str) -> Gpu | None:
    found = find_gpu(text) or find_gpu(_EDITION.sub(" ", text.lower()))
    wanted = text.lower()
    apart = re.search(r"\bgb\d00|laptop|mobile|notebook", wanted)
    if found is not None and not apart and not ("sxm" in wanted and found.variant == "NVL"):
        return found
    return next((card for pattern, card in _others() if re.search(pattern, wanted)), found)


def said_memory_gib(text: str) -> float | None:
    """Return the GiB that a card's printed name states, less what its driver keeps; None without a figure."""
    found = _MEMORY.search(text)
    return float(found[1]) * _VISIBLE if found else None


@cache
def _others() -> tuple[tuple[str, Gpu], ...]:
    return tuple(_read(line) for line in _TABLE.strip().splitlines()[1:])


def _int8_tops(name: str, bf16_tflops: float, capability: float) -> float:
    """Return the peak of integers: twice that of 16 bits from Turing on, whose sums GeForce cards halve."""
    halved = re.match(r"RTX [2-5]0[5-9]0", name) is not None
    return bf16_tflops * (4 if halved else 2) if capability >= _TURING else 0.0


def _read(line: str) -> tuple[str, Gpu]:
    name, rest = line[:14].strip(), line[14:].split(maxsplit=7)
    memory, bandwidth, bf16, fp8, nvlink, pcie, capability = (float(field) for field in rest[:7])
    card = Gpu(
        id=name.lower().replace(" ", ""),
        name=name,
        variant="",
        vendor="nvidia" if capability else "amd" if re.match(r"MI|RX|W\d|PRO V|AI|Radeon", name) else "other",
        memory_gb=memory,
        visible_gib=memory * _VISIBLE,
        bandwidth_gbs=bandwidth,
        bf16_tflops=bf16,
        fp8_tflops=fp8,
        int8_tops=_int8_tops(name, bf16, capability),
        nvlink_gbs=nvlink,
        pcie_gbs=pcie,
        tdp_w=0.0,
        compute_capability=capability,
        year=0,
        source="vendor data sheets",
        date="2026-08-22",
    )
    return rest[7], card
