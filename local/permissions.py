"""Permissions that the local AWS needs beyond the template's.

MiniStack enforces the template's policies, but differs from AWS in two actions. It checks
GetParameters against the resource `*` instead of each named parameter. It checks a batch of
messages as SendMessageBatch, an action that IAM lacks, instead of SendMessage.
"""

import json

from local import aws

#: The additional action for roles with a policy of the template.
GRANTS = {"UpstreamPolicy": "ssm:GetParameters", "LinkPolicy": "sqs:SendMessageBatch"}


def grant_what_differs(endpoint: str) -> None:
    """Grant each role the actions that MiniStack would deny, on any resource."""
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
