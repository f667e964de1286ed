"""Starts the emulator with corrections, and records which calls its roles allowed."""

import copy
import json
import os
import re
import sys
import uuid

from ministack import app
from ministack.core import iam_evaluator, lambda_runtime
from ministack.core.responses import get_account_id
from ministack.services import dynamodb, lambda_svc, stepfunctions
from ministack.services.cloudformation import _stacks, provisioners

record_of_alarm = provisioners._cw_metric_alarm_record


def record_of_any_alarm(name, props):
    """Passes the first metric of an alarm on an expression, which the emulator refuses. No test fires alarms."""
    stats = [metric["MetricStat"] for metric in props.get("Metrics") or [] if "MetricStat" in metric]
    if stats:
        props = {**props, **stats[0]["Metric"], "Statistic": stats[0]["Stat"], "Period": stats[0]["Period"]}
        del props["Metrics"]
    return record_of_alarm(name, props)


provisioners._cw_metric_alarm_record = record_of_any_alarm

update_resource = provisioners._update_resource


def update_resource_with_its_attributes(kind, physical_id, before, after, stack_name, logical_id=None, attributes=None):
    """Keeps the attributes of a resource that does not change. The emulator forgets them in a nested stack."""
    if attributes is None:
        resources = _stacks.get(stack_name, {}).get("_resources", {})
        attributes = resources.get(logical_id, {}).get("Attributes")
    return update_resource(kind, physical_id, before, after, stack_name, logical_id, attributes)


provisioners._update_resource = update_resource_with_its_attributes

# The emulator preloads modules by NODE_OPTIONS (emulator.ts). A function's own NODE_OPTIONS would replace them.
lambda_runtime._RESERVED_RUNTIME_ENV_VARS = {*lambda_runtime._RESERVED_RUNTIME_ENV_VARS, "NODE_OPTIONS"}

apply_update_expression = dynamodb._apply_update_expression


def apply_update_expression_to_copies(item, *more, **named):
    """Copies values, because the emulator shares one object between all attributes that are set to one value."""
    updated, *rest = apply_update_expression(item, *more, **named)
    return ({name: copy.deepcopy(value) for name, value in updated.items()}, *rest)


dynamodb._apply_update_expression = apply_update_expression_to_copies

start_execution = stepfunctions._start_execution


def start_express_execution(data):
    """Makes each name unique. The emulator refuses a name that another execution had, as AWS does for standard
    workflows: https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html. Ours are express.
    """
    return start_execution({**data, "name": f"{data.get('name', 'run')}-{uuid.uuid4()}"})


stepfunctions._start_execution = start_express_execution

match_filter = lambda_svc._match_esm_filter


def match_filter_of_absent_objects(record, pattern):
    """Takes an absent object for an empty one: `exists: false` is true of all fields of it, as in AWS.
    https://github.com/aws/event-ruler: an event is its fields by path."""
    if isinstance(record, dict) and isinstance(pattern, dict):
        objects = {key: {} for key, inner in pattern.items() if isinstance(inner, dict) and key not in record}
        record = {**record, **objects}
    return match_filter(record, pattern)


lambda_svc._match_esm_filter = match_filter_of_absent_objects

parse_execute_api_url = app._parse_execute_api_url


def parse_execute_api_url_to_its_end(host, path):
    """Keeps the slash of `/docs/`, which the emulator takes for a stage. Our APIs have only the default stage."""
    parsed = parse_execute_api_url(host, path)
    if parsed and parsed[2] == "/" and re.fullmatch("/[^/]+/", path):
        return parsed[0], "$default", path
    return parsed


app._parse_execute_api_url = parse_execute_api_url_to_its_end

enforce = iam_evaluator.enforce


def enforce_and_record(access_key_id, iam_action, service, region, resource_arn="*", service_context=None):
    """Records each call of a role in a file, because functions may continue after a denied call."""
    # To the emulator a batch is an action of its own. IAM has none: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html
    if iam_action.startswith("sqs:"):
        iam_action = iam_action.removesuffix("Batch")
    denied = enforce(access_key_id, iam_action, service, region, resource_arn, service_context)
    principal = iam_evaluator.resolve_principal(access_key_id or "", get_account_id())
    arn = getattr(principal, "arn", "")
    if ":assumed-role/" in arn:
        call = {"by": arn.split("/")[-1], "action": iam_action, "resource": resource_arn, "allowed": denied is None}
        with open(os.environ["RECORDED_CALLS"], "a", encoding="utf-8") as lines:
            lines.write(json.dumps(call) + "\n")
    return denied


iam_evaluator.enforce = enforce_and_record
sys.exit(app.main())
