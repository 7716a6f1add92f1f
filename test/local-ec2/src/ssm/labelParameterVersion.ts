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

import { z } from 'zod';
import { newestOf } from './Parameter';
import { defineSsmAction } from './SsmAction';
import { notFound, SsmError } from './SsmError';

const LABELS = 10;

/**
 * Gives a version labels; a label that another version had moves to it.
 * https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_LabelParameterVersion.html
 */
export const labelParameterVersion = defineSsmAction({
  name: 'LabelParameterVersion',
  request: {
    Name: z.string().min(1).max(2048),
    ParameterVersion: z.number().int().min(1).optional(),
    Labels: z.array(z.string().min(1).max(100)).min(1).max(LABELS),
  },
  run({ place }, { Name, ParameterVersion, Labels }) {
    const parameter = place.parameters.get(Name);
    if (!parameter) throw notFound();
    const number = ParameterVersion ?? newestOf(parameter).version;
    const version = parameter.versions.find(each => each.version === number);
    if (!version) {
      throw new SsmError(
        'ParameterVersionNotFound',
        `Systems Manager could not find version ${number} of ${Name}. Verify the version and try again.`,
      );
    }
    const valid = Labels.filter(isLabel);
    if (new Set([...version.labels, ...valid]).size > LABELS) {
      throw new SsmError(
        'ParameterVersionLabelLimitExceeded',
        `A version of a parameter has at most ${LABELS} labels`,
      );
    }
    for (const label of valid) {
      for (const each of parameter.versions) each.labels.delete(label);
      version.labels.add(label);
    }
    return {
      InvalidLabels: Labels.filter(label => !isLabel(label)),
      ParameterVersion: version.version,
    };
  },
});

function isLabel(text: string): boolean {
  return /^(?!\d|aws|ssm)[\w.-]+$/i.test(text);
}
