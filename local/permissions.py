"""One grant that the local AWS needs beyond the template's."""

import json

import boto3

STATEMENT = {"Effect": "Allow", "Action": "ssm:GetParameters", "Resource": "*"}
POLICY = json.dumps({"Version": "2012-10-17", "Statement": [STATEMENT]})


def grant_get_parameters(session: boto3.Session, endpoint: str, stack_name: str) -> None:
    """Let the functions that ask Last.fm call GetParameters on any parameter.

    MiniStack enforces the template's policies, but checks this action against the resource ``*``
    and not, as AWS does, against each parameter that is named.
    """
    stack = session.client("cloudformation", endpoint_url=endpoint)
    resource = stack.describe_stack_resource(
        StackName=stack_name, LogicalResourceId="UpstreamPolicy"
    )
    iam = session.client("iam", endpoint_url=endpoint)
    arn = resource["StackResourceDetail"]["PhysicalResourceId"]
    for role in iam.list_entities_for_policy(PolicyArn=arn)["PolicyRoles"]:
        iam.put_role_policy(
            RoleName=role["RoleName"], PolicyName="local-get-parameters", PolicyDocument=POLICY
        )
