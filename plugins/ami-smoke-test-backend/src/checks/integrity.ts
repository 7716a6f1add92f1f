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
  guestFindings,
  readGuestReport,
  type VerifiedFiles,
} from '@ami-smoke-test/diagnosis';
import type { IntegrityCheckSpec } from '../config';
import type { Answer, Check } from './Check';

/** The findings that fail it, the worst first. */
const DAMAGES = ['file-unreadable', 'file-changed', 'file-missing'];

/** Why the files could not be compared, and what to do about it. */
const UNVERIFIED: Record<
  Exclude<VerifiedFiles['state'], 'whole' | 'partial'>,
  string
> = {
  'no-record':
    'the image has no record of its files: run the provisioner record-files as the last one of its template',
  'bad-record':
    "the image's record of its files cannot be read or is of another version: run the provisioner record-files of this version as the last one of its template",
  'no-tool':
    'the image has nothing to hash files with: install sha256sum (coreutils), shasum or openssl',
  off: 'the instance was not asked to look at its files',
};

/**
 * Are the files of the image as they were when it was built? The instance compares them itself and reports on its console (see
 * `guest/probeOnLinux.ts`); what is asked here is only what is stored of that. A report that names files fails the check; one that
 * is not whole never passes it.
 */
export function integrityCheck(
  spec: IntegrityCheckSpec,
): Omit<Check, 'name' | 'type'> {
  // The same log is read once: it is asked for more often than it grows.
  let answered: { length: number; answer: Answer } | undefined;
  return {
    target: 'integrity',
    timeoutMs: 1_000,
    budgetMs: spec.budgetSeconds * 1000,
    async ask({ console }) {
      const log = await console();
      if (answered?.length !== log.length) {
        answered = { length: log.length, answer: answerOf(log) };
      }
      return answered.answer;
    },
  };
}

function answerOf(log: string): Answer {
  const report = readGuestReport(log);
  if (!report) {
    return { outcome: 'silent', detail: 'no report on the console yet' };
  }
  const findings = guestFindings(report);
  const damage = DAMAGES.flatMap(id =>
    findings.filter(finding => finding.id === id),
  );
  if (damage.length > 0) {
    return {
      outcome: 'wrong-answer',
      detail: damage.map(({ title }) => title).join('; '),
      final: true,
    };
  }
  const files = report.files?.value;
  if (!report.whole || !files) {
    return {
      outcome: 'silent',
      detail: 'the report on the console is not whole yet',
    };
  }
  const { state, verified, recorded } = files;
  if (state === 'whole') {
    return { outcome: 'passed', detail: `${verified} files are as recorded` };
  }
  return {
    outcome: 'refused',
    detail:
      state === 'partial'
        ? `the instance read ${verified} of ${recorded} files in its time: raise budgetSeconds of the check`
        : UNVERIFIED[state],
    final: true,
  };
}
