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

import { lineageOf } from './lineage';

describe('lineage', () => {
  it('comes from the template, else from the CI job', () => {
    const gitHub = {
      GITHUB_ACTIONS: 'true',
      GITHUB_SERVER_URL: 'https://git.example.com',
      GITHUB_REPOSITORY: 'images/web',
      GITHUB_SHA: 'c0ffee',
      GITHUB_REF: 'refs/heads/main',
      GITHUB_RUN_ID: '42',
    };
    expect(
      lineageOf({ source_ami: 'ami-01234567', git_ref: 'v1' }, gitHub),
    ).toEqual({
      ignored: [],
      lineage: {
        sourceImageId: 'ami-01234567',
        repository: 'https://git.example.com/images/web',
        gitRevision: 'c0ffee',
        gitRef: 'v1',
        jobUrl: 'https://git.example.com/images/web/actions/runs/42',
      },
    });
    expect(
      lineageOf(
        {},
        {
          CI_PROJECT_URL: 'https://gitlab.example.com/images/web',
          CI_COMMIT_SHA: 'c0ffee',
          CI_COMMIT_REF_NAME: 'main',
          CI_JOB_URL: 'https://gitlab.example.com/images/web/-/jobs/1',
        },
      ).lineage,
    ).toEqual({
      repository: 'https://gitlab.example.com/images/web',
      gitRevision: 'c0ffee',
      gitRef: 'main',
      jobUrl: 'https://gitlab.example.com/images/web/-/jobs/1',
    });
  });

  it('names what it cannot use, and is absent when nothing is known', () => {
    expect(lineageOf({ source_ami: '<no value>' }, {})).toEqual({
      lineage: undefined,
      ignored: ['custom_data.source_ami is "<no value>"'],
    });
  });
});
