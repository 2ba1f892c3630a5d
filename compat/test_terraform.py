"""Terraform: apply, an empty plan, update, destroy."""

import os
import pathlib
import shutil
import subprocess

import pytest

from conftest import KEY, eventually, objects

PROVIDER = """
terraform {
  required_providers { aws = { source = "hashicorp/aws" } }
}
variable "phase" { default = 1 }
provider "aws" {
  region                      = "us-east-1"
  access_key                  = "%(id)s"
  secret_key                  = "%(secret)s"
  s3_use_path_style           = true
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  endpoints {
    cloudtrail    = "%(stellwerk)s"
    configservice = "%(stellwerk)s"
    sts           = "%(stellwerk)s"
    s3            = "%(cloud)s"
    sns           = "%(cloud)s"
  }
}
"""

TRAIL = """
resource "aws_s3_bucket" "logs" {
  bucket        = "terraform-logs"
  force_destroy = true
}
resource "aws_sns_topic" "logs" { name = "terraform-logs" }
resource "aws_cloudtrail" "plain" {
  name           = "plain"
  s3_bucket_name = aws_s3_bucket.logs.id
}
resource "aws_cloudtrail" "full" {
  name                          = "full"
  s3_bucket_name                = aws_s3_bucket.logs.id
  s3_key_prefix                 = "prefix"
  sns_topic_name                = aws_sns_topic.logs.name
  is_multi_region_trail         = true
  include_global_service_events = true
  enable_log_file_validation    = true
  enable_logging                = var.phase == 1
  tags = var.phase == 1 ? { team = "a", old = "x" } : { team = "b" }
  advanced_event_selector {
    name = "writes"
    field_selector {
      field  = "eventCategory"
      equals = ["Management"]
    }
    field_selector {
      field  = "readOnly"
      equals = [var.phase == 1 ? "false" : "true"]
    }
  }
  insight_selector { insight_type = "ApiCallRateInsight" }
}
"""


@pytest.fixture
def terraform(tmp_path, server, cloud):
    if not shutil.which("terraform"):
        pytest.skip("there is no terraform here")
    folder = tmp_path / "terraform"
    folder.mkdir()
    environment = {**os.environ, "TF_IN_AUTOMATION": "1", "CHECKPOINT_DISABLE": "1", "TF_CLI_CONFIG_FILE": os.devnull}

    def run(*arguments, check=True):
        command = ["terraform", *arguments, "-no-color"]
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300)
        assert not check or done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        return done

    def start(resources):
        settings = dict(id=KEY[0], secret=KEY[1], stellwerk=server.url, cloud=cloud.url)
        (folder / "main.tf").write_text(PROVIDER % settings + resources)
        plugins = pathlib.Path(os.environ.get("STELLWERK_TEST_TERRAFORM_PLUGINS", "/opt/tf-plugins"))
        local = [f"-plugin-dir={plugins}"] if plugins.is_dir() else []
        done = run("init", "-input=false", *local, check=False)
        if done.returncode != 0:
            pytest.skip(f"Terraform's AWS provider cannot be had here: {done.stderr.strip()[-300:]}")
        return run

    return start


def test_trails(terraform, server, cloud):
    run = terraform(TRAIL)
    run("apply", "-auto-approve", "-input=false")
    plan = run("plan", "-detailed-exitcode", "-input=false", check=False)
    assert plan.returncode == 0, plan.stdout
    cloudtrail = server.client()
    assert cloudtrail.get_trail_status(Name="full")["IsLogging"]
    server.advance(301)
    eventually(lambda: objects(cloud, "terraform-logs"))
    run("apply", "-auto-approve", "-input=false", "-var", "phase=2")
    plan = run("plan", "-detailed-exitcode", "-input=false", "-var", "phase=2", check=False)
    assert plan.returncode == 0, plan.stdout
    arn = cloudtrail.get_trail(Name="full")["Trail"]["TrailARN"]
    tags = cloudtrail.list_tags(ResourceIdList=[arn])["ResourceTagList"][0]["TagsList"]
    assert tags == [{"Key": "team", "Value": "b"}]
    assert not cloudtrail.get_trail_status(Name="full")["IsLogging"]
    run("destroy", "-auto-approve", "-input=false", "-var", "phase=2")
    assert cloudtrail.list_trails()["Trails"] == []


EVENT_DATA_STORES = """
resource "aws_cloudtrail_event_data_store" "plain" {
  name                           = "plain"
  termination_protection_enabled = false
}
resource "aws_cloudtrail_event_data_store" "full" {
  name                           = "full"
  multi_region_enabled           = var.phase == 1
  retention_period               = var.phase == 1 ? 30 : 60
  billing_mode                   = "FIXED_RETENTION_PRICING"
  termination_protection_enabled = false
  suspend                        = var.phase != 1
  tags = var.phase == 1 ? { team = "a", old = "x" } : { team = "b" }
  advanced_event_selector {
    name = "writes of objects"
    field_selector {
      field  = "eventCategory"
      equals = ["Data"]
    }
    field_selector {
      field  = "resources.type"
      equals = ["AWS::S3::Object"]
    }
    field_selector {
      field  = "readOnly"
      equals = [var.phase == 1 ? "false" : "true"]
    }
  }
}
"""


def test_event_data_stores(terraform, server):
    run = terraform(EVENT_DATA_STORES)
    cloudtrail = server.client()
    for phase, days, status in (([], 30, "ENABLED"), (["-var", "phase=2"], 60, "STOPPED_INGESTION")):
        run("apply", "-auto-approve", "-input=false", *phase)
        plan = run("plan", "-detailed-exitcode", "-input=false", *phase, check=False)
        assert plan.returncode == 0, plan.stdout
        stores = {s["Name"]: s["EventDataStoreArn"] for s in cloudtrail.list_event_data_stores()["EventDataStores"]}
        assert set(stores) == {"plain", "full"}
        found = cloudtrail.get_event_data_store(EventDataStore=stores["full"])
        assert (found["Status"], found["RetentionPeriod"]) == (status, days)
    tags = cloudtrail.list_tags(ResourceIdList=[stores["full"]])["ResourceTagList"][0]["TagsList"]
    assert tags == [{"Key": "team", "Value": "b"}]
    run("destroy", "-auto-approve", "-input=false", "-var", "phase=2")
    for arn in stores.values():
        assert cloudtrail.get_event_data_store(EventDataStore=arn)["Status"] == "PENDING_DELETION"


CONFIG = """
locals {
  role = "arn:aws:iam::123456789012:role/config"
  tags = var.phase == 1 ? { team = "a", old = "x" } : { team = "b" }
}
resource "aws_s3_bucket" "logs" {
  bucket        = "terraform-config"
  force_destroy = true
}
resource "aws_sns_topic" "logs" { name = "terraform-config" }
resource "aws_config_configuration_recorder" "main" {
  name     = "terraform"
  role_arn = local.role
  recording_group {
    all_supported                 = false
    include_global_resource_types = false
    resource_types                = var.phase == 1 ? ["AWS::AccessAnalyzer::Analyzer"] : null
    dynamic "exclusion_by_resource_types" {
      for_each = var.phase == 1 ? [] : [1]
      content {
        resource_types = ["AWS::EC2::Instance"]
      }
    }
    recording_strategy {
      use_only = var.phase == 1 ? "INCLUSION_BY_RESOURCE_TYPES" : "EXCLUSION_BY_RESOURCE_TYPES"
    }
  }
  recording_mode {
    recording_frequency = var.phase == 1 ? "CONTINUOUS" : "DAILY"
    recording_mode_override {
      description         = "others"
      resource_types      = ["AWS::EC2::Volume"]
      recording_frequency = var.phase == 1 ? "DAILY" : "CONTINUOUS"
    }
  }
}
resource "aws_config_delivery_channel" "main" {
  name           = "terraform"
  s3_bucket_name = aws_s3_bucket.logs.id
  s3_key_prefix  = var.phase == 1 ? "prefix" : "other"
  sns_topic_arn  = var.phase == 1 ? aws_sns_topic.logs.arn : null
  snapshot_delivery_properties {
    delivery_frequency = var.phase == 1 ? "One_Hour" : "Six_Hours"
  }
  depends_on = [aws_config_configuration_recorder.main]
}
resource "aws_config_configuration_recorder_status" "main" {
  name       = aws_config_configuration_recorder.main.name
  is_enabled = var.phase == 1
  depends_on = [aws_config_delivery_channel.main]
}
resource "aws_config_retention_configuration" "main" {
  retention_period_in_days = var.phase == 1 ? 30 : 60
}
resource "aws_config_configuration_aggregator" "main" {
  name = "terraform"
  tags = local.tags
  account_aggregation_source {
    account_ids = var.phase == 1 ? ["123456789012"] : ["123456789012", "444455556666"]
    all_regions = var.phase == 1
    regions     = var.phase == 1 ? null : ["eu-west-1", "us-east-1"]
  }
}
resource "aws_config_aggregate_authorization" "main" {
  account_id = "444455556666"
  region     = "eu-west-1"
  tags       = local.tags
}
"""


def test_config(terraform, server, cloud):
    run = terraform(CONFIG)
    config = server.client("config")

    def applied(*phase):
        run("apply", "-auto-approve", "-input=false", *phase)
        plan = run("plan", "-detailed-exitcode", "-input=false", *phase, check=False)
        assert plan.returncode == 0, plan.stdout
        (recorder,) = config.describe_configuration_recorders()["ConfigurationRecorders"]
        (status,) = config.describe_configuration_recorder_status()["ConfigurationRecordersStatus"]
        (channel,) = config.describe_delivery_channels()["DeliveryChannels"]
        (kept,) = config.describe_retention_configurations()["RetentionConfigurations"]
        (aggregator,) = config.describe_configuration_aggregators()["ConfigurationAggregators"]
        (authorization,) = config.describe_aggregation_authorizations()["AggregationAuthorizations"]
        arns = [aggregator["ConfigurationAggregatorArn"], authorization["AggregationAuthorizationArn"]]
        tags = [{t["Key"]: t["Value"] for t in config.list_tags_for_resource(ResourceArn=arn)["Tags"]} for arn in arns]
        return {
            "types": recorder["recordingGroup"]["resourceTypes"],
            "excluded": recorder["recordingGroup"]["exclusionByResourceTypes"]["resourceTypes"],
            "frequency": recorder["recordingMode"]["recordingFrequency"],
            "override": recorder["recordingMode"]["recordingModeOverrides"][0]["recordingFrequency"],
            "recording": status["recording"],
            "prefix": channel["s3KeyPrefix"],
            "topic": channel.get("snsTopicARN"),
            "snapshots": channel["configSnapshotDeliveryProperties"]["deliveryFrequency"],
            "days": kept["RetentionPeriodInDays"],
            "regions": aggregator["AccountAggregationSources"][0].get("AwsRegions"),
            "tags": tags,
        }

    assert applied() == {
        "types": ["AWS::AccessAnalyzer::Analyzer"],
        "excluded": [],
        "frequency": "CONTINUOUS",
        "override": "DAILY",
        "recording": True,
        "prefix": "prefix",
        "topic": "arn:aws:sns:us-east-1:123456789012:terraform-config",
        "snapshots": "One_Hour",
        "days": 30,
        "regions": None,
        "tags": [{"team": "a", "old": "x"}] * 2,
    }
    assert objects(cloud, "terraform-config") == ["prefix/AWSLogs/123456789012/Config/ConfigWritabilityCheckFile"]
    assert applied("-var", "phase=2") == {
        "types": [],
        "excluded": ["AWS::EC2::Instance"],
        "frequency": "DAILY",
        "override": "CONTINUOUS",
        "recording": False,
        "prefix": "other",
        "topic": None,
        "snapshots": "Six_Hours",
        "days": 60,
        "regions": ["eu-west-1", "us-east-1"],
        "tags": [{"team": "b"}] * 2,
    }
    run("destroy", "-auto-approve", "-input=false", "-var", "phase=2")
    assert config.describe_configuration_recorders()["ConfigurationRecorders"] == []
    assert config.describe_delivery_channels()["DeliveryChannels"] == []
    assert config.describe_retention_configurations()["RetentionConfigurations"] == []
    assert config.describe_configuration_aggregators()["ConfigurationAggregators"] == []
    assert config.describe_aggregation_authorizations()["AggregationAuthorizations"] == []
