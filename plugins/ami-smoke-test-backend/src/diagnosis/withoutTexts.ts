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

import type { Diagnosis } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';

/** A diagnosis for who may not see what the machine showed: what was found, without the text that proves it. */
export function withoutTexts(diagnosis: Diagnosis): Diagnosis {
  const { headline } = diagnosis;
  return {
    ...diagnosis,
    stages: diagnosis.stages.map(withoutText),
    headline: headline && withoutText(headline),
    findings: diagnosis.findings.map(withoutText),
    lastLines: diagnosis.lastLines.map(({ text: _, ...line }) => line),
  };
}

function withoutText<T extends { evidence: { text?: string } }>(proven: T): T {
  const { text: _, ...evidence } = proven.evidence;
  return { ...proven, evidence };
}
