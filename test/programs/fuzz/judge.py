"""Judges responses beyond schemathesis's own checks.

Failures that are no fault of mib are excluded here, each with its reason. Every other failure fails the
run. One check is added. For the summary, requests are counted by route and status, and exclusions by
reason.
"""

import atexit
import json
import os
import re
from collections import Counter
from itertools import count

import schemathesis
from schemathesis.openapi.checks import RejectedPositiveData, UseAfterFree

# A well-formed request may be refused because of the present state. Only 400 and 413 mean a wrong form.
REFUSED_FOR_THE_STATE = {
    "deadline_passed",
    "entries_behind",
    "idempotency_key_reused",
    "wrong_code",
    "wrong_passkey",
    "wrong_password",
    "insufficient_funds",
    "not_acceptable",
    "wrong_currency",
    "wrong_shard",
    "wallet_moving",
    "wallet_moved",
}

INVISIBLE = "must not have invisible or direction-changing characters"

# The rules of passwords, where one is chosen.
OF_PASSWORDS = (
    "must be at most 72 bytes",
    "must not be one of the most common passwords",
    "must not be a repetition or a sequence",
    "must be at least 8 characters",
    "must not have control characters",
    "must not contain the login",
    "must not be the current password",
)

# Fields and rules: fields that must differ, be in order or replace each other, bytes, normal forms,
# properties of characters, the clock, a list of four thousand words, what there is already, and whose.
BEYOND_JSON_SCHEMA = {
    *((field, rule) for field in ("password", "new_password") for rule in OF_PASSWORDS),
    ("to_id", "must not be the same wallet as from_id"),
    ("to", "must be later than from"),
    ("to", "must have amounts that add up to at most 18 digits"),
    ("at", "must not be in the future"),
    ("time", "must not be in the future"),
    ("deadline", "must be at most 20 seconds ahead"),
    ("legs", "must have distinct wallets"),
    ("held", "must be a debit, with an amount that is no larger"),
    ("stripe", "must be of a credit"),
    ("vector", "must count as many entries as there are"),
    ("login", "must be at most 256 bytes"),
    ("login", "must be at most 2014 bytes"),
    ("login", INVISIBLE),
    ("reference", INVISIBLE),
    ("reason", INVISIBLE),
    ("note", INVISIBLE),
    ("name", INVISIBLE),
    ("description", INVISIBLE),
    ("url", "is not a URL of http or https"),
    ("url", "must have no user and no password in it: the signature says who sends"),
    ("metadata", "must have at most 2048 bytes in keys and values"),
    ("metadata", "must have at most 16 keys"),
    # What a patch adds up to with what was there.
    ("metadata", "must have at most 2048 bytes in keys and values after the change"),
    ("metadata", "must have at most 16 keys after the change"),
    ("body", "must be UTF-8, without the replacement character U+FFFD"),
    ("capture", "must be automatic with several payees"),
    ("expires_at", "must not be given without capture: manual"),
    ("approvers", "is required for a first rule"),
    ("approvers", "must be an open wallet of a user"),
    ("approvers", "must be the wallet of another user"),
    ("approvers", "must be of a user who is not named yet"),
    ("approval_above", "is required for a first rule"),
    ("expires_at", "must be in the future"),
    ("expires_at", "must be at most 30 days ahead"),
    ("password", "is required, because you have no second factor"),
    ("code", "is required, because you have a second factor"),
    ("wallet_id", "must be a wallet of yours"),
    ("read", "must be a wallet of yours"),
    # `uniqueItems` compares whole objects, and tells 41 from "41".
    ("pay", "must name each wallet once"),
    ("read", "must name each wallet once"),
    ("read", "must name a wallet, unless pay does"),
    ("login", "must be that of another user"),
    # What a mover sends: the fuzzed shard has a number, and a chain has hashes.
    ("to", "must be another shard"),
    ("from", "must be another shard"),
    ("item", "must be this wallet, as its move to this shard has marked it"),
    ("entries", "must follow the entry before it"),
}

# The time of a schedule: the grammar of RFC 5545, names of time zones, the clock, and forms that exclude each
# other.
OF_A_TIME = {"execute_at", "repeat", "rrule", "start", "time_zone"}


# The name of the first payee, or the place of the first key, follows.
TWICE = ("must not be the same wallet as to[", "must not be the same as that of transfers[")


def beyond_json_schema(field, message, written):
    # Also "transfers[0].metadata.order".
    if re.search(r"(^|\.)metadata\.", field) and message == INVISIBLE:
        return True
    # An element is named by its list: "approvers" also in "approvers[0]".
    last = re.sub(r"\[\d+\]$", "", field.rpartition(".")[2])
    if last in OF_A_TIME and not message.startswith("is required"):
        return True
    if last == "amount" and re.fullmatch(r"must be at most \d+, which is authorised", message):
        return True
    # The stage lists its currencies.
    if last == "currency" and message.startswith("must be one of"):
        return True
    # A schedule that pays several has no single amount to change.
    if last == "amount" and message == "must not be given: this schedule has several payees":
        return True
    # "held" also in "legs[0].held".
    return (last, message) in BEYOND_JSON_SCHEMA or message.startswith(TWICE)


def written_with_a_fraction(field, message, written):
    value = written
    # "to[1].amount" is the member "amount" of the second element of "to".
    for name in re.findall(r"[^.\[\]]+", field):
        if isinstance(value, dict):
            value = value.get(name)
        elif isinstance(value, list) and name.isdigit() and int(name) < len(value):
            value = value[int(name)]
        else:
            return False
    # "read" of a key is "all" or a list, so that an element which is wrong is named by its list.
    return any(isinstance(one, float) for one in (value if isinstance(value, list) else [value]))


# Reasons to exclude one broken rule. A request may break several rules, each with its own reason.
BROKEN_RULES = {
    "the broken rule cannot be expressed in JSON Schema": beyond_json_schema,
    "7.0 is an integer in JSON Schema, but not in mib": written_with_a_fraction,
}


# These make what they name, also after it was removed.
MAKES = {"PATCH /api/user/wallets/{id}/members/{login}"}


def exclusion_of(failure, problem, body, route):
    """Returns the reason to exclude a failure, or None."""
    if isinstance(failure, UseAfterFree) and route in MAKES:
        return "the request made anew what was removed"
    if not isinstance(failure, RejectedPositiveData):
        return None
    if problem.get("code") in REFUSED_FOR_THE_STATE:
        return "the form of the request was accepted; its content was refused"
    written = body if isinstance(body, dict) else {}
    reasons = [
        next((reason for reason, applies in BROKEN_RULES.items() if applies(error["field"], error["message"], written)), None)
        for error in problem.get("errors", [])
    ]
    return reasons[0] if reasons and None not in reasons else None


KEY = "idempotency-key"

# Wallets of other users than the token's. schemathesis checks for such responses, too, but only with ids
# that the service returned; clients choose the ids of their wallets themselves.
FOREIGN_WALLETS = set(json.loads(os.environ["MIB_FUZZ_FOREIGN_WALLETS"]))


@schemathesis.check
def no_foreign_wallets(context, response, case):
    body = case.body if isinstance(case.body, dict) else {}
    used = [(case.path_parameters or {}).get("id"), body.get("from_id"), body.get("wallet_id")]
    if response.status_code < 300 and any(str(wallet) in FOREIGN_WALLETS for wallet in used):
        raise AssertionError("a wallet of another user was used")
    for transfer, result in batched(body, response):
        if "TxID" in result and str(transfer.get("from_id")) in FOREIGN_WALLETS:
            raise AssertionError("a wallet of another user was used in a batch")


def batched(body, response):
    """Returns each transfer of a batch with its result."""
    transfers = body.get("transfers")
    if response.status_code != 200 or not isinstance(transfers, list):
        return []
    return list(zip(transfers, json.loads(response.content)["results"]))


requests = Counter()
excluded = Counter()
example_keys = count()

# Path parameters or fields of a body that exist together. Half of the requests to such a route have them.
EXISTING = json.loads(os.environ["MIB_FUZZ_EXISTING"])
# With a token of the orchestrator, a mover's request would take these away.
STAYING_WALLETS = set(json.loads(os.environ["MIB_FUZZ_STAYING_WALLETS"]))
# They are on their way to the fuzzed shard. Schemathesis also draws what it has sent before, and a wallet that is
# created here would be there twice, which the shard reports as an error.
ARRIVING_WALLETS = {one["wallet_id"] for one in EXISTING.get("POST /api/putwallet", [])}
MOVERS = {f"POST /api/{name}" for name in ("markwallet", "putwallet", "tombwallet", "staywallet", "copyentries")}
existing_turns = Counter()


@schemathesis.hook
def before_call(context, case, kwargs):
    """Makes the document's example of an idempotency key unique: otherwise all systematic cases but the first are refused unread. Sets what exists together, and spares the wallets that stay."""
    parameters = case.operation.definition.raw.get("parameters", [])
    examples = [parameter["schema"]["example"] for parameter in parameters if parameter["name"] == KEY]
    if case.headers and case.headers.get(KEY) in examples:
        case.headers[KEY] = f"{case.headers[KEY]}-{next(example_keys)}"
    existing = EXISTING.get(case.operation.label)
    if existing and (case.path_parameters or isinstance(case.body, dict)):
        turn = existing_turns[case.operation.label]
        existing_turns[case.operation.label] += 1
        together = existing[turn // 2 % len(existing)]
        if turn % 2 == 0 and case.path_parameters:
            case.path_parameters.update(together)
        elif turn % 2 == 0:
            case.body = {**case.body, **together}
        elif case.operation.label in MOVERS and str(case.body.get("wallet_id")) in STAYING_WALLETS:
            case.body = {**case.body, "wallet_id": together["wallet_id"]}
    if case.operation.label == "POST /api/createwallet" and isinstance(case.body, dict):
        wallet = str(case.body.get("wallet_id"))
        if wallet in ARRIVING_WALLETS:
            case.body = {**case.body, "wallet_id": f"1{wallet}"}


@schemathesis.hook
def after_call(context, case, response):
    requests[(case.operation.label, response.status_code)] += 1


@schemathesis.hook
def filter_failure(context, failure, case, response):
    reason = exclusion_of(failure, problem_of(response), case.body, case.operation.label)
    if reason is not None:
        excluded[reason] += 1
    return reason is None


def problem_of(response):
    try:
        body = json.loads(response.content)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


@atexit.register
def write_counts():
    counts = {
        "requests": [
            {"route": route, "status": status, "count": count} for (route, status), count in sorted(requests.items())
        ],
        "excluded": dict(excluded),
    }
    with open(os.environ["MIB_FUZZ_COUNTS"], "w", encoding="utf-8") as file:
        json.dump(counts, file)
