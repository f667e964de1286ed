"""Starts the emulator, with what it gets wrong put right."""

import sys

from ministack.app import main
from ministack.services.cloudformation import provisioners

record_of_alarm = provisioners._cw_metric_alarm_record


def record_of_any_alarm(name, props):
    """The emulator refuses alarms on an expression over metrics: it gets the first of the metrics. No test fires alarms."""
    stats = [metric["MetricStat"] for metric in props.get("Metrics") or [] if "MetricStat" in metric]
    if stats:
        props = {**props, **stats[0]["Metric"], "Statistic": stats[0]["Stat"], "Period": stats[0]["Period"]}
        del props["Metrics"]
    return record_of_alarm(name, props)


provisioners._cw_metric_alarm_record = record_of_any_alarm
sys.exit(main())
