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

import type { Run } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { useTexts } from '../../translations/useTexts';
import { formatDuration } from '../../ui';
import { useNow } from '../useNow';

/** What a run does now and for how long; nothing once it is finished. */
export function Activity(props: {
  run: Pick<Run, 'stage' | 'stages' | 'checks' | 'budgetMs'>;
}) {
  const { stage, stages, checks, budgetMs } = props.run;
  const t = useTexts();
  const now = useNow(stage !== 'finished');
  const since = stages.findLast(entry => entry.stage === stage)?.at;
  if (stage === 'finished') return null;

  const ms = since ? Math.max(0, now - Date.parse(since)) : 0;
  const duration = formatDuration(Math.floor(ms / 1000) * 1000);
  const waiting = checks.find(check => check.state !== 'passed');
  return (
    <>
      {t(`run.summary.now.${stage}`, {
        duration,
        budget: formatDuration(budgetMs),
      })}
      {stage === 'probing' && waiting?.detail && (
        <>
          {' '}
          {t('run.summary.lastAnswer', {
            check: waiting.name,
            answer: waiting.detail,
          })}
        </>
      )}
    </>
  );
}
