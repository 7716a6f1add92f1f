# Copyright 2026 The AMI Smoke Test Authors
#
# Licensed under the Apache License, Version 2.0 (the "License");
# you may not use this file except in compliance with the License.
# You may obtain a copy of the License at
#
#     http://www.apache.org/licenses/LICENSE-2.0
#
# Unless required by applicable law or agreed to in writing, software
# distributed under the License is distributed on an "AS IS" BASIS,
# WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
# See the License for the specific language governing permissions and
# limitations under the License.

# An AMI that is smoke tested as soon as it is made. For Packer 1.6; a newer one takes ../packer.

locals {
  promote_to = var.promote_to == "" ? "" : "--promote-to ${var.promote_to}"
}

source "amazon-ebs" "web" {
  ami_name      = "web-base-{{timestamp}}"
  source_ami    = var.source_ami
  region        = var.region
  instance_type = var.instance_type

  communicator = var.communicator
  ssh_username = var.ssh_username

  # Only for an endpoint of one's own; with AWS's, drop these.
  custom_endpoint_ec2        = var.ec2_endpoint
  skip_region_validation     = var.ec2_endpoint != ""
  skip_metadata_api_check    = var.ec2_endpoint != ""
  skip_credential_validation = var.ec2_endpoint != ""
}

build {
  sources = ["source.amazon-ebs.web"]

  # Finds wrong settings while there is no AMI that could be lost: the address, the token, the profile,
  # the region. Your own provisioners come after it.
  provisioner "shell-local" {
    command = "${var.ami_smoke_test} preflight --family web-base --region ${var.region} --manifest packer-manifest-web.json ${local.promote_to}"
  }

  # The order matters. With shell-local alone, Packer deregisters the AMI when the smoke test fails, also with
  # keep_input_artifact, which counts only on success. Once "manifest" has had its turn, the AMI stays: you can
  # look at what failed.
  post-processors {
    # The smoke test learns the AMI's id from this file; Packer tells it in no other way. Each source needs
    # a file of its own, because builds that run side by side can spoil one that they share.
    post-processor "manifest" {
      output = "packer-manifest-web.json"
      custom_data = {
        source_ami = var.source_ami
      }
    }

    post-processor "shell-local" {
      command = "${var.ami_smoke_test} test --family web-base --manifest packer-manifest-web.json ${local.promote_to}"
    }
  }
}
