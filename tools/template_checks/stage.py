"""Checks the stage: tracing, metrics and redeployment."""

from collections.abc import Iterator

from tools.template_checks.project import Project, of_type


def records_no_urls(project: Project) -> Iterator[str]:
    """Check that X-Ray is off for the stage: it records URLs and IP addresses."""
    for name, stage in of_type(project.template, "AWS::ApiGateway::Stage"):
        if stage.get("TracingEnabled", False) is not False:
            yield f"{name}: TracingEnabled must be false, whatever TracingMode is"


def has_no_metrics_per_method(project: Project) -> Iterator[str]:
    """Check that metrics per method are off: they cost money and nothing reads them."""
    for name, stage in of_type(project.template, "AWS::ApiGateway::Stage"):
        for settings in stage.get("MethodSettings", ()):
            if settings.get("MetricsEnabled", False) is not False:
                yield f"{name}: MetricsEnabled must be false"


def is_always_deployed(project: Project) -> Iterator[str]:
    """Check that the stage is redeployed when only a parameter changes."""
    for name, api in of_type(project.written, "AWS::Serverless::Api"):
        if api.get("AlwaysDeploy") is not True:
            yield f"{name}: AlwaysDeploy must be true, or changed parameters do not reach the stage"
