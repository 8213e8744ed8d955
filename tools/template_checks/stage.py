"""The stage: what it records, what that costs, and when it is deployed anew."""

from collections.abc import Iterator

from tools.template_checks.project import Project, of_type


def records_no_urls(project: Project) -> Iterator[str]:
    """Check that X-Ray is off at the stage: it keeps whole URLs and callers' addresses."""
    for name, stage in of_type(project.template, "AWS::ApiGateway::Stage"):
        if stage.get("TracingEnabled", False) is not False:
            yield f"{name}: TracingEnabled must be false, whatever TracingMode is"


def has_no_metrics_per_method(project: Project) -> Iterator[str]:
    """Check that there are no metrics for each method, which cost and which nothing reads."""
    for name, stage in of_type(project.template, "AWS::ApiGateway::Stage"):
        for settings in stage.get("MethodSettings", ()):
            if settings.get("MetricsEnabled", False) is not False:
                yield f"{name}: MetricsEnabled must be false"


def is_always_deployed(project: Project) -> Iterator[str]:
    """Check that the stage is deployed anew when only a parameter changed."""
    for name, api in of_type(project.written, "AWS::Serverless::Api"):
        if api.get("AlwaysDeploy") is not True:
            yield f"{name}: AlwaysDeploy must be true, or changed parameters do not reach the stage"
