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

import {
  lineageSchema,
  type Lineage,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';

/**
 * Where the images come from: what the template put into the manifest's `custom_data`, else what the CI job knows
 * ([GitHub](https://docs.github.com/en/actions/reference/workflows-and-actions/variables),
 * [GitLab](https://docs.gitlab.com/ci/variables/predefined_variables/)). A value that is not what its field holds, such as a
 * template variable that Packer did not fill in, is left out and named in `ignored`.
 */
export function lineageOf(
  customData: Record<string, string>,
  env: NodeJS.ProcessEnv,
): { lineage?: Lineage; ignored: string[] } {
  const ci = env.GITHUB_ACTIONS ? gitHub(env) : gitLab(env);
  const candidates: [keyof Lineage, string, string | undefined][] = [
    ['sourceImageId', 'custom_data.source_ami', customData.source_ami],
    [
      'repository',
      'custom_data.repository',
      customData.repository || ci.repository,
    ],
    [
      'gitRevision',
      'custom_data.git_revision',
      customData.git_revision || ci.gitRevision,
    ],
    ['gitRef', 'custom_data.git_ref', customData.git_ref || ci.gitRef],
    ['jobUrl', "the CI job's address", ci.jobUrl],
  ];
  const lineage: Lineage = {};
  const ignored: string[] = [];
  for (const [field, origin, value] of candidates) {
    if (!value) continue;
    if (lineageSchema.shape[field].safeParse(value).success) {
      lineage[field] = value;
    } else {
      ignored.push(`${origin} is "${value.slice(0, 80)}"`);
    }
  }
  return {
    lineage: Object.keys(lineage).length > 0 ? lineage : undefined,
    ignored,
  };
}

function gitHub(env: NodeJS.ProcessEnv): Lineage {
  const repository =
    env.GITHUB_REPOSITORY &&
    `${env.GITHUB_SERVER_URL ?? 'https://github.com'}/${env.GITHUB_REPOSITORY}`;
  return {
    repository,
    gitRevision: env.GITHUB_SHA,
    gitRef: env.GITHUB_REF,
    jobUrl:
      repository && env.GITHUB_RUN_ID
        ? `${repository}/actions/runs/${env.GITHUB_RUN_ID}`
        : undefined,
  };
}

function gitLab(env: NodeJS.ProcessEnv): Lineage {
  return {
    repository: env.CI_PROJECT_URL,
    gitRevision: env.CI_COMMIT_SHA,
    gitRef: env.CI_COMMIT_REF_NAME,
    jobUrl: env.CI_JOB_URL,
  };
}
