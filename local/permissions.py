"""Grants that the local AWS needs beyond the template's.

MiniStack enforces the template's policies, but differs from AWS in two actions: it checks
GetParameters against the resource ``*`` and not against each parameter that is named, and a batch
of messages as an action of its own, which IAM does not have, and not as SendMessage.
"""

import json

from local import aws

#: What whoever has a policy of the template's must be granted.
GRANTS = {"UpstreamPolicy": "ssm:GetParameters", "LinkPolicy": "sqs:SendMessageBatch"}


def grant_what_differs(endpoint: str) -> None:
    """Let the functions do on any resource what the local AWS would deny them."""
    iam = aws.session().client("iam", endpoint_url=endpoint)
    for name, arn in aws.resources(endpoint, "AWS::IAM::ManagedPolicy").items():
        if name not in GRANTS:
            continue
        statement = {"Effect": "Allow", "Action": GRANTS[name], "Resource": "*"}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        for role in iam.list_entities_for_policy(PolicyArn=arn)["PolicyRoles"]:
            iam.put_role_policy(
                RoleName=role["RoleName"], PolicyName=f"local-{name}", PolicyDocument=policy
            )
