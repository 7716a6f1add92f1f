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

variable "source_ami" {
  type        = string
  description = "The AMI to start from, in var.region."
}

variable "region" {
  type    = string
  default = "us-east-1"
}

variable "instance_type" {
  type    = string
  default = "t3.micro"
}

variable "communicator" {
  type        = string
  default     = "ssh"
  description = "\"none\" builds an image without logging in to the instance."
}

variable "ssh_username" {
  type    = string
  default = "admin"
}

# Everything else that the smoke test has to know, it takes from the environment:
# AMI_SMOKE_TEST_URL and a token (see ami-smoke-test --help). Packer hands the environment on.
variable "ami_smoke_test" {
  type        = string
  default     = "ami-smoke-test"
  description = "How the smoke test is called, e.g. \"node tools/ami-smoke-test.cjs\"."
}

variable "promote_to" {
  type        = string
  default     = ""
  description = "The channel that an AMI is promoted to when it has passed, e.g. \"dev\"; none by default."
}

variable "ec2_endpoint" {
  type        = string
  default     = ""
  description = "An EC2 endpoint other than AWS's own, e.g. of a local EC2."
}
