/*
 * Copyright 2026 The AMI Smoke Test Authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
/** The family whose tests a snippet is for. */
export interface SnippetSubject {
  family: string;
  entityRef: string;
}

/** The lines of a Packer template that have its images tested; the README of the bridge explains them. */
export function templateSnippet(subject: SnippetSubject): string {
  const { family } = subject;
  const manifest = `packer-manifest-${family}.json`;
  return `build {
  # your sources, and:

  provisioner "shell-local" { # finds wrong settings before there is an AMI
    command = "${preflightCommand(subject)} --manifest ${manifest}"
  }

  # your provisioners, and then, in this order:

  post-processors {
    post-processor "manifest" { # first: it keeps the AMI when the test fails
      output = "${manifest}"    # one file for each source
    }
    post-processor "shell-local" {
      command = "ami-smoke-test test ${flagsOf(subject)} --manifest ${manifest}"
    }
  }
}
`;
}

/** The command that asks whether a build of the family would be accepted, and launches nothing. */
export function preflightCommand(subject: SnippetSubject): string {
  return `ami-smoke-test preflight ${flagsOf(subject)}`;
}

/** Without `--entity`, a build belongs to the resource that is named as its family. */
function flagsOf({ family, entityRef }: SnippetSubject): string {
  const implied = `resource:default/${family}`.toLocaleLowerCase('en-US');
  return entityRef.toLocaleLowerCase('en-US') === implied
    ? `--family ${family}`
    : `--family ${family} --entity ${entityRef}`;
}
