"""Many subscriptions and the messages of their topic, seeded: the workloads W2 to W5 of the index.

* W2: subscriptions as they are met on SNS, up to 100,000 of them, one to five keys on a nested body of about 410 bytes.
* W3: 1,000 wildcards on the keys of objects.
* W4: 10,000 ranges of numbers.
* W5: 100,000 policies of one exact key each, on the messages of W2.

Each yields the same policies and messages in every run, whatever the version of Python.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import product
from random import Random
from typing import Any, Final, TypeAlias

Policy: TypeAlias = dict[str, Any]
Body: TypeAlias = dict[str, Any]

EVENTS: Final = [
    f"{thing}.{verb}"
    for thing, verb in product(
        "order payment shipment invoice customer cart refund inventory product promotion review session subscription "
        "ticket alert deployment build user device audit".split(),
        "created updated deleted placed cancelled completed failed requested approved expired".split(),
    )
]
SOURCES: Final = [
    f"svc-{name}"
    for name in (
        "checkout billing fulfilment catalog search identity gateway notify ledger pricing returns loyalty fraud "
        "warehouse media cms edge batch etl ml geo tax chat support crm ads cdn iot mobile web"
    ).split()
]
REGIONS: Final = (
    "us-east-1 us-east-2 us-west-1 us-west-2 eu-west-1 eu-west-2 eu-west-3 eu-central-1 eu-north-1 ap-south-1 "
    "ap-southeast-1 ap-southeast-2 ap-northeast-1 ap-northeast-2 sa-east-1 ca-central-1 me-south-1 af-south-1"
).split()
COUNTRIES: Final = (
    "US GB DE FR ES IT NL SE NO DK FI PL PT IE BE AT CH CZ GR HU RO BG HR SI SK EE LV LT LU MT CY JP KR CN IN ID SG MY "
    "TH VN PH AU NZ CA MX BR AR CL CO PE ZA NG KE EG MA IL AE SA TR UA"
).split()
TAGS: Final = [f"t{number:03d}" for number in range(300)]
STORES: Final = [f"store-{number:04d}" for number in range(500)]
CATEGORIES: Final = "ELEC BOOK TOYS HOME GARD FOOD WINE SHOE BABY AUTO TOOL GAME MUSI FILM PETS SPRT".split()
TIERS: Final = "free bronze silver gold platinum".split()


def _pick(rng: Random, words: Sequence[str]) -> str:
    """The first words are the most popular, by Zipf's law."""
    return rng.choices(words, [1 / rank**0.7 for rank in range(1, len(words) + 1)])[0]


def _some(rng: Random, words: Sequence[str], most: int) -> list[str]:
    return sorted({_pick(rng, words) for _ in range(most)})


def _sku(rng: Random) -> str:
    return f"{rng.choice(CATEGORIES)}-{rng.randrange(100):03d}-{rng.randrange(20000):05d}"


def _money(rng: Random) -> float:
    return round(rng.lognormvariate(3.6, 1.1), 2)


def _customer(rng: Random) -> Body:
    return {
        "id": f"c{rng.randrange(50000):06d}",
        "tier": rng.choices(TIERS, [50, 20, 15, 10, 5])[0],
        "country": _pick(rng, COUNTRIES),
        "age": rng.randrange(18, 90),
    }


def _shop_message(rng: Random) -> Body:
    body: Body = {"eventType": _pick(rng, EVENTS), "source": _pick(rng, SOURCES), "region": _pick(rng, REGIONS)}
    body["store"] = _pick(rng, STORES)
    body["id"] = f"{rng.getrandbits(32):08x}-{rng.getrandbits(16):04x}-{rng.getrandbits(16):04x}"
    body["version"] = rng.choice(["1", "2"])
    body["customer"] = _customer(rng)
    body["price"] = {"amount": _money(rng), "currency": rng.choice(["USD", "EUR", "GBP", "JPY"])}
    body["quantity"] = rng.randrange(1, 20)
    body["sku"] = _sku(rng)
    body["tags"] = [_pick(rng, TAGS) for _ in range(rng.choice([0, 1, 2, 2, 3, 4]))]
    if rng.random() < 0.5:
        first = rng.choice([10, 10, 172, 192, 54, 52])
        body["ip"] = ".".join(str(each) for each in (first, *(rng.randrange(256) for _ in range(3))))
    if rng.random() < 0.4:
        body["test"] = rng.random() < 0.2
    if rng.random() < 0.3:
        code = rng.choice(["E100", "E200", "E300", "E404", "E500"])
        body["error"] = {"code": code, "retryable": rng.random() < 0.5}
    if rng.random() < 0.5:
        body["items"] = [
            {"sku": _sku(rng), "qty": rng.randrange(1, 6), "price": _money(rng)} for _ in range(rng.randrange(1, 4))
        ]
    if rng.random() < 0.3:
        words = ["lorem", "ipsum", "dolor", "sit", "amet", "consectetur"]
        body["note"] = " ".join(rng.choice(words) for _ in range(rng.randrange(3, 20)))
    return body


def _put(policy: Policy, path: str, patterns: list[Any]) -> None:
    *parents, name = path.split(".")
    for parent in parents:
        policy = policy.setdefault(parent, {})
    policy[name] = patterns


def _selective(rng: Random) -> tuple[str, list[Any]]:
    """The key that every subscription has."""
    which = rng.random()
    if which < 0.52:
        return "eventType", _some(rng, EVENTS, rng.choice([1, 1, 1, 2, 3]))
    if which < 0.64:
        return "store", _some(rng, STORES, rng.choice([1, 1, 2]))
    if which < 0.72:
        return "customer.id", [f"c{rng.randrange(50000):06d}"]
    if 0.82 <= which < 0.90:
        return "tags", [rng.choice(TAGS[10:])]
    if 0.90 <= which < 0.95:
        return "eventType", [{"prefix": _pick(rng, EVENTS).split(".")[0] + ".c"}]
    prefix = f"{rng.choice(CATEGORIES)}-{rng.randrange(10):02d}"
    return "sku" if which < 0.82 else "items.sku", [{"prefix": prefix}]


def _amount(rng: Random) -> list[Any]:
    return rng.choice(
        [
            [">=", rng.choice([10, 20, 50, 100, 200, 500])],
            ["<", rng.choice([10, 25, 50, 100])],
            [">", rng.choice([10, 25, 50]), "<=", rng.choice([100, 150, 250, 1000])],
            [">=", round(rng.uniform(5, 60), 2), "<", round(rng.uniform(61, 400), 2)],
        ]
    )


def _quantity(rng: Random) -> list[Any]:
    return [{"numeric": [">=", rng.randrange(2, 15)]}] if rng.random() < 0.6 else [rng.randrange(1, 20)]


def _network(rng: Random) -> str:
    return rng.choice(["10.0.0.0/8", f"10.{rng.randrange(256)}.0.0/16", "172.16.0.0/12", "192.168.0.0/16"])


def _either(rng: Random) -> list[Any]:
    return rng.choice(
        [
            [{"region": _some(rng, REGIONS, 2)}, {"customer": {"tier": ["platinum"]}}],
            [{"price": {"amount": [{"numeric": [">", 100]}]}}, {"quantity": [{"numeric": [">=", 10]}]}],
            [{"source": _some(rng, SOURCES, 1)}, {"error": {"code": [{"exists": True}]}}, {"test": [True]}],
        ]
    )


_TIER_LISTS: Final = [
    ["gold", "platinum"],
    ["platinum"],
    [{"anything-but": ["free"]}],
    [{"anything-but": ["free", "bronze"]}],
]
_Patterns: TypeAlias = Callable[[Random], list[Any]]
_OTHER_KEYS: Final[Sequence[tuple[int, str, _Patterns]]] = (
    (10, "source", lambda rng: _some(rng, SOURCES, rng.choice([1, 2, 3]))),
    (10, "region", lambda rng: _some(rng, REGIONS, rng.choice([1, 2, 3]))),
    (6, "region", lambda rng: [{"prefix": rng.choice(["us-", "eu-", "ap-", "us-east"])}]),
    (8, "customer.tier", lambda rng: rng.choice(_TIER_LISTS)),
    (6, "customer.country", lambda rng: _some(rng, COUNTRIES, rng.choice([1, 2, 3, 5]))),
    (4, "customer.country", lambda rng: [{"anything-but": _some(rng, COUNTRIES, rng.choice([1, 2, 3]))}]),
    (4, "test", lambda _: [{"exists": False}]),
    (3, "error.code", lambda rng: [{"exists": rng.random() < 0.5}]),
    (3, "error.retryable", lambda _: [True]),
    (3, "version", lambda _: ["2"]),
    (3, "price.currency", lambda rng: [{"equals-ignore-case": rng.choice(["usd", "Eur", "gbp"])}]),
    (2, "ip", lambda _: [{"exists": True}]),
    (12, "price.amount", lambda rng: [{"numeric": _amount(rng)}]),
    (5, "quantity", _quantity),
    (3, "customer.age", lambda rng: [{"numeric": [">=", rng.choice([18, 21, 30]), "<", rng.choice([40, 50, 65])]}]),
    (2, "eventType", lambda rng: [{"suffix": rng.choice([".failed", ".created", ".cancelled"])}]),
    (2, "ip", lambda rng: [{"cidr": _network(rng)}]),
    (3, "source", lambda rng: [{"anything-but": {"prefix": rng.choice(["svc-b", "svc-m", "svc-c"])}}]),
    (5, "$or", _either),
    (1, "quantity", lambda _: [{"anything-but": [1, 2]}]),
)
_WEIGHTS: Final = [weight for weight, _, _ in _OTHER_KEYS]


def _shop_policy(rng: Random) -> Policy:
    policy: Policy = {}
    _put(policy, *_selective(rng))
    for _ in range(rng.choices([0, 1, 2, 3, 4], [12, 30, 30, 18, 10])[0]):
        _, path, patterns = rng.choices(_OTHER_KEYS, _WEIGHTS)[0]
        if path == "eventType" and path in policy:
            _put(policy, "version", ["1"])
        elif path != "$or" or path not in policy:
            _put(policy, path, patterns(rng))
    branches = policy.pop("$or", None)
    if branches:
        # A key must not stand both in the branches and outside: the last one would count.
        named = {name for branch in branches for name in branch}
        for name in list(policy):
            if name in named and len(policy) > 1:
                del policy[name]
        if not policy.keys() & named:
            policy["$or"] = branches
    return policy


def _keys(policy: Policy) -> int:
    plain = sum(_keys(below) if isinstance(below, dict) else 1 for name, below in policy.items() if name != "$or")
    return plain + max((_keys(branch) for branch in policy.get("$or", ())), default=0)


def _endless(make: Callable[[Random], Any], seed: int) -> Iterator[Any]:
    rng = Random(seed)  # noqa: S311 - benchmarks keep no secrets
    while True:
        yield make(rng)


def shop_policies() -> Iterator[Policy]:
    """W2: subscriptions without end, of at most five keys."""
    return (policy for policy in _endless(_shop_policy, 2) if _keys(policy) <= 5)


def shop_messages() -> Iterator[Body]:
    """Messages for W2 and W5."""
    return _endless(_shop_message, 3)


def customer_policies() -> Iterator[Policy]:
    """W5: one exact key each."""
    return _endless(lambda rng: {"customer": {"id": [f"c{rng.randrange(50000):06d}"]}}, 6)


_WORDS: Final = (
    "api web user order image video static assets admin report daily hourly raw clean tmp logs backup public private "
    "v1 v2 v3 prod stage dev eu us asia customer invoice export import archive thumb full"
).split()
_ENDINGS: Final = "jpg png json csv parquet log gz txt html xml".split()


def _object_pattern(rng: Random) -> str:
    word, ending = partial(rng.choice, _WORDS), partial(rng.choice, _ENDINGS)
    which = rng.random()
    if which < 0.33:
        if rng.random() < 0.6:
            return f"*{rng.choice(['/', ''])}{word()}*.{ending()}"
        return f"*/{word()}-{rng.randrange(10, 99)}*.{ending()}"
    if which < 0.66:
        return f"{word()}/{word()}/*.{ending()}"
    if which < 0.85:
        return f"{word()}/*/{word()}-*.{ending()}"
    return f"{word()}/*/{word()}/*/{word()}*"


def _object_policy(rng: Random) -> Policy:
    policy: Policy = {"detail": {"object": {"key": [{"wildcard": _object_pattern(rng)}]}}}
    if rng.random() < 0.5:
        policy["detail"]["bucket"] = {"name": [f"bucket-{rng.randrange(40):02d}"]}
    return policy


def _object_message(rng: Random) -> Body:
    head = {
        "source": "aws.s3",
        "detail-type": "Object Created",
        "region": rng.choice(REGIONS),
        "time": f"2024-05-{rng.randrange(1, 29):02d}T10:00:00Z",
    }
    bucket = {"name": f"bucket-{rng.randrange(40):02d}"}
    folders = "/".join(rng.choice(_WORDS) for _ in range(rng.randrange(2, 6)))
    key = f"{folders}/{rng.choice(_WORDS)}-{rng.randrange(10000):04d}.{rng.choice(_ENDINGS)}"
    stored = {"key": key, "size": rng.randrange(1, 10**7), "etag": f"{rng.getrandbits(128):032x}"}
    detail = {"version": "0", "bucket": bucket, "object": stored, "requester": f"{rng.randrange(10**12):012d}"}
    detail["source-ip-address"] = ".".join(str(rng.randrange(256)) for _ in range(4))
    return {**head, "detail": detail}


def object_policies() -> Iterator[Policy]:
    """W3: wildcards without end, half of them with a bucket."""
    return _endless(_object_policy, 4)


def object_messages() -> Iterator[Body]:
    """Messages for W3."""
    return _endless(_object_message, 44)


def _sensor_policy(rng: Random) -> Policy:
    which = rng.random()
    ranges: dict[str, list[Any]]
    if which < 0.6:
        low = round(rng.uniform(0, 1000), 2)
        ranges = {"temperature": [">=", low, "<", round(low + rng.uniform(1, 20), 2)]}
    elif which < 0.8:
        start = rng.randrange(0, 100000)
        ranges = {"pressure": [">", start, "<=", start + rng.randrange(200, 2000)]}
    elif which < 0.9:
        ranges = {"humidity": ["=", rng.randrange(0, 101)]}
    else:
        ranges = {"temperature": [">", round(rng.uniform(985, 1000), 3)], "pressure": ["<", rng.randrange(500, 3000)]}
    policy: Policy = {"sensor": {name: [{"numeric": each}] for name, each in ranges.items()}}
    if rng.random() < 0.3:
        policy["site"] = [f"site-{rng.randrange(20):02d}"]
    return policy


def _sensor_message(rng: Random) -> Body:
    return {
        "site": f"site-{rng.randrange(20):02d}",
        "device": f"dev-{rng.randrange(100000):05d}",
        "sensor": {
            "temperature": round(rng.uniform(0, 1000), 2),
            "pressure": rng.randrange(0, 100000),
            "humidity": rng.randrange(0, 101),
            "battery": round(rng.random(), 3),
        },
        "status": rng.choice(["ok", "warn", "fail"]),
    }


def sensor_policies() -> Iterator[Policy]:
    """W4: ranges without end."""
    return _endless(_sensor_policy, 5)


def sensor_messages() -> Iterator[Body]:
    """Messages for W4."""
    return _endless(_sensor_message, 55)
