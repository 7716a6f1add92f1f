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

# The demo's image: a base image, provisioned over SSH as real ones are, broken as real ones are, and smoke tested. For Packer 1.6,
# which has its builders built in; later ones need the amazon plugin installed.

variable "variant" {
  type        = string
  description = "Which image to build: healthy, slow-service, or one of those that are broken."
}

variable "region" {
  type    = string
  default = "us-east-1"
}

variable "ec2_endpoint" {
  type        = string
  description = "The local EC2, e.g. http://127.0.0.1:4566."
}

variable "source_ami" {
  type        = string
  description = "The base image."
}

variable "manifest" {
  type        = string
  description = "Where this build's manifest goes: a file of its own."
}

variable "bridge_command" {
  type        = string
  default     = "true"
  description = "How the smoke test is called, as a shell takes it."
}

variable "ssh_port" {
  type        = number
  default     = 2222
  description = "The base image has its SSH server at 22 as well, but forwarding that one takes privileges."
}

locals {
  # What a provisioner can break, as a careless one would.
  broken_by_script = setintersection([var.variant], ["slow-service", "wrong-root-device", "no-network-driver", "service-crashes"])
  # What only something outside the guest can break: the local EC2 does it when it makes the image.
  broken_by_damage = setintersection([var.variant], ["unreadable-file", "read-errors", "no-boot-sector"])
}

source "amazon-ebs" "acme" {
  access_key                 = "packer"
  secret_key                 = "local"
  region                     = var.region
  custom_endpoint_ec2        = var.ec2_endpoint
  skip_region_validation     = true
  skip_metadata_api_check    = true
  skip_credential_validation = true

  source_ami    = var.source_ami
  instance_type = "t3.micro"
  ami_name      = "acme-${var.variant}-{{timestamp}}"
  run_tags      = { for damage in local.broken_by_damage : "local-ec2:damage" => damage }

  communicator = "ssh"
  ssh_username = "root"
  ssh_port     = var.ssh_port
  ssh_timeout  = "3m"
}

build {
  sources = ["source.amazon-ebs.acme"]

  provisioner "shell" {
    scripts = concat(
      ["${path.root}/install-acme.sh"],
      [for variant in local.broken_by_script : "${path.root}/break-${variant}.sh"],
      # Last of all: what it records is what the image has.
      ["${path.root}/../../../packer/provisioners/record-files.sh"],
    )
  }

  # In this order: once the manifest has had its turn, Packer keeps the image, also when its smoke test fails.
  post-processors {
    post-processor "manifest" {
      output = var.manifest
    }

    post-processor "shell-local" {
      command = "${var.bridge_command} test --manifest '${var.manifest}'"
    }
  }
}
